import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { compareDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import { type Observed, observedValue } from '../../../cli/doctor/observed';
import { findStore } from '../../../cli/find-store';
import type { FinishedRun } from '../../../cli/status/check-history';
import type { StoreReadings } from '../../../cli/status/readings';
import { renderStatus } from '../../../cli/status/render';
import type { RefusedFact, StoreStatus } from '../../../cli/status/store-state';
import { needsPerson } from '../../../cli/status/status';
import { storeStatus } from '../../../cli/status/store-status';
import type { LocatedProblem } from '../../../config/load';
import { DAY_MS } from '../../../core/day';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';
import { but, deployed, missing, observed, refused } from '../doctor/deployed';
import { held, NOT_DEPLOYED } from '../report/inputs';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const ENVIRONMENTS = environmentsOf([{ file: 'prod.yaml', text: GOOD }]);

const ago = (days: number) => new Date(NOW - days * DAY_MS);
const run = (days: number, total = 0): FinishedRun => ({
  run: 'x',
  from: '2026-11-01',
  to: '2026-11-15',
  finishedAt: ago(days).toISOString(),
  pointers: 100,
  objects: 100,
  total,
  counts: total > 0 ? { missing: total } : {},
});

/** What is read about a store that is as it should be, with changes. */
function readings(examined: Examined, change: Partial<StoreReadings> = {}): StoreReadings {
  return {
    settings: { region: 'eu-central-1' },
    live: examined.live,
    compared: compareDeployed(examined),
    arrival: observed({ key: 'recordings/a.wav', at: ago(0.25).toISOString() }),
    history: observed({ runs: [run(2)], unreadable: [] }),
    cases: observed([]),
    ...change,
  };
}

function status(id: string, read: StoreReadings, warnings: readonly LocatedProblem[] = []) {
  return storeStatus({ found: findStore(id, ENVIRONMENTS), readings: read, warnings, now: NOW });
}

const calls = deployed('calls-prod');
const needs = (change: Partial<StoreReadings>) =>
  status('calls-prod', readings(calls, change)).needs.map(({ what }) => what);

test('a store that is as it should be needs nothing', () => {
  const {
    stack,
    lastArrival,
    lastCheck,
    drift,
    retention,
    unknown,
    needs: none,
  } = status('calls-prod', readings(calls));
  expect({
    stack,
    lastArrival,
    lastCheck: lastCheck?.total,
    drift,
    retention,
    unknown,
    none,
  }).toEqual({
    stack: 'calls-prod',
    lastArrival: { key: 'recordings/a.wav', at: '2026-11-20T04:00:00.000Z' },
    lastCheck: 0,
    drift: [],
    retention: { readableUntil: 730, recoverableUntil: 760, goneBy: 762 },
    unknown: [],
    none: [],
  });
});

test.each<readonly [what: RegExp, change: Partial<StoreReadings>, not: Partial<StoreReadings>]>([
  [
    /found 1 discrepancy: 1 missing/,
    { history: observed({ runs: [run(2, 1)], unreadable: [] }) },
    {},
  ],
  [
    /finished 9 days ago/,
    { history: observed({ runs: [run(9)], unreadable: [] }) },
    { history: observed({ runs: [run(8)], unreadable: [] }) },
  ],
  [
    /No integrity check has finished since it was deployed 9 days ago/,
    { history: observed({ runs: [], unreadable: [], since: ago(9).toISOString() }) },
    { history: observed({ runs: [], unreadable: [], since: ago(8).toISOString() }) },
  ],
  [
    /The report x\.json .* cannot be read/,
    { history: observed({ runs: [run(2)], unreadable: ['x.json'] }) },
    {},
  ],
  [
    /The case smith-2026 was expected to last until 2026-11-19/,
    { cases: observed([{ ...held, until: '2026-11-19' }]) },
    { cases: observed([{ ...held, until: '2026-11-20' }]) },
  ],
  [
    /The case smith-2026/,
    { cases: observed([{ ...held, until: '2026-11-19' }]) },
    {
      cases: observed([
        {
          ...held,
          until: '2026-11-19',
          released: { who: 'a', at: '2026-11-19', reason: 'settled' },
        },
      ]),
    },
  ],
])('%s needs a person', (what, change, not) => {
  expect([needs(change), needs(not)]).toEqual([[expect.stringMatching(what)], []]);
});

test('a check that is off is neither late nor wrong, and the status says since when', () => {
  const text = GOOD.replace(
    'integrity: {',
    'integrity: { off: { since: 2026-11-20, reason: The contract has ended },',
  );
  const store = storeStatus({
    found: findStore('calls-prod', environmentsOf([{ file: 'prod.yaml', text }])),
    readings: readings(calls, { history: observed({ runs: [run(90, 1)], unreadable: [] }) }),
    warnings: [],
    now: NOW,
  });
  expect(store.needs).toEqual([]);
  expect(renderStatus([{ name: 'prod', stores: [store], needs: [] }], NOW)).toContain(
    ' off since 2026-11-20 ',
  );
});

test('what doctor finds needs a person, and drift is what differs from the environment file', () => {
  const changed = but(but(calls, 'bucket', { versioning: observed('Suspended') }), 'monitoring', {
    alarms: observed(
      (calls.live.monitoring.alarms as { value: readonly { AlarmName?: string }[] }).value.map(
        (alarm, index) => ({
          ...alarm,
          StateValue: index === 0 ? 'ALARM' : 'OK',
          StateUpdatedTimestamp: ago(1),
        }),
      ) as never,
    ),
  });
  const { drift, needs: found, alarms } = status('calls-prod', readings(changed));
  expect(drift.map(({ id }) => id)).toEqual(['versioning-off']);
  expect(found).toHaveLength(2);
  expect(alarms?.filter(({ state }) => state === 'ALARM')).toEqual([
    expect.objectContaining({ since: '2026-11-19T10:00:00.000Z' }),
  ]);
});

test('an access key needs a person after 90 days, and a second one at once', () => {
  const video = deployed('video-prod');
  const keyed = (days: readonly number[]) => {
    const keys = observed(
      days.map((each, index) => ({
        id: `AKIA${index + 1}`,
        active: true,
        createdAt: ago(each),
      })),
    );
    return status('video-prod', readings(but(video, 'access', { keys })));
  };
  const whats = (days: readonly number[]) => keyed(days).needs.map(({ what }) => what);
  expect(whats([90])).toEqual([]);
  expect(whats([91])).toEqual(['The access key AKIA1 is 91 days old, more than 90']);
  expect(whats([2, 1])).toContain(
    'Two access keys are active: AKIA1 and AKIA2. A rotation has not ended',
  );
  expect(keyed([3]).accessKeys).toEqual([{ id: 'AKIA1', days: 3 }]);
});

test('what AWS refuses to show is unknown and needs a person, and is not taken for missing', () => {
  const blind = but(calls, 'bucket', { policy: refused });
  const call = {
    kind: 'refused',
    call: 's3:ListBucket acme-calls',
    link: 'bucket',
    answer: 'AccessDenied: no',
  } as const;
  const seen = status('calls-prod', readings(blind, { arrival: call }));
  expect(seen.unknown).toEqual([
    's3:GetBucketPolicy acme-calls: AccessDenied: no',
    's3:ListBucket acme-calls: AccessDenied: no',
  ]);
  expect(seen.needs.length).toBeGreaterThan(0);
  expect(renderStatus([{ name: 'prod', stores: [seen], needs: [] }], NOW)).toContain('not known');
});

/** The row of a store on the screen, cell by cell. */
const rowOf = (read: StoreReadings, id = 'calls-prod') => cellsOf(status(id, read));

const cellsOf = (store: StoreStatus) =>
  renderStatus([{ name: 'prod', stores: [store], needs: [] }], NOW)
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .slice(1)
    .map((line) => line.split('│').map((cell) => cell.trim()))
    .reduce((row, more) => row.map((cell, index) => `${cell} ${more[index] ?? ''}`.trim()));

test.each<readonly [RefusedFact, Partial<StoreReadings>, string]>([
  ['lastArrival', { arrival: refused }, 'calls-prod not known 2 d ago: 0 of 100 wrong'],
  ['lastCheck', { history: refused }, 'calls-prod 6 h ago not known'],
])('the %s that AWS refuses to show is not known', (fact, change, cells) => {
  const read = readings(calls, change);
  expect(rowOf(read).slice(1, 4).join(' ')).toBe(cells);
  expect(status('calls-prod', read).notKnown).toEqual([fact]);
});

test('alarms, access keys and drift that AWS refuses to show are not known, and not none', () => {
  const video = deployed('video-prod');
  const blind = but(but(video, 'monitoring', { alarms: refused }), 'access', { keys: refused });
  const state = status('video-prod', readings(blind));
  expect(rowOf(readings(blind), 'video-prod').slice(4, 8)).toEqual([
    'not known',
    'none',
    'not known',
    'not known',
  ]);
  expect(state).toMatchObject({ drift: [], notKnown: ['alarms', 'accessKeys', 'drift'] });
  expect([state.alarms, state.accessKeys]).toEqual([undefined, undefined]);
  const gone = but(but(video, 'monitoring', { alarms: missing }), 'access', { keys: missing });
  expect(status('video-prod', readings(gone))).toMatchObject({
    alarms: [],
    accessKeys: [],
    notKnown: [],
  });
});

describe('the canary of a store', () => {
  const withCanary = (text: string) =>
    text.replace('integrity: {', 'canary: true\n    integrity: {');
  const tried = deployed('calls-prod', withCanary);
  const all = observedValue(tried.live.monitoring.alarms ?? missing) ?? [];
  const environments = environmentsOf([{ file: 'prod.yaml', text: withCanary(GOOD) }]);
  const alarm = 'calls-prod-arrivals-canary';
  const stateOf = (alarms: Observed<readonly MetricAlarm[]>) => {
    const read = readings(but(tried, 'monitoring', { alarms }));
    const found = findStore('calls-prod', environments);
    const state = storeStatus({ found, readings: read, warnings: [], now: NOW });
    return { state, row: cellsOf(state)[5], canary: state.canary };
  };
  const become = (change: Partial<MetricAlarm>) =>
    stateOf(
      observed(all.map((each) => (each.AlarmName === alarm ? { ...each, ...change } : each))),
    );

  test.each<readonly [row: string, change: Partial<MetricAlarm>, canary: object]>([
    ['OK', { StateValue: 'OK' }, { state: 'OK' }],
    [
      'ALARM: external id',
      {
        StateValue: 'ALARM',
        StateUpdatedTimestamp: ago(1),
        StateReason: 'Threshold Crossed: 1 datapoint [5.0 (26/11/26 10:20:00)] was greater',
      },
      { state: 'ALARM', since: '2026-11-19T10:00:00.000Z', brokenLink: 'external id' },
    ],
    [
      'ALARM: has not run',
      { StateValue: 'ALARM', StateReason: 'Threshold Crossed: no datapoints were received' },
      { state: 'ALARM', hasNotRun: true },
    ],
    ['ALARM', { StateValue: 'ALARM', StateReason: 'set by hand' }, { state: 'ALARM' }],
    ['without data', { StateValue: 'INSUFFICIENT_DATA' }, { state: 'INSUFFICIENT_DATA' }],
  ])('is %s', (row, change, canary) => {
    expect(become({ StateValue: 'OK', StateUpdatedTimestamp: undefined, ...change })).toMatchObject(
      {
        row,
        canary: { alarm, ...canary },
      },
    );
  });

  test('is not deployed if its alarm does not exist, and not known if AWS does not show it', () => {
    const others = all.filter(({ AlarmName }) => AlarmName !== alarm);
    expect(stateOf(observed(others))).toMatchObject({
      row: 'not deployed',
      canary: { alarm, state: 'missing' },
    });
    const { row, canary, state } = stateOf(refused);
    expect({ row, canary, notKnown: state.notKnown }).toEqual({
      row: 'not known',
      canary: { alarm },
      notKnown: ['alarms', 'canary', 'drift'],
    });
  });

  test('needs a person while it rings, and says which link is broken', () => {
    const StateReason = '1 datapoint [8.0 (26/11/26 10:20:00)] was greater';
    const { state } = become({ StateValue: 'ALARM', StateReason });
    expect(state.needs.map(({ what }) => what)).toEqual([
      expect.stringMatching(/the broken link is key$/),
    ]);
    expect(status('calls-prod', readings(calls)).canary).toBeUndefined();
  });
});

test('a store that is not deployed is shown as such, and not as one without drift', () => {
  const absent = readings(calls, { compared: [NOT_DEPLOYED] });
  expect(rowOf(absent)[7]).toBe('not deployed');
  expect(status('calls-prod', absent).drift).toEqual([NOT_DEPLOYED]);
});

test('the screen has a row for each store, and what needs a person', () => {
  const warning: LocatedProblem = {
    rule: 'administrators-named',
    path: [],
    file: 'prod.yaml',
    line: 1,
    column: 1,
    what: 'no administrators',
    fix: 'Name them.',
    warning: true,
  };
  const stores = [
    status('calls-prod', readings(calls), [warning]),
    {
      stack: 'video-prod',
      unread: 'no',
      needs: [{ what: 'AWS does not show video-prod: no', fix: 'Look.' }],
    },
  ];
  const text = renderStatus([{ name: 'prod', stores, needs: [] }], NOW);
  expect(text).toMatch(/^prod at 2026-11-20 10:00 UTC\n/);
  expect(text).toMatch(/calls-prod +│ 6 h ago +│ 2 d ago: 0 of 100 wrong/);
  expect(text).toContain(
    '  calls-prod: prod.yaml:1: administrators-named: no administrators. Name them.',
  );
  expect(text).toContain('  video-prod: AWS does not show video-prod: no. Look.');
  expect(needsPerson([{ name: 'prod', stores, needs: [] }])).toBe(true);
  expect(
    needsPerson([{ name: 'prod', stores: [status('calls-prod', readings(calls))], needs: [] }]),
  ).toBe(false);
});
