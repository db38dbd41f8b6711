import * as fs from 'node:fs';
import { environmentJsonSchema } from '../config/json-schema';
import { RECORDING_READERS, renderRecordingReaders } from './recording-readers';

/**
 * Writes what is generated from the vendors and their settings: `npm run schema`, after each change of the settings and
 * for a new vendor.
 */
fs.mkdirSync('schema', { recursive: true });
fs.writeFileSync(
  'schema/environment.schema.json',
  `${JSON.stringify(environmentJsonSchema(), null, 2)}\n`,
);
fs.writeFileSync(RECORDING_READERS, renderRecordingReaders());
