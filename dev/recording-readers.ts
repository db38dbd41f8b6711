import * as fs from 'node:fs';

/** The file that exports the recording readers of all vendors. */
export const RECORDING_READERS = 'vendors/recording-readers.ts';

/** What that file must contain. */
export function renderRecordingReaders(): string {
  const folders = fs
    .readdirSync('vendors')
    .filter((name) => fs.existsSync(`vendors/${name}/recording-reader.ts`));
  return [
    "// Written by `npm run schema`: the function in AWS imports the vendors' readers without the rest of the vendors.",
    ...folders.map(
      (name) => `export { recordingReader as ${name} } from './${name}/recording-reader';`,
    ),
    '',
  ].join('\n');
}
