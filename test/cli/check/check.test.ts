import * as fs from 'node:fs';
import * as path from 'node:path';
import { runStoreCheck } from '../../../cli/check/check';
import { Secret } from '../../../core/secret';
import { CHECK_FILES, CHECK_OBJECTS, CHECK_TIME, CHECKED } from '../../../dev/kills/check';
import { folderRunStore } from '../../../integrity/folder-run-store';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { Bucket } from '../../integrity/bucket';

/** Node's own module; an import is a copy. */
const nodeFs = process.getBuiltinModule('node:fs');

const temporary = new TemporaryFolder();
const workFolder = path.join(temporary.path, 'check');
const NOW = Date.parse(CHECK_TIME);

beforeAll(() => {
  for (const [name, text] of Object.entries(CHECK_FILES)) {
    fs.writeFileSync(path.join(temporary.folder(path.dirname(name)), path.basename(name)), text);
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  temporary.remove();
});

function check() {
  const objects = CHECK_OBJECTS.map((key) => ({ key, at: Date.UTC(2026, 10, 20), size: 1 }));
  return runStoreCheck({
    settings: CHECKED,
    clients: {
      reader: new Bucket({ objects }),
      reports: (below = '') => folderRunStore(path.join(temporary.path, below)),
      readSecret: () => Promise.resolve(new Secret('{}')),
      listKeys: () => Promise.resolve([]),
    },
    workFolder,
    now: NOW,
    env: {},
    onProgress: () => undefined,
  });
}

test('a run that was killed while its progress was removed is not continued', async () => {
  const remove = fs.rmSync;
  const killed = jest.spyOn(nodeFs, 'rmSync').mockImplementation((place, options) => {
    if (options?.recursive !== true) {
      remove(place, options);
      return;
    }
    for (const name of ['pointers', 'results', 'report.json'])
      remove(path.join(String(place), name), options);
    throw new Error('killed');
  });
  await expect(check()).rejects.toThrow('killed');
  expect(killed).toHaveBeenCalled();
  jest.restoreAllMocks();
  await expect(check()).resolves.toMatchObject({ counts: { missing: 1 } });
  expect(fs.existsSync(workFolder)).toBe(false);
});

test('the same check does not run twice at once, and the lock of a process that was killed does not count', async () => {
  const paths: string[] = [];
  const write = fs.writeFileSync;
  jest.spyOn(nodeFs, 'writeFileSync').mockImplementation((file, ...rest) => {
    paths.push(String(file));
    write(file, ...rest);
  });
  await check();
  const own = paths.find((each) => each.endsWith('.lock')) ?? '';
  const lockOf = (pid: number) => own.replace(String(process.pid), String(pid));
  fs.mkdirSync(workFolder);
  write(lockOf(process.ppid), '');
  await expect(check()).rejects.toThrow(
    `check-running: the same check of calls-prod already runs here, as process ${process.ppid}`,
  );
  expect(fs.existsSync(own)).toBe(false);
  fs.renameSync(lockOf(process.ppid), lockOf(2 ** 30));
  await check();
  expect(fs.existsSync(workFolder)).toBe(false);
});
