import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { explainAwsError } from '../../cli/aws';
import { runStoreCheck } from '../../cli/check/check';
import type { CheckReport } from '../../integrity/report';
import type { CheckSettings } from '../../integrity/settings';
import type { KeyPartition } from '../../integrity/partition';
import { type CheckEvent, handleCheck } from '../../lambda/check';
import type { CheckClients } from '../../lambda/clients';
import type { KillSubject, KillTrial } from './subject';

/** When the runs of a trial begin. */
export const CHECK_TIME = '2026-11-22T03:00:00Z';

const NOW = Date.parse(CHECK_TIME);

/** The store that is checked. */
export const CHECKED: CheckSettings = {
  store: 'calls-prod',
  region: 'us-east-1',
  bucket: 'killed-calls',
  reports: 'killed-calls-reports',
  paths: [{ prefix: 'r/', pattern: 'r/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}' }],
  days: 4,
  keptDays: 3650,
  graceHours: 48,
  sidecars: false,
  inventory: false,
  source: { kind: 'manifest', key: 'manifest.jsonl' },
};

const KEYS = ['a', 'b', 'c'].map((name, index) => `r/2026/11/${19 + index}/${name}.wav`);

/** The files of the bucket of reports before a run: the list is much shorter than that of the last run. */
export const CHECK_FILES: Readonly<Record<string, string>> = {
  'manifest.jsonl': KEYS.map((key) => JSON.stringify({ key, at: '2026-11-19T00:00:00Z' })).join(
    '\n',
  ),
  'reports/latest.json': JSON.stringify({
    finishedAt: '2026-11-15T03:00:00Z',
    total: 0,
    pointers: 40,
    days: 4,
  }),
};

/** The recordings in the bucket: the last is missing. */
export const CHECK_OBJECTS = KEYS.slice(0, 2);

/** The bucket of recordings and that of reports, new for a trial. */
export interface CheckWorld {
  readonly settings: CheckSettings;
  readonly clients: CheckClients;
  /** Folder whose changes of files count. @default - none but those of the check */
  readonly folder?: string;
  readonly remove?: () => void;
}

/** `callvault check`, and the function that checks in AWS. */
export function checkSubjects(makeWorld: () => Promise<CheckWorld>): KillSubject[] {
  return [
    { name: 'check', prepare: async () => terminal(await makeWorld()) },
    { name: 'check function', prepare: async () => inAws(await makeWorld(), runAll) },
    { name: 'check steps', prepare: async () => inAws(await makeWorld(), runSteps) },
    {
      name: 'check function twice',
      prepare: async () => {
        const world = await makeWorld();
        const trial = inAws(world, runAll);
        return { ...trial, other: () => runAll(world, []).catch(explain) };
      },
    },
  ];
}

const nothing = () => Promise.resolve([]);

function terminal({ settings, clients, remove }: CheckWorld): KillTrial {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-kills-'));
  const workFolder = path.join(folder, 'check');
  let last: CheckReport | undefined;
  return {
    folder,
    run: async () => {
      last = undefined;
      const options = { settings, clients, workFolder, now: NOW, env: {} };
      last = await runStoreCheck({ ...options, onProgress: () => undefined }).catch(explain);
      return true;
    },
    always: nothing,
    finally: () =>
      Promise.resolve([
        ...compare('the report', last?.counts, { missing: 1 }),
        ...(fs.existsSync(workFolder) ? [`left: ${fs.readdirSync(workFolder).join(', ')}`] : []),
      ]),
    remove: () => {
      fs.rmSync(folder, { recursive: true, force: true });
      remove?.();
    },
  };
}

/** As the command does; of the function, Lambda catches every error. */
function explain(error: unknown): never {
  throw explainAwsError(error, CHECKED.store);
}

const event = ({ settings }: CheckWorld, action: CheckEvent['action']): CheckEvent => ({
  action,
  settings,
  time: CHECK_TIME,
});

const contextOf = ({ clients }: CheckWorld, log: object[]) => ({
  clients,
  emit: (line: object) => {
    log.push(line);
  },
  remainingMs: () => 900_000,
  now: () => NOW,
});

async function runAll(world: CheckWorld, log: object[]): Promise<void> {
  await handleCheck(event(world, 'run'), contextOf(world, log));
}

/** As the state machine does. */
async function runSteps(world: CheckWorld, log: object[]): Promise<void> {
  const context = contextOf(world, log);
  const { partitions } = (await handleCheck(event(world, 'collect'), context)) as {
    partitions: string;
  };
  const list = (await world.clients.reports().tryRead(partitions)) ?? '[]';
  for (const partition of JSON.parse(list) as KeyPartition[]) {
    await handleCheck({ ...event(world, 'check'), partition }, context);
  }
  await handleCheck(event(world, 'report'), context);
}

/** The counts that are expected: a shorter list than the last run's is found however often the run is repeated. */
const FOUND = { 'list-incomplete': 1, missing: 1 };

function inAws(
  world: CheckWorld,
  work: (world: CheckWorld, log: object[]) => Promise<void>,
): KillTrial {
  const log: { event?: string; counts?: unknown }[] = [];
  return {
    folder: world.folder,
    run: async () => {
      await work(world, log).catch(explain);
      return true;
    },
    always: nothing,
    finally: async () => {
      const reports = world.clients.reports('reports');
      const names = (await reports.list('')).filter((name) => name !== 'latest.json');
      const reported = JSON.parse((await reports.tryRead(names[0] ?? '')) ?? '{}') as CheckReport;
      const latest = JSON.parse((await reports.tryRead('latest.json')) ?? '{}') as object;
      const logged = log.filter((line) => line.event === 'report').at(-1);
      return [
        ...compare('number of reports', names.length, 1),
        ...compare('the report', reported.counts, FOUND),
        ...compare('the log', logged?.counts, FOUND),
        ...compare('the last run', latest, {
          finishedAt: new Date(NOW).toISOString(),
          total: 2,
          pointers: 3,
          days: 4,
        }),
      ];
    },
    ...(world.remove && { remove: world.remove }),
  };
}

function compare(what: string, actual: unknown, expected: unknown): string[] {
  const [is, should] = [sorted(actual), sorted(expected)];
  return is === should ? [] : [`${what}: ${is}, not ${should}`];
}

const sorted = (value: unknown) =>
  typeof value === 'object' && value !== null
    ? JSON.stringify(Object.entries(value).sort())
    : JSON.stringify(value);
