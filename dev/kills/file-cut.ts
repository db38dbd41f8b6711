import * as path from 'node:path';

/** Node's own module, whose functions are replaced: an import would be a copy of them. */
const fs = process.getBuiltinModule('node:fs');

/** What becomes of a change of a file. `half`: the process is killed in the middle of it. */
export type FileFate = 'pass' | 'not done' | 'half' | 'done' | 'full disk';

/** Thrown where a process would not go on. */
export class KilledError extends Error {
  override readonly name = 'KilledError';

  constructor() {
    super('The run was killed at a change of a file.');
  }
}

type Change = (...args: never[]) => unknown;

/** What a change that is half done has done, by the name of its function. @default - nothing */
const HALVES: Readonly<Record<string, (...args: never[]) => void>> = {
  writeFileSync: writeHalf,
  appendFileSync: writeHalf,
  copyFileSync: (from: string, to: string) => {
    writeHalf(to, fs.readFileSync(from));
  },
  rmSync: (place: string) => {
    const files = filesBelow(place);
    for (const file of files.slice(files.length / 2)) actual.unlinkSync(file);
  },
};

const CHANGES = [
  'writeFileSync',
  'appendFileSync',
  'copyFileSync',
  'rmSync',
  'renameSync',
  'mkdirSync',
  'rmdirSync',
] as const;

const actual = { ...fs };

/** What a full disk refuses. */
const WRITES: readonly string[] = ['writeFileSync', 'appendFileSync', 'copyFileSync', 'mkdirSync'];

/**
 * Decides about each change of a file below a folder, in this process.
 *
 * @returns restores the functions
 */
export function cutFiles(folder: string, decide: () => FileFate): () => void {
  const functions = fs as unknown as Record<string, Change>;
  const isBelow = (each: unknown) =>
    typeof each === 'string' && path.resolve(each).startsWith(folder);
  for (const name of CHANGES) {
    const change: Change = actual[name];
    functions[name] = (...args) => {
      const fate = args.some(isBelow) ? decide() : 'pass';
      if (fate === 'done') change(...args);
      if (fate === 'half' || fate === 'full disk') HALVES[name]?.(...args);
      refuse(name, fate);
      return change(...args);
    };
  }
  return () => {
    for (const name of CHANGES) functions[name] = actual[name];
  };
}

/** @throws KilledError unless the change is done */
function refuse(name: string, fate: FileFate): void {
  if (fate === 'pass') return;
  if (fate !== 'full disk') throw new KilledError();
  if (!WRITES.includes(name)) return;
  const error = new Error('ENOSPC: no space left on device, write');
  throw Object.assign(error, { code: 'ENOSPC', syscall: 'write' });
}

function writeHalf(file: string, data: string | NodeJS.ArrayBufferView): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer);
  actual.writeFileSync(file, bytes.subarray(0, bytes.length / 2));
}

function filesBelow(place: string): string[] {
  if (!fs.existsSync(place)) return [];
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs.readdirSync(place).flatMap((name) => filesBelow(path.join(place, name)));
}
