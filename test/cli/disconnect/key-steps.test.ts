import { takeSteps } from '../../../cli/connect/steps';
import type { UserKeys } from '../../../cli/connect/user-keys';
import { keySteps } from '../../../cli/disconnect/key-steps';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW - hours * 3_600_000);

/** A user with two active keys, one of which was last used at a time, and a secret with a journal. */
function world(lastUsed: Date | undefined, journal?: object) {
  let all = ['AKIAONE', 'AKIATWO'].map((accessKeyId) => ({
    accessKeyId,
    active: true,
    createdAt: hoursAgo(999),
  }));
  const calls: string[] = [];
  let stored: object | undefined = journal;
  const keys = {
    userName: 'writer',
    secret: {
      name: 'callvault/video-prod/access-key',
      read: (stage: string) =>
        Promise.resolve(
          stored && stage === 'CALLVAULT_DISCONNECTION' ? { id: 'v', value: stored } : undefined,
        ),
      write: (_stage: string, value: object) => {
        stored = value;
        calls.push('journal');
        return Promise.resolve();
      },
      removeStage: (stage: string) => {
        if (stage === 'CALLVAULT_DISCONNECTION') stored = undefined;
        return Promise.resolve();
      },
    },
    list: () => Promise.resolve(all),
    lastUsed: (id: string) => Promise.resolve(id === 'AKIATWO' ? lastUsed : undefined),
    disable: (id: string) => {
      calls.push(`disable ${id}`);
      all = all.map((each) => (each.accessKeyId === id ? { ...each, active: false } : each));
      return Promise.resolve();
    },
    delete: (id: string) => {
      calls.push(`delete ${id}`);
      all = all.filter((each) => each.accessKeyId !== id);
      return Promise.resolve();
    },
  } as unknown as UserKeys;
  const run = (graceHours: number, forget?: (id: string) => Promise<string>) =>
    takeSteps(
      keySteps({
        stack: 'video-prod',
        keys,
        graceHours,
        justStopped: false,
        now: () => new Date(NOW),
        forget,
        onWait: () => undefined,
      }),
      { yes: true, onDone: () => undefined },
    );
  return { calls, run, stored: () => stored };
}

const journalOf = (hours: number) => ({
  keyIds: ['AKIAONE', 'AKIATWO'],
  stoppedAt: hoursAgo(hours).toISOString(),
});

test('all keys are forgotten by the vendor before the first is disabled, and disabled before one is deleted', async () => {
  const { calls, run, stored } = world(undefined);
  await run(0, (id) => {
    calls.push(`forget ${id}`);
    return Promise.resolve('Forgotten.');
  });
  expect(calls).toEqual([
    'journal',
    'forget AKIAONE',
    'forget AKIATWO',
    'disable AKIAONE',
    'disable AKIATWO',
    'delete AKIAONE',
    'delete AKIATWO',
  ]);
  expect(stored()).toBeUndefined();
});

test('no key is disabled if the vendor still uses one', async () => {
  const { calls, run } = world(undefined);
  await expect(run(0, () => Promise.reject(new Error('in use')))).rejects.toThrow('in use');
  expect(calls).toEqual(['journal']);
});

test.each([
  [23, [], 'within the grace period'],
  [24, ['disable AKIAONE', 'disable AKIATWO', 'delete AKIAONE', 'delete AKIATWO'], 'at its end'],
])('%d hours after the vendor was stopped, keys are %j: %s', async (hours, expected) => {
  const { calls, run } = world(hoursAgo(hours + 1), journalOf(hours));
  await run(24);
  expect(calls).toEqual(expected);
});

test.each([
  [0.9, true],
  [1, false],
])('a key that was used %d hours ago is still used: %s', async (hours, refused) => {
  const { calls, run } = world(hoursAgo(hours), journalOf(30));
  const running = run(24);
  await (refused
    ? expect(running).rejects.toThrow('disconnect-still-used: AKIATWO was used at')
    : expect(running).resolves.toHaveLength(2));
  expect(calls.length > 0).toBe(!refused);
});

test('a journal of other keys does not count', async () => {
  const { calls, run } = world(undefined, { ...journalOf(30), keyIds: ['AKIAOLD'] });
  await run(24);
  expect(calls).toEqual(['journal']);
});
