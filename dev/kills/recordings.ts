import type { LocalAws } from '../local-aws';
import { CALLS, type KeptVersion, RecordingsWorld } from './recordings-world';
import type { KillSubject, KillTrial } from './subject';

/** The call that the case `jones` holds. */
const [, HELD = ''] = CALLS;

/** The commands that hold, release, erase and restore recordings. */
export function recordingSubjects(aws: LocalAws): KillSubject[] {
  const subject = (name: string, prepare: (world: RecordingsWorld) => Promise<KillTrial>) => ({
    name,
    prepare: async () => {
      const world = await new RecordingsWorld(aws).fill();
      const trial = await prepare(world);
      return {
        ...trial,
        remove: () => {
          world.remove();
        },
      };
    },
  });
  return [
    subject('hold add', (world) => Promise.resolve(adding(world))),
    subject('hold release', (world) => releasing(world)),
    subject('hold release and hold add', async (world) => ({
      ...(await releasing(world)),
      other: () => world.hold('brown'),
      finally: () => checkOther(world),
    })),
    subject('erase', (world) => erasing(world)),
    subject('restore', (world) => Promise.resolve(restoring(world))),
    subject('hold add with jobs', (world) => Promise.resolve(withJobs(world, adding(world, true)))),
    subject('hold release with jobs', async (world) =>
      withJobs(world, await releasing(world, true)),
    ),
    subject('hold release with jobs and hold add', async (world) => ({
      ...(await releasing(world, true)),
      other: () => world.hold('brown'),
      finally: () => checkOther(world),
    })),
    subject('restore with jobs', (world) =>
      Promise.resolve(withJobs(world, restoring(world, true))),
    ),
  ];
}

/** No job is created twice. */
function withJobs(world: RecordingsWorld, trial: KillTrial): KillTrial {
  return {
    ...trial,
    finally: async () => {
      const names = (await world.jobs()).map((key) => key.replace(/\/job-.*$/, ''));
      const twice = names.filter((name, index) => names.indexOf(name) < index);
      return [
        ...(names.length === 0 ? ['there was no job'] : []),
        ...twice.map((name) => `${name} was created twice`),
        ...(await trial.finally()),
      ];
    },
  };
}

const nothing = () => Promise.resolve([]);

function adding(world: RecordingsWorld, batch = false): KillTrial {
  return {
    run: () => world.hold('smith', undefined, batch),
    always: nothing,
    finally: async () => [
      ...(await checkHolds(world, () => ['smith'])),
      ...(await checkEnd(world, 'hold')),
    ],
  };
}

async function releasing(world: RecordingsWorld, batch = false): Promise<KillTrial> {
  await world.hold('smith');
  await world.hold('jones', HELD);
  const casesOf = ({ key }: KeptVersion) => (key.includes(HELD) ? ['jones'] : []);
  return {
    run: () => world.release('smith', batch),
    always: nothing,
    finally: async () => {
      const smith = await world.register.tryFind('smith');
      return [
        ...(smith?.released ? [] : ['the case is not released']),
        ...(await checkHolds(world, casesOf)),
      ];
    },
  };
}

/** Another case was added meanwhile: perhaps in part. It is added once more. */
async function checkOther(world: RecordingsWorld): Promise<string[]> {
  await world.hold('brown');
  return checkHolds(world, ({ key }) => (key.includes(HELD) ? ['brown', 'jones'] : ['brown']));
}

async function erasing(world: RecordingsWorld): Promise<KillTrial> {
  await world.hold('jones', HELD);
  const before = (await world.versions()).map(idOf);
  const kept = before.filter((id) => id.includes(HELD));
  return {
    run: () => world.erase(),
    always: async () => {
      const left = new Set((await world.versions()).map(idOf));
      return kept.filter((id) => !left.has(id)).map((id) => `${id} was on hold, and is erased`);
    },
    finally: async () => {
      const left = (await world.versions()).map(idOf);
      const lines = await world.journal('erase', '.done.jsonl');
      const erased = lines.filter(({ act }) => act === 'delete').map(({ versionId }) => versionId);
      return [
        ...differences('left', left, kept),
        ...differences(
          'the evidence',
          erased.map(String),
          before.filter((id) => !id.includes(HELD)).map((id) => id.split(' ').at(-1) ?? ''),
        ),
        ...(await checkEnd(world, 'erase')),
      ];
    },
  };
}

function restoring(world: RecordingsWorld, batch = false): KillTrial {
  const archived = world.keyOf(CALLS[3]);
  return {
    run: () => world.restore(batch),
    always: nothing,
    finally: async () => {
      const versions = await world.versions();
      const [newest] = versions.filter(({ key }) => key === archived);
      const isRestored = newest && (await world.describe(newest)).restored;
      const planned = await world.journal('restore', '.plan.jsonl');
      const removed = planned.filter(({ act }) => act === 'remove-marker').map(({ key }) => key);
      return [
        ...versions.filter(({ marker }) => marker).map(({ key }) => `${key} is still hidden`),
        ...(isRestored === true ? [] : ['the archived recording is not restored']),
        ...differences(
          'the log',
          removed.map(String),
          CALLS.slice(0, 3).map((call) => world.keyOf(call)),
        ),
        ...(await checkEnd(world, 'restore')),
      ];
    },
  };
}

/** Each version is on hold if a case holds it, and the register has these cases and no other file. */
async function checkHolds(
  world: RecordingsWorld,
  casesOf: (version: KeptVersion) => readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  let registered = 0;
  for (const version of (await world.versions()).filter(({ marker }) => !marker)) {
    const { held, cases } = await world.describe(version);
    const expected = casesOf(version);
    registered += expected.length;
    problems.push(...differences(`the cases of ${idOf(version)}`, cases, expected));
    if (held !== expected.length > 0)
      problems.push(`${idOf(version)} is ${held ? '' : 'not '}held`);
  }
  const files = (await world.registered()).length;
  return files === registered ? problems : [...problems, `${files} files, not ${registered}`];
}

/** Each run of a command that has begun has ended. */
async function checkEnd(world: RecordingsWorld, command: string): Promise<string[]> {
  const [begun, ended] = [
    await world.journal(command, '/begin.json'),
    await world.journal(command, '/end.json'),
  ];
  return begun.length === ended.length ? [] : [`${begun.length - ended.length} runs have no end`];
}

const idOf = ({ bucket, key, id }: KeptVersion) => `${bucket} ${key} ${id}`;

function differences(what: string, actual: readonly string[], expected: readonly string[]) {
  const [is, should] = [[...actual].sort().join(', '), [...expected].sort().join(', ')];
  return is === should ? [] : [`${what}: ${is}, not ${should}`];
}
