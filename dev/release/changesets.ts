import * as fs from 'node:fs';
import * as path from 'node:path';

const FOLDER = '.changeset';

/** The kinds of the pending changes: each changeset names one. */
export function readPending(folder = FOLDER): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .flatMap((name) => kindsIn(fs.readFileSync(path.join(folder, name), 'utf8')));
}

/** @see changesets, "Changeset files": YAML between two lines of dashes, with a kind per package */
function kindsIn(text: string): string[] {
  const [, header = ''] = text.split(/^---$/m);
  return [...header.matchAll(/^ *["']?callvault["']? *: *["']?(\w+)/gm)].map(
    ([, kind = '']) => kind,
  );
}
