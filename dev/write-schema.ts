import * as fs from 'node:fs';
import { environmentJsonSchema } from '../config/json-schema';

/** `npm run schema`: generates the JSON Schema for editors. Run it after each change of the settings. */
fs.mkdirSync('schema', { recursive: true });
fs.writeFileSync(
  'schema/environment.schema.json',
  `${JSON.stringify(environmentJsonSchema(), null, 2)}\n`,
);
