import * as fs from 'node:fs';
import * as path from 'node:path';
import { Secret } from '../../../core/secret';
import { CHECK_FILES, CHECK_OBJECTS, CHECKED, checkSubjects } from '../../../dev/kills/check';
import { fileSubjects } from '../../../dev/kills/files';
import { countRequests, runKillTrial } from '../../../dev/kills/prove';
import { serviceSubjects } from '../../../dev/kills/services';
import { VendorServer } from '../../../dev/vendors/server';
import { folderRunStore } from '../../../integrity/folder-run-store';
import { Bucket } from '../../integrity/bucket';
import { TemporaryFolder } from '../temporary-folder';

const DAY_MS = 86_400_000;

/** Trials of each command; `npm run kill:prove` runs more of them. Requests are repeated, with waits. */
const trialsOf = (name: string) => (name.startsWith('post ') ? 2 : 8);

/** A bucket in memory, and one of reports in a folder. */
function checkWorld() {
  const folder = new TemporaryFolder();
  for (const [name, text] of Object.entries(CHECK_FILES)) {
    fs.mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true });
    fs.writeFileSync(path.join(folder.path, name), text);
  }
  const at = Date.UTC(2026, 10, 19);
  return Promise.resolve({
    settings: CHECKED,
    clients: {
      reader: new Bucket({
        objects: CHECK_OBJECTS.map((key) => ({ key, at: at + DAY_MS, size: 1 })),
      }),
      reports: (below = '') => folderRunStore(path.join(folder.path, below)),
      readSecret: () => Promise.resolve(new Secret('{}')),
      listKeys: () => Promise.resolve([]),
    },
    folder: folder.path,
    remove: () => {
      folder.remove();
    },
  });
}

const vendors = new VendorServer();

beforeAll(async () => {
  await vendors.start();
});
afterAll(async () => {
  await vendors.stop();
});

const subjects = [
  ...fileSubjects(),
  ...checkSubjects(checkWorld),
  ...serviceSubjects(vendors).filter(({ name }) => name.startsWith('post ')),
];

test.each(subjects.map((subject) => [subject.name, subject] as const))(
  '%s leaves nothing lost, doubled or half written when it is killed at random, and run again',
  async (name, subject) => {
    const requests = await countRequests(subject, { vendors });
    expect(requests).toBeGreaterThan(1);
    for (let seed = 1; seed <= trialsOf(name); seed += 1) {
      const { cuts, problems } = await runKillTrial(subject, { vendors }, { seed, requests });
      expect({ seed, cuts, problems }).toEqual({ seed, cuts, problems: [] });
    }
  },
);
