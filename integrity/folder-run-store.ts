import * as fs from 'node:fs';
import * as path from 'node:path';
import type { RunStore } from './run-store';

/** A run that is kept in a folder of this machine, readable by its owner only. */
export function openFolder(root: string): RunStore {
  const at = (name: string) => path.join(root, name);
  return {
    write: (name, content) => {
      fs.mkdirSync(path.dirname(at(name)), { recursive: true, mode: 0o700 });
      // Written beside and moved: a run that is killed leaves no half of a file.
      fs.writeFileSync(at(`${name}.part`), content, { mode: 0o600 });
      fs.renameSync(at(`${name}.part`), at(name));
      return Promise.resolve();
    },
    tryRead: (name) =>
      Promise.resolve(fs.existsSync(at(name)) ? fs.readFileSync(at(name), 'utf8') : undefined),
    open: (name) => fs.createReadStream(at(name), { highWaterMark: 1_048_576 }),
    list: (folder) => Promise.resolve(listFiles(root, folder)),
  };
}

function listFiles(root: string, folder: string): string[] {
  const base = path.join(root, folder);
  if (!fs.existsSync(base)) return [];
  return fs
    .readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}
