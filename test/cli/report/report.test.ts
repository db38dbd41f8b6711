import { parse } from 'parse5';
import { tryLoadEngine } from '../../../access/engine';
import { readPolicies } from '../../../access/policies';
import { accessReport } from '../../../cli/report/access';
import { collectReport, type CollectOptions } from '../../../cli/report/collect';
import { deployedReport, replicationReport } from '../../../cli/report/deployed';
import type { EnvironmentReport, ReportedStore } from '../../../cli/report/model';
import { renderReportPage } from '../../../cli/report/page';
import type { VendorAnswer } from '../../../cli/doctor/ask-vendor';
import { findStore } from '../../../cli/find-store';
import type { Examined } from '../../../cli/doctor/examined';
import { storeStatus } from '../../../cli/status/store-status';
import type { StoreReadings } from '../../../cli/status/readings';
import { ENVIRONMENT, held, NOT_DEPLOYED, readingsOf, statement } from './inputs';
import { activeIn, elementsOf, textOf } from './html-dom';
import { synthesize } from '../../../synth/synthesize';
import { but, deployed, missing, observed, refused } from '../doctor/deployed';

const NOW = Date.parse('2026-11-20T12:00:00Z');

const OPTIONS: CollectOptions = {
  asOf: '2026-11-20',
  live: false,
  warnings: [],
  acknowledged: [],
  env: {},
};

let report: EnvironmentReport;
const storeOf = (stack: string): ReportedStore => {
  const found = report.stores.find((each) => each.stack === stack);
  if (!found) throw new Error(`no ${stack}`);
  return found;
};

beforeAll(async () => {
  report = await collectReport(ENVIRONMENT, OPTIONS);
});

test('the same input gives the same bytes', async () => {
  const again = await collectReport(ENVIRONMENT, OPTIONS);
  expect(JSON.stringify(again)).toBe(JSON.stringify(report));
  expect(renderReportPage(again)).toBe(renderReportPage(report));
});

test('a report has every store with its facts, and says that AWS was not read', () => {
  const { retention, access, controls, diagram, unknown, registration } = storeOf('calls-prod');
  expect(report.stores.map(({ stack }) => stack)).toEqual([
    'calls-prod',
    'video-prod',
    'other-prod',
  ]);
  expect(Object.keys(report.otherStacks)).toEqual(['state-prod']);
  expect(retention).toMatchObject({
    rules: 'synthesized',
    days: { readableUntil: 730, recoverableUntil: 760, goneBy: 762 },
    kinds: expect.arrayContaining([
      {
        kind: 'recording',
        bucket: 'acme-calls',
        uploaded: '2026-11-20',
        classes: [
          { storageClass: 'STANDARD', from: '2026-11-20' },
          { storageClass: 'STANDARD_IA', from: '2026-12-20' },
          { storageClass: 'GLACIER', from: '2027-02-18' },
          { storageClass: 'DEEP_ARCHIVE', from: '2027-05-19' },
        ],
        readableUntil: '2028-11-19',
        recoverableUntil: '2028-12-19',
        goneBy: '2028-12-22',
      },
    ]) as unknown,
  });
  expect(access.rows).toContainEqual({
    who: 'vendor',
    from: 'inside, plain HTTP',
    does: ['put', 'get'],
    to: 'recording',
    allowed: false,
    by: ['EnforceSSLOnly'],
  });
  expect(controls.find(({ id }) => id === 'S3-1')?.result).toBe('met');
  expect(controls.find(({ id }) => id === 'S3-13')).toMatchObject({
    result: 'exception',
    findings: [{ exception: expect.stringContaining('Object Lock is an option') as unknown }],
  });
  expect(diagram.links).toContainEqual(expect.objectContaining({ how: 'is encrypted with' }));
  expect(registration).toContain('npx callvault connect calls-prod');
  expect(unknown).toEqual([expect.stringContaining('--live')]);
});

test('the oldest recording that can still be read expires on the day after', () => {
  const oldest = storeOf('video-prod').retention.kinds.find(
    ({ kind }) => kind === 'oldest recording',
  );
  expect(oldest).toMatchObject({ uploaded: '2026-08-23', readableUntil: '2026-11-21' });
});

test('the page has a section for each store, and every table has titles', () => {
  const page = renderReportPage(report);
  const all = elementsOf(page);
  const ids = all.flatMap(({ tagName, attrs }) =>
    tagName === 'h2' ? attrs.map(({ value }) => value) : [],
  );
  expect(ids).toEqual([
    'summary',
    'register',
    'store-calls-prod',
    'store-video-prod',
    'store-other-prod',
  ]);
  expect(all.filter(({ tagName }) => tagName === 'svg')).toHaveLength(6);
  expect(all.filter(({ tagName }) => tagName === 'th').every((each) => textOf(each) !== '')).toBe(
    true,
  );
  expect(textOf(parse(page))).toContain('today, 2026-11-20');
  expect(activeIn(page)).toEqual([]);
});

