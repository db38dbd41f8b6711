import * as fs from 'node:fs';
import * as path from 'node:path';
import { BLOCK_BYTES, type RunStore } from './run-store';

/** Keeps a run in a local folder that only its owner can read. */
export function folderRunStore(root: string): RunStore {
  const locate = (name: string) => path.join(root, name);
  const write = (name: string, content: string) => {
    const file = locate(name);
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    // Written next to it and renamed: a run that is killed leaves no half-written file.
    fs.writeFileSync(`${file}.part`, content, { mode: 0o600 });
    fs.renameSync(`${file}.part`, file);
    return Promise.resolve();
  };
  return {
    write,
    create: (name, content) =>
      fs.existsSync(locate(name)) ? Promise.resolve() : write(name, content),
    tryRead: (name) => {
      const file = locate(name);
      return Promise.resolve(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined);
    },
    open: (name, blockBytes = BLOCK_BYTES) =>
      fs.createReadStream(locate(name), { highWaterMark: blockBytes }),
    list: (folder) => Promise.resolve(listFiles(root, locate(folder))),
  };
}

function listFiles(root: string, folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}
