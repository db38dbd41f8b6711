import * as fs from 'node:fs';
import { environmentJsonSchema } from '../config/json-schema';

/** Writes the JSON Schema that editors use: `npm run schema`, after each change of the settings. */
fs.mkdirSync('schema', { recursive: true });
fs.writeFileSync(
  'schema/environment.schema.json',
  `${JSON.stringify(environmentJsonSchema(), null, 2)}\n`,
);
