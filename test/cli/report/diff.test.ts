import * as fs from 'node:fs';
import * as path from 'node:path';
import { collectReport } from '../../../cli/report/collect';
import { diffReports, hasChanges } from '../../../cli/report/diff';
import type { DeployedReport, EnvironmentReport } from '../../../cli/report/model';
import { readReport } from '../../../cli/report/read-report';
import { diffPage, diffText } from '../../../cli/report/render-diff';
import type { Environment } from '../../../config/environment';
import { plainText } from '../../../review/sentence';
import { change, GOOD } from '../../config/base';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { environmentsOf } from '../../environments';
import { activeIn } from './html-dom';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const collect = (text: string, asOf = '2026-11-20') =>
  collectReport(environmentsOf([{ file: 'prod.yaml', text }])[0] as Environment, {
    asOf,
    live: false,
    warnings: [],
    acknowledged: [],
    env: {},
  });

let before: EnvironmentReport;
beforeAll(async () => {
  before = await collect(GOOD);
});

test('a report of another day with the same facts has no changes', async () => {
  const after = await collect(GOOD, '2026-12-20');
  expect(hasChanges(diffReports(before, after))).toBe(false);
  expect(diffText([before, after], diffReports(before, after))).toBe(
    'What changed from prod on 2026-11-20 to prod on 2026-12-20\n\nNothing changed.',
  );
});

test('a shorter retention is said in the words of the review', async () => {
  const after = await collect(change('days: 90', 'days: 60'));
  const review = diffReports(before, after);
  expect(review.stacks.flatMap(({ findings }) => findings.map(({ id }) => id))).toContain(
    'expiry-shortened',
  );
  expect(diffText([before, after], review)).toContain(
    'Recordings in acme-video are readable for 60 days instead of 90.',
  );
  expect(activeIn(diffPage([before, after], review))).toEqual([]);
});

test('a report that is written can be read again', () => {
  const file = path.join(temporary.path, 'report.json');
  fs.writeFileSync(file, JSON.stringify(before));
  expect(readReport(file)).toEqual(JSON.parse(JSON.stringify(before)));
  const { accessKeys: _keys, holds: _holds, ...unknown } = DEPLOYED;
  const stores = before.stores.map((store) => ({ ...store, deployed: unknown }));
  fs.writeFileSync(file, JSON.stringify({ ...before, stores }));
  expect(readReport(file).stores[0]?.deployed).toEqual(unknown);
  fs.writeFileSync(file, JSON.stringify({ ...before, version: 2 }));
  expect(() => readReport(file)).toThrow('is not the JSON of a report in version 1');
});

const DEPLOYED: DeployedReport = {
  alarms: [],
  accessKeys: [{ id: 'AKIA1', days: 3 }],
  holds: [],
  differences: [],
  vendorCompared: true,
  atVendor: [],
  needs: [],
  policies: {},
};

/** The notes about a change of what was read of the first store. */
function notesOf(old: DeployedReport, current: DeployedReport): string[] {
  const withDeployed = (deployed: DeployedReport): EnvironmentReport => {
    const [first, ...others] = before.stores;
    return first ? { ...before, live: true, stores: [{ ...first, deployed }, ...others] } : before;
  };
  return diffReports(withDeployed(old), withDeployed(current)).notes.map(plainText);
}

test('what changed in AWS is said, and what did not is not', () => {
  const drift = {
    id: 'versioning-off',
    link: 'bucket',
    severity: 'risk',
    what: 'Versioning is off',
    evidence: [],
    fix: 'Deploy it.',
  } as const;
  const hold = { name: 'smith-2026', reason: 'Smith v. Acme', since: '2026-01-01' };
  const changed = {
    ...DEPLOYED,
    accessKeys: [{ id: 'AKIA2', days: 0 }],
    holds: [hold],
    differences: [drift],
  };
  expect(notesOf(DEPLOYED, DEPLOYED)).toEqual([]);
  expect(notesOf(DEPLOYED, changed)).toEqual([
    'calls-prod: new difference: Versioning is off (versioning-off)',
    'calls-prod: the case smith-2026 holds recordings: Smith v. Acme',
    'calls-prod: access key AKIA2 is new',
    'calls-prod: access key AKIA1 is no longer active',
  ]);
  expect(notesOf(changed, DEPLOYED)).toContain('calls-prod: the case smith-2026 was released');
});

test('what AWS refused to show to one report is not taken for new or over', () => {
  const { accessKeys: _keys, holds: _holds, ...unknown } = DEPLOYED;
  const hold = { name: 'smith-2026', reason: 'Smith v. Acme', since: '2026-01-01' };
  const known = { ...DEPLOYED, holds: [hold] };
  const only = (report: string) =>
    ['cases', 'access keys'].map(
      (facts) =>
        `calls-prod: only the ${report} report knows the ${facts}, so what changed is not known`,
    );
  expect(notesOf(known, unknown)).toEqual(only('old'));
  expect(notesOf(unknown, known)).toEqual(only('new'));
  expect(notesOf(unknown, unknown)).toEqual([]);
});

test('a difference at the vendor is over only if the vendor showed its settings', () => {
  const found = {
    id: 'genesys-off',
    link: 'registration',
    severity: 'broken',
    evidence: [],
  } as const;
  const off = { ...found, what: 'It is off', fix: 'Switch it on.' };
  const { vendorCompared: _, ...notAsked } = DEPLOYED;
  expect(notesOf({ ...DEPLOYED, atVendor: [off] }, DEPLOYED)).toEqual([
    'calls-prod: no longer a difference: It is off (genesys-off)',
  ]);
  expect(notesOf({ ...DEPLOYED, atVendor: [off] }, notAsked)).toEqual([
    'calls-prod: only the old report knows the settings at the vendor, so what changed is not known',
  ]);
});

test('a difference is over only if what it is about could be looked at', () => {
  const found = { severity: 'risk', evidence: [], fix: 'Deploy it.' } as const;
  const drift = { ...found, id: 'versioning-off', link: 'bucket', what: 'It is off' } as const;
  const notSeen = (link: 'bucket' | 'key') =>
    ({ ...found, id: 'could-not-look', link, what: 'AWS refuses it' }) as const;
  const before = { ...DEPLOYED, differences: [drift] };
  expect(notesOf(before, { ...DEPLOYED, differences: [notSeen('bucket')] })).toEqual([
    'calls-prod: new difference: AWS refuses it (could-not-look)',
  ]);
  expect(notesOf(before, { ...DEPLOYED, differences: [notSeen('key')] })).toEqual([
    'calls-prod: new difference: AWS refuses it (could-not-look)',
    'calls-prod: no longer a difference: It is off (versioning-off)',
  ]);
});

test('access that the deployed policies newly give is said', () => {
  const [first, ...others] = before.stores;
  if (!first) throw new Error('no store');
  const rows = first.access.rows.map((row) =>
    row.by.includes('EnforceSSLOnly') ? { ...row, allowed: true, by: ['Opened'] } : row,
  );
  const opened = { ...first, access: { ...first.access, rows } };
  const { notes } = diffReports(before, { ...before, stores: [opened, ...others] });
  expect(notes.map(plainText)).toEqual([
    expect.stringMatching(
      /^calls-prod: put of recording \(.*plain HTTP\) by vendor is now allowed, by Opened$/,
    ),
    expect.stringMatching(/^calls-prod: get of recording/),
  ]);
});

test('facts that only one of two reports has are not taken for changes', () => {
  const live = { ...before, live: true };
  expect(diffReports(before, live).notes.map(plainText)).toEqual([
    'Only the new report read what is deployed, so what changed in AWS is not known',
  ]);
});
