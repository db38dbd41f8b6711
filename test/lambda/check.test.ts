import * as fs from 'node:fs';
import * as path from 'node:path';
import { DAY_MS } from '../../core/day';
import { Secret } from '../../core/secret';
import { folderRunStore } from '../../integrity/folder-run-store';
import type { KeyPartition } from '../../integrity/partition';
import {
  type CheckContext,
  type CheckEvent,
  handleCheck,
  NotFinishedError,
} from '../../lambda/check';
import { BadSecretError, pickFromSecret } from '../../lambda/sources';
import { TemporaryFolder } from '../dev/temporary-folder';
import { Bucket } from '../integrity/bucket';
import { SETTINGS } from '../integrity/settings';

const TIME = '2026-11-22T03:00:00Z';
const NOW = Date.parse(TIME);
const RUN = '2026-11-22T03-00-00.000Z';
const event = (action: CheckEvent['action']): CheckEvent => ({
  action,
  settings: SETTINGS,
  time: TIME,
});

let folder: TemporaryFolder;
let log: Record<string, unknown>[];
const KEYS = ['a', 'b', 'c'].map((name, index) => `r/2026/11/1${5 + index}/${name}.wav`);

beforeEach(() => {
  folder = new TemporaryFolder();
  log = [];
  const lines = KEYS.map((key) => JSON.stringify({ key, at: '2026-11-18T00:00:00Z' }));
  fs.writeFileSync(path.join(folder.path, 'manifest.jsonl'), lines.join('\n'));
});
afterEach(() => {
  folder.remove();
});

/** The function's context, with a bucket in memory that lacks the last recording. */
function context({ remaining = 900_000, now = NOW, keys = [] as number[] } = {}): CheckContext {
  const objects = KEYS.slice(0, 2).map((key) => ({ key, at: NOW - 5 * DAY_MS, size: 1 }));
  return {
    clients: {
      reader: new Bucket({ objects }),
      reports: (below = '') => folderRunStore(path.join(folder.path, below)),
      readSecret: () => Promise.resolve(new Secret('{}')),
      listKeys: (userName) => Promise.resolve(userName === 'writer' ? keys : []),
    },
    emit: (line) => log.push(line as Record<string, unknown>),
    remainingMs: () => remaining,
    now: () => now,
  };
}

const reports = () => fs.readdirSync(path.join(folder.path, 'reports')).sort();

test('a run logs each discrepancy, then the totals with their metrics, and writes a report', async () => {
  await handleCheck(event('run'), context());
  expect(log).toMatchObject([
    { event: 'discrepancy', store: 'calls-prod', run: RUN, kind: 'missing', key: KEYS[2] },
    {
      event: 'report',
      Store: 'calls-prod',
      Discrepancies: 1,
      RecordingsChecked: 3,
      _aws: { CloudWatchMetrics: [{ Namespace: 'callvault', Dimensions: [['Store']] }] },
    },
  ]);
  expect(reports()).toEqual([`${RUN}.json`, 'latest.json']);
});

test('an event that is delivered twice is one run', async () => {
  await handleCheck(event('run'), context());
  fs.rmSync(path.join(folder.path, 'manifest.jsonl'));
  await handleCheck(event('run'), context());
  expect(reports()).toEqual([`${RUN}.json`, 'latest.json']);
  expect(log.filter((line) => line.event === 'report')).toHaveLength(2);
});

test('a run whose time is up reports nothing, and the next attempt finishes it', async () => {
  await expect(handleCheck(event('run'), context({ remaining: 59_999 }))).rejects.toThrow(
    NotFinishedError,
  );
  expect(log).toEqual([]);
  expect(fs.existsSync(path.join(folder.path, 'reports'))).toBe(false);
  await handleCheck(event('run'), context({ remaining: 60_000 }));
  expect(log.at(-1)).toMatchObject({ event: 'report', Discrepancies: 1 });
});

test('the steps of the state machine have the same result as a run', async () => {
  const { done, partitions } = (await handleCheck(event('collect'), context())) as {
    done: boolean;
    partitions: string;
  };
  expect(done).toBe(true);
  await expect(handleCheck(event('report'), context())).rejects.toThrow('is not checked yet');
  const list = JSON.parse(
    fs.readFileSync(path.join(folder.path, partitions), 'utf8'),
  ) as KeyPartition[];
  for (const partition of list) {
    await handleCheck({ ...event('check'), partition }, context());
  }
  expect(await handleCheck(event('report'), context())).toEqual({
    total: 1,
    counts: { missing: 1 },
  });
});

test('collecting without time left returns that it is not done', async () => {
  const many = Array.from({ length: 50_000 }, (_, index) =>
    JSON.stringify({ key: `r/2026/11/15/${index}.wav`, at: NOW }),
  );
  fs.writeFileSync(path.join(folder.path, 'manifest.jsonl'), many.join('\n'));
  expect(await handleCheck(event('collect'), context({ remaining: 0 }))).toEqual({ done: false });
});

test('the heartbeat logs the days since the last run finished, or since the first heartbeat', async () => {
  const beat = async (now: number) => {
    await handleCheck(event('heartbeat'), context({ now }));
    return log.at(-1)?.DaysSinceRun;
  };
  expect(await beat(NOW)).toBe(0);
  expect(await beat(NOW + 8.5 * DAY_MS)).toBe(8.5);
  await handleCheck(event('run'), context({ now: NOW + 9 * DAY_MS }));
  expect(await beat(NOW + 10 * DAY_MS)).toBe(1);
});

