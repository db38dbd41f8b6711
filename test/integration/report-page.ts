import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EnvironmentReport } from '../../cli/report/model';
import { renderReportPage } from '../../cli/report/page';
import { ChromiumPage, type PageSize } from '../../dev/chromium';
import type { StackOutputs } from '../../dev/demo/deploy';
import { callvault } from '../../dev/demo/vendors';
import type { Workspace } from '../../dev/demo/workspace';
import type { LocalAws } from '../../dev/local-aws';
import { reportOnStory } from '../../dev/review/expected';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { renderHtml } from '../../review/render/html';

/** A phone, a laptop, and the width of A4 paper without its margins. */
const SIZES: Readonly<Record<string, PageSize>> = {
  phone: { width: 375, height: 800 },
  laptop: { width: 1280, height: 900 },
  'laptop at night': { width: 1280, height: 900, isDark: true },
  'A4 paper': { width: 688, height: 1000, isPrinted: true },
};

/** What a test of the report works with. */
export interface ReportContext {
  readonly aws: LocalAws;
  readonly workspace: Workspace;
  readonly outputs: Readonly<Record<string, StackOutputs>>;
}

/** Pixels by which the page is wider than the window, and elements that are cut off outside of what scrolls. */
const OVERFLOW = `({
  page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  elements: [...document.querySelectorAll('body *')]
    .filter((each) => !each.closest('.scroll') && each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 200)),
})`;

