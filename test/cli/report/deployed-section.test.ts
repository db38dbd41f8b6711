import { deployedFacts } from '../../../cli/report/deployed-section';
import type { DeployedReport, ReportedStore } from '../../../cli/report/model';
import { html } from '../../../core/html';

/** What the page says about the canary of a store. */
function canaryOf(canary: ReportedStore['canary'], deployed?: Pick<DeployedReport, 'canary'>) {
  const facts = deployedFacts({ canary, deployed } as ReportedStore);
  const found = facts.find(([name]) => name === 'Canary');
  return html`${found?.[1]}`.text;
}

const alarm = 'calls-prod-arrivals-canary';
const since = '2026-11-20T10:20:00.000Z';

test('a report that did not read AWS says what a canary does, or that there is none', () => {
  expect(
    [undefined, 'access-key', 'role', 'validation'].map((each) => canaryOf(each as 'role')),
  ).toEqual([
    'none',
    'writes with the access key of the vendor, twice an hour',
    'assumes the role of the vendor and writes, twice an hour',
    'has the vendor validate the store, twice an hour',
  ]);
});

test.each<readonly [ends: string, canary: DeployedReport['canary']]>([
  [`OK since ${since}`, { alarm, state: 'OK', since }],
  ['without data', { alarm, state: 'INSUFFICIENT_DATA' }],
  ['not known', { alarm }],
  [
    `<span class="bad">ALARM: key since ${since}</span>`,
    { alarm, state: 'ALARM', since, brokenLink: 'key' },
  ],
  ['<span class="bad">ALARM: has not run</span>', { alarm, state: 'ALARM', hasNotRun: true }],
  ['<span class="bad">not deployed</span>', { alarm, state: 'missing' }],
])('a report of what is deployed says %s of a canary', (ends, canary) => {
  const deployed = { canary, lastArrival: undefined, atVendor: [] };
  expect(canaryOf('validation', deployed)).toBe(
    `has the vendor validate the store, twice an hour: ${ends}`,
  );
});