/** The same data with a text appended to each text. */
const withSuffix = <T>(value: T, suffix: string): T =>
  JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    typeof each === 'string' ? each + suffix : each,
  ) as T;

test('hostile names everywhere stay inert', () => {
  const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)></title></style><svg onload=alert(3)>`;
  const page = renderReportPage(withSuffix({ ...report, stores: [liveStore()] }, hostile));
  expect(activeIn(page)).toEqual([]);
  expect(elementsOf(page).filter(({ tagName }) => tagName === 'style')).toHaveLength(1);
  expect(textOf(parse(page))).toContain(`Genesys Cloud CX${hostile}`);
});

/** A store whose deployed facts were read. */
function liveStore(): ReportedStore {
  const examined = but(deployed('calls-prod'), 'bucket', { versioning: observed('Suspended') });
  const readings = readingsOf(examined, { cases: observed([held]) });
  const found = findStore('calls-prod', [ENVIRONMENT]);
  const { deployed: facts } = deployedReport({ found, readings, warnings: [], now: NOW });
  return { ...storeOf('calls-prod'), deployed: facts };
}

test('what was read in AWS is on the page: arrival, checks, holds and differences', () => {
  const text = textOf(parse(renderReportPage({ ...report, live: true, stores: [liveStore()] })));
  for (const fact of [
    'recordings/a.wav',
    'versioning-off',
    'smith-2026: Smith v. Acme',
    '100',
    'read from AWS',
  ]) {
    expect(text).toContain(fact);
  }
});

/** The deployed facts of a store, and the text of the page about them. */
function pageOf(id: string, examined: Examined, change: Partial<StoreReadings> = {}) {
  const readings = readingsOf(examined, change);
  const found = findStore(id, [ENVIRONMENT]);
  const { deployed: facts } = deployedReport({ found, readings, warnings: [], now: NOW });
  const stores = [{ ...storeOf(id), deployed: facts }];
  const page = parse(renderReportPage({ ...report, live: true, stores }));
  return { facts, text: textOf(page).replaceAll(/\s+/g, ' ') };
}

const atVendor = (answer: VendorAnswer | undefined) => {
  const found = findStore('calls-prod', [ENVIRONMENT]);
  const readings = readingsOf(deployed('calls-prod'));
  const inputs = { found, readings, answer, warnings: [], now: NOW };
  const stores = [{ ...storeOf('calls-prod'), deployed: deployedReport(inputs).deployed }];
  const page = parse(renderReportPage({ ...report, live: true, stores }));
  const text = textOf(page).replaceAll(/\s+/g, ' ');
  return [
    /At the vendor (.*?) Recording/.exec(text)?.[1],
    /at the vendor (N.*?\.) /.exec(text)?.[1],
  ];
};

test('the state at the vendor is known only if the vendor showed it', () => {
  const compared = true as const;
  expect(atVendor({ compared, findings: [], notes: [] })).toEqual([
    expect.stringMatching(/^as the environment file describes/) as unknown,
    'None was found.',
  ]);
  expect(atVendor({ compared, findings: [NOT_DEPLOYED], notes: [] })[0]).toMatch(/^differs/);
  for (const answer of [undefined, { findings: [], notes: ['It was not asked.'] }]) {
    expect(atVendor(answer)).toEqual([
      expect.stringMatching(/^Not known\./) as unknown,
      'Not known: its settings were not compared.',
    ]);
  }
});

test('the chart has a row for each of the first ten cases that hold recordings', () => {
  const cases = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...held, name: `case-${index + 1}` }));
  const rows = (count: number) =>
    elementsOf(
      renderReportPage({
        ...report,
        stores: [
          {
            ...storeOf('calls-prod'),
            deployed: pageOf('calls-prod', deployed('calls-prod'), {
              cases: observed(cases(count)),
            }).facts,
          },
        ],
      }),
    ).filter(
      ({ tagName, attrs }) =>
        tagName === 'rect' && attrs.some(({ name, value }) => name === 'class' && value === 'held'),
    );
  expect([0, 1, 12].map((count) => rows(count).length)).toEqual([0, 1 + 1, 10 + 1]);
  expect(
    pageOf('calls-prod', deployed('calls-prod'), { cases: observed(cases(12)) }).text,
  ).toContain('case case-10, held since 2026-01-01');
});

test('the credentials that a store is read with are in no report and no status', () => {
  const readings = readingsOf(deployed('calls-prod'));
  const found = findStore('calls-prod', [ENVIRONMENT]);
  const inputs = { found, readings, warnings: [], now: NOW };
  const written = JSON.stringify([deployedReport(inputs), storeStatus(inputs)]);
  expect(JSON.stringify(readings)).toContain('not-for-a-page');
  expect(written).not.toMatch(/not-for-a-page|AKIAEXAMPLE/);
});

test('holds, alarms and access keys that AWS refuses to show are not known, and not none', () => {
  const video = deployed('video-prod');
  const blind = but(but(video, 'monitoring', { alarms: refused }), 'access', { keys: refused });
  const { facts, text } = pageOf('video-prod', blind, { cases: refused });
  expect(Object.keys(facts)).toEqual([
    'lastArrival',
    'runs',
    'key',
    'differences',
    'atVendor',
    'needs',
    'policies',
  ]);
  expect(facts.differences.map(({ id }) => id)).toContain('could-not-look');
  expect(text).toContain('Legal holds Not known.');
  expect(text).toContain('Alarms Not known.');
  expect(text).toContain('Access keys Not known.');
  expect(text).not.toContain('None: what is deployed');
  expect(pageOf('video-prod', video).text).toContain('No case holds recordings.');
  expect(pageOf('video-prod', video, { cases: missing }).facts.holds).toEqual([]);
});

test('a store that is not deployed differs from the environment file', () => {
  const { text } = pageOf('calls-prod', deployed('calls-prod'), { compared: [NOT_DEPLOYED] });
  expect(text).toContain('not-deployed: calls-prod is not deployed.');
  expect(text).not.toContain('None: what is deployed');
});

test('what AWS refuses to show is listed as such', () => {
  const readings = readingsOf(but(deployed('calls-prod'), 'bucket', { policy: refused }));
  const found = findStore('calls-prod', [ENVIRONMENT]);
  const { unknown } = deployedReport({
    found,
    readings,
    warnings: [],
    now: NOW,
    answer: { findings: [], notes: ['Genesys Cloud CX was not asked.'] },
  });
  expect(unknown).toEqual([
    's3:GetBucketPolicy acme-calls: AccessDenied: no',
    'Genesys Cloud CX was not asked.',
  ]);
});

const [SYNTHESIZED] = synthesize({ environments: [ENVIRONMENT], stacks: ['calls-prod'] });
const CALLS = SYNTHESIZED ?? { id: '', text: '' };

const SYNTHESIZED_VIDEO = synthesize({ environments: [ENVIRONMENT], stacks: ['video-prod'] })[0];

/** Whether the vendor of a store with a user can upload over plain HTTP, if this is its bucket policy. */
async function plainHttpWith(bucketPolicy: object | undefined) {
  const synthesized = SYNTHESIZED_VIDEO ?? { id: '', text: '' };
  const { live } = deployed('video-prod');
  const stack = readPolicies(synthesized.id, synthesized.text);
  const stored = (policy: object | undefined) =>
    observed({ statements: [], size: 0, text: JSON.stringify(policy) });
  const vendor = stack.principals.find(({ of }) => of === 'vendor');
  const own = stack.buckets.find(({ kind }) => kind === 'recordings');
  const key = stack.keys.find(({ kind }) => kind === 'recordings');
  const { access, unknown } = await accessReport(
    synthesized,
    {
      ...live,
      bucket: { ...live.bucket, policy: stored(bucketPolicy ?? own?.policy) },
      key: live.key && { ...live.key, arn: key?.arn, policy: stored(key?.policy) },
      access: { ...live.access, policy: stored(vendor?.policy) } as typeof live.access,
    },
    tryLoadEngine(),
  );
  expect({ unknown, policies: access.policies }).toEqual({ unknown: [], policies: 'deployed' });
  const row = access.rows.find(
    ({ who, from, does }) => who === 'vendor' && from === 'plain HTTP' && does.includes('put'),
  );
  return { allowed: row?.allowed, sids: access.statements.map(({ sid }) => sid) };
}

test('with --live, the deployed policies decide: one that was replaced by hand shows', async () => {
  const opened = statement('arn:aws:iam::999999999999:root', 'acme-video');
  expect((await plainHttpWith(undefined)).allowed).toBe(false);
  const { allowed, sids } = await plainHttpWith({ Version: '2012-10-17', Statement: [opened] });
  expect(allowed).toBe(true);
  expect(sids).toContain('statement 1 without Sid');
});

test('policies that cannot be evaluated leave access unknown, and are not taken for none', async () => {
  const { live } = but(deployed('calls-prod'), 'bucket', { policy: refused });
  const { access, unknown } = await accessReport(CALLS, live, tryLoadEngine());
  expect(access.rows).toEqual([]);
  expect(unknown).toEqual([expect.stringMatching(/was not decided.*AccessDenied: no/)]);
});

test('without an engine, the statements are shown and the decisions are unknown', async () => {
  const { access, unknown } = await accessReport(CALLS, undefined, undefined);
  expect(access.rows).toEqual([]);
  expect(access.statements.map(({ sid }) => sid)).toContain('EnforceSSLOnly');
  expect(unknown).toEqual([expect.stringContaining('is not installed')]);
});

test('a store without a copy has no replication', () => {
  expect(
    replicationReport(findStore('calls-prod', [ENVIRONMENT]).store, undefined),
  ).toBeUndefined();
});