const AXE = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`;

/** What is wrong with a page at a size: requests, errors, overflow and violations of accessibility. */
async function faultsOf(page: ChromiumPage, file: string, size: PageSize) {
  const complaints = await page.show(file, size);
  const overflow = await page.evaluate(OVERFLOW);
  await page.evaluate(fs.readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
  return { complaints, overflow, violations: await page.evaluate(AXE) };
}

const NO_FAULTS = { complaints: [], overflow: { page: 0, elements: [] }, violations: [] };

/** What the last integrity check of calls-local has found, as it is stored. */
export async function latestCheck({ endpoint }: LocalAws) {
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint,
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
  });
  const latest = { Bucket: 'callvault-local-calls-reports', Key: 'reports/latest.json' };
  const { Body } = await s3.send(new GetObjectCommand(latest));
  const { finishedAt, total, pointers } = JSON.parse(
    (await Body?.transformToString()) ?? '',
  ) as Readonly<Record<'finishedAt' | 'total' | 'pointers', string | number>>;
  return { finishedAt, total, pointers };
}

/** The key that signs, and the file of the pack. */
interface Signed {
  readonly key: string;
  readonly file: string;
}

async function createSigningKey({ endpoint }: LocalAws): Promise<string> {
  const kms = new KMSClient({ region: 'us-east-1', endpoint, credentials: TEST_CREDENTIALS });
  const create = new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' });
  return (await kms.send(create)).KeyMetadata?.Arn ?? '';
}

/** Tests of the report about deployed stores, which has to be read before anything is changed by hand. */
export function testReport(contextOf: () => ReportContext): void {
  let report: EnvironmentReport;
  let digest: string;
  let signed: Signed;

  test('the report of what is deployed has the deployed facts', async () => {
    const { aws, workspace } = contextOf();
    signed = {
      key: await createSigningKey(aws),
      file: path.join(workspace.folder, 'evidence.zip'),
    };
    const options = ['--live', '--evidence', signed.file, '--sign', signed.key];
    const { code, json } = await callvault(workspace, 'report', 'local', ...options);
    expect({ code, files: json.files }).toEqual({ code: 0, files: [signed.file] });
    report = json.report as EnvironmentReport;
    digest = String(json.digest);
    for (const { bucket, deployed, access } of report.stores) {
      expect(deployed?.policies.bucket).toEqual(JSON.parse(aws.bucketPolicy(bucket) ?? ''));
      expect(deployed?.differences).toEqual([]);
      expect(access.policies).toBe('deployed');
      expect(access.rows).toContainEqual(
        expect.objectContaining({ who: 'stranger', to: 'recording', allowed: false }),
      );
    }
    const latest = expect.objectContaining(await latestCheck(aws)) as unknown;
    expect(report.stores.find(({ stack }) => stack === 'calls-local')).toMatchObject({
      canary: 'validation',
      deployed: { holds: [], canary: { state: 'OK' } },
      retention: { rules: 'deployed', days: { readableUntil: 730, goneBy: 762 } },
    });
    expect(report.stores.flatMap(({ deployed }) => deployed?.runs ?? [])).toContainEqual(latest);
  });

  test('the same evidence is collected again as the same bytes', async () => {
    const { workspace } = contextOf();
    const again = path.join(workspace.folder, 'again.zip');
    const options = ['--live', '--evidence', again, '--sign', signed.key];
    const { json } = await callvault(workspace, 'report', 'local', ...options);
    expect(json.digest).toBe(digest);
  });

  test('a browser shows the same facts, and finds no fault in the page', async () => {
    const { aws, workspace, outputs } = contextOf();
    const file = path.join(workspace.folder, 'report.html');
    fs.writeFileSync(file, unzipSync(fs.readFileSync(signed.file))['report.html'] ?? '');
    const page = await ChromiumPage.open(1280);
    try {
      for (const size of Object.values(SIZES)) {
        expect(await faultsOf(page, file, size)).toEqual(NO_FAULTS);
      }
      const text = String(await page.evaluate('document.body.innerText'));
      for (const { recordings_key_arn: keyArn } of Object.values(outputs)) {
        expect(text).toContain(`${String(keyArn)}: Enabled, rotates`);
      }
      const { total, pointers } = await latestCheck(aws);
      expect(text).toContain(`${total} of ${pointers} wrong`);
      await testHostile(page, report, file);
      await testReviews(page, file);
    } finally {
      await page.close();
    }
  });

  test('the evidence is signed by KMS, and a tampered pack is found', async () => {
    const { aws, workspace } = contextOf();
    const { file, key } = signed;
    const env = { ...workspace.env, AWS_ENDPOINT_URL: aws.endpoint };
    const options = ['--key', key, '--digest', digest];
    const check = () => callvault({ ...workspace, env }, 'report', 'verify', file, ...options);
    expect(await check()).toMatchObject({
      code: 0,
      json: { problems: [], signature: 'Valid, by the key that was given' },
    });
    const bytes = fs.readFileSync(file);
    bytes[bytes.indexOf('"discrepancies"')] = 0x27;
    fs.writeFileSync(file, bytes);
    const { code, json } = await check();
    expect(code).toBe(6);
    expect(json.problems).toContainEqual(
      expect.stringMatching(/^checks\/calls-local\/.*\.json was changed$/),
    );
  });
}

/** A review as a page, of a plan with many findings, and of one with names that would be active. */
async function testReviews(page: ChromiumPage, file: string) {
  for (const story of ['replication-added', 'hostile-names']) {
    fs.writeFileSync(file, renderHtml(reportOnStory(story), '0.1.0'));
    for (const size of Object.values(SIZES)) {
      expect(await faultsOf(page, file, size)).toEqual(NO_FAULTS);
    }
  }
}

/** Names that would run a script if any of them were taken for HTML. */
async function testHostile(page: ChromiumPage, report: EnvironmentReport, file: string) {
  const hostile = `"'><script>hacked = 1</script><img src=x onerror="hacked = 2"><svg onload="hacked = 3">`;
  const named = JSON.parse(JSON.stringify(report), (_, each: unknown) =>
    typeof each === 'string' && !/^\d{4}-\d{2}-\d{2}/.test(each) ? each + hostile : each,
  ) as EnvironmentReport;
  fs.writeFileSync(file, renderReportPage(named));
  expect(await faultsOf(page, file, { width: 1280, height: 900 })).toEqual(NO_FAULTS);
  expect(await page.evaluate('typeof hacked')).toBe('undefined');
}