test('the heartbeat repeats what the last run found, so that the alarm lasts until the next run', async () => {
  const beat = async () => {
    await handleCheck(event('heartbeat'), context());
    return log.at(-1)?.Discrepancies;
  };
  expect(await beat()).toBeUndefined();
  await handleCheck(event('run'), context());
  expect(await beat()).toBe(1);
});

test('a list that has much less than the last run had is a discrepancy', async () => {
  const write = (count: number) => {
    const lines = Array.from({ length: count }, (_, index) =>
      JSON.stringify({ key: `r/2026/11/15/${index}.wav`, at: '2026-11-15T00:00:00Z' }),
    );
    fs.writeFileSync(path.join(folder.path, 'manifest.jsonl'), lines.join('\n'));
  };
  const counts = async (time: string) => {
    const { counts: found } = (await handleCheck({ ...event('run'), time }, context())) as {
      counts: Record<string, number>;
    };
    return found['list-incomplete'];
  };
  write(100);
  expect(await counts('2026-11-22T03:00:00Z')).toBeUndefined();
  write(50);
  expect(await counts('2026-11-22T04:00:00Z')).toBeUndefined();
  write(24);
  expect(await counts('2026-11-22T05:00:00Z')).toBe(1);
  // Lambda delivers an event again if it does not know that the run has finished.
  expect(await counts('2026-11-22T05:00:00Z')).toBe(1);
});

test('an event that is delivered again after a later run does not count as the last run', async () => {
  const latest = () => fs.readFileSync(path.join(folder.path, 'reports/latest.json'), 'utf8');
  await handleCheck(event('run'), context());
  const later = NOW + 7 * DAY_MS;
  await handleCheck(
    { ...event('run'), time: new Date(later).toISOString() },
    context({ now: later }),
  );
  const last = latest();
  await handleCheck(event('run'), context({ now: later + 1 }));
  expect(latest()).toBe(last);
});

test('the first heartbeat leaves what a run that finishes at the same time has written', async () => {
  const { clients, ...rest } = context();
  const reports: typeof clients.reports = (below) => {
    const store = clients.reports(below);
    return {
      ...store,
      tryRead: async (name) => {
        const before = await store.tryRead(name);
        if (name === 'latest.json' && before === undefined)
          await handleCheck(event('run'), context());
        return before;
      },
    };
  };
  await handleCheck(event('heartbeat'), { ...rest, clients: { ...clients, reports } });
  await handleCheck(event('heartbeat'), context());
  expect(log.at(-1)).toMatchObject({ event: 'heartbeat', Discrepancies: 1 });
});

test('the heartbeat of a store whose vendor has an access key logs its age and the number of active keys', async () => {
  const beat = async (...ages: number[]) => {
    const keys = ages.map((days) => NOW - days * DAY_MS);
    const { settings, ...rest } = event('heartbeat');
    const asked = { ...rest, settings: { ...settings, userName: 'writer' } };
    await handleCheck(asked, context({ keys }));
    return [log.at(-1)?.AccessKeyAgeDays, log.at(-1)?.AccessKeysOn];
  };
  expect(await beat()).toEqual([0, 0]);
  expect(await beat(91)).toEqual([91, 1]);
  expect(await beat(91, 0.5)).toEqual([91, 2]);
  await handleCheck(event('heartbeat'), context());
  expect(log.at(-1)).not.toHaveProperty('AccessKeyAgeDays');
});

test('credentials that are none are refused without what they are', () => {
  const sets = [['ID', 'SECRET']];
  const good = pickFromSecret(sets, 'name', new Secret('{"ID":"a","SECRET":"hush"}'));
  expect(good.SECRET?.reveal()).toBe('hush');
  for (const text of ['', 'hush', '{"ID":"a"}', 'null', '{"SECRET":"hush"}', '{"SECRET":1}']) {
    const refused = () => pickFromSecret(sets, 'callvault/calls-prod/vendor-api', new Secret(text));
    expect(refused).toThrow(BadSecretError);
    expect(refused).toThrow(/^(?!.*hush).*callvault\/calls-prod\/vendor-api does not hold/);
  }
});

describe('the check of a retired store', () => {
  const retired = (action: CheckEvent['action'], until: string): CheckEvent => ({
    ...event(action),
    settings: { ...SETTINGS, until },
  });

  test('looks at days up to its last one', async () => {
    await handleCheck(retired('run', '2026-11-13'), context());
    expect(log.at(-1)).toMatchObject({
      from: '2026-11-13',
      to: '2026-11-13',
      RecordingsChecked: 0,
    });
  });

  test('finds nothing once that day is before the days to check, and counts as a run', async () => {
    expect(await handleCheck(retired('run', '2026-11-12'), context())).toEqual({
      total: 0,
      counts: {},
    });
    expect(log).toMatchObject([{ event: 'report', Store: 'calls-prod', Discrepancies: 0 }]);
    expect(await handleCheck(retired('heartbeat', '2026-11-12'), context())).toEqual({ days: 0 });
  });

  test('gives a state machine no partitions after its end', async () => {
    const { partitions } = (await handleCheck(retired('collect', '2026-11-12'), context())) as {
      partitions: string;
    };
    expect(fs.readFileSync(path.join(folder.path, partitions), 'utf8')).toBe('[]');
    expect(await handleCheck(retired('report', '2026-11-12'), context())).toMatchObject({
      total: 0,
    });
  });
});
