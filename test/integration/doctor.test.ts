import { CreateAccessKeyCommand, DeleteAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { asDeployer } from '../../cli/deployer';
import { type Diagnosis, type DoctorOptions, examine } from '../../cli/doctor/doctor';
import type { DoctorFinding } from '../../cli/doctor/finding';
import { readLive } from '../../cli/doctor/live';
import { probe } from '../../cli/doctor/probe';
import { type FoundStore, findStore } from '../../cli/find-store';
import { run } from '../../cli/process/run';
import type { ApiCall } from '../../dev/api-call';
import { deploy } from '../../dev/demo/deploy';
import { makeWorkspace, type Workspace } from '../../dev/demo/workspace';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { TemporaryFolder } from '../dev/temporary-folder';
import { accessKey, type Account, BREAKS, CALLS, USER } from './doctor-breaks';
import { environmentsOf } from '../environments';

// The AWS provider needs a minute per bucket: it polls the lifecycle configuration.
jest.setTimeout(600_000);

const SECRET = 'callvault/video-local/access-key';
const NOW = new Date('2026-11-20T10:00:00Z');

const folder = new TemporaryFolder();
let aws: LocalAws;
let workspace: Workspace;
let account: Account;
const vendors: Record<string, string> = {};

const settings = () => ({
  region: 'us-east-1',
  endpoint: aws.endpoint,
  credentials: TEST_CREDENTIALS,
});
const environments = () => workspace.env.CALLVAULT_ENVIRONMENTS ?? '';

/** The local environment with state in a file, and without resources that doctor does not read. */
function writeEnvironment(): string {
  const text = fs.readFileSync('test/environments/local.yaml', 'utf8');
  const plain = text
    .replace('backend: s3\n  bucket: callvault-local-state', 'backend: local')
    .replace(/    replication:\n(?: {6}.*\n)+/, '')
    .replace(/    integrity:\n(?: {6}.*\n)+/, '');
  fs.writeFileSync(path.join(folder.path, 'local.yaml'), plain);
  return folder.path;
}

/**
 * Deploys the stores of an environment without `localAws`: AWS_ENDPOINT_URL points to the local AWS too, and the
 * provider starts without the endpoints block, which costs seconds of CPU time.
 */
async function deployStores(): Promise<void> {
  const file = path.join(folder.folder('deployed'), 'local.yaml');
  const text = fs.readFileSync(path.join(folder.path, 'local.yaml'), 'utf8');
  fs.writeFileSync(file, text.replace(/^localAws:\n(?: {2}.*\n)+/m, ''));
  const env = { ...workspace.env, CALLVAULT_ENVIRONMENTS: path.dirname(file) };
  await deploy({ ...workspace, env }, ['meetings-local', 'calls-local', 'video-local']);
}

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  workspace = makeWorkspace(aws, { source: writeEnvironment() });
  const iam = new IAMClient(settings());
  const kms = new KMSClient(settings());
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  await deployStores();
  const asked = new DescribeKeyCommand({ KeyId: 'alias/calls-local-recordings' });
  const keyArn = (await kms.send(asked)).KeyMetadata?.Arn ?? '';
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: USER }));
  const accessKeyId = AccessKey?.AccessKeyId ?? '';
  const SecretString = JSON.stringify({
    accessKeyId,
    secretAccessKey: AccessKey?.SecretAccessKey,
  });
  const secrets = new SecretsManagerClient(settings());
  await secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString }));
  const keyId = keyArn.slice(keyArn.indexOf('/') + 1);
  account = { iam, kms, s3, keyArn, keyId, accessKeyId };
  vendors['calls-local'] = await aws.endpointFor({
    principal: 'arn:aws:iam::765628985471:role/external-storage-service-role',
    sourceIp: '203.0.113.7',
  });
  vendors['meetings-local'] = await aws.endpointFor({
    principal: 'arn:aws:iam::291871421005:role/vendor',
  });
});
afterEach(() => {
  aws.faults.clear();
});
afterAll(async () => {
  await aws.stop();
  workspace.remove();
  folder.remove();
});

function doctor(
  id: string,
  options: Partial<DoctorOptions> = {},
  change: (found: FoundStore) => FoundStore = (found) => found,
): Promise<Diagnosis> {
  const all = environmentsOf(environments());
  const probe = { write: false, asVendor: vendors[id] };
  return examine(change(findStore(id, all)), { probe, now: NOW, ...options });
}

const idsOf = async (id: string) => (await doctor(id)).findings.map((each) => each.id);

const puts = ({ service, action }: ApiCall) => service === 's3' && action === 'PutObject';
const refusing = (code: string) => ({ kind: 'error', status: 403, code }) as const;

const UPLOADS = [
  ['upload, no encryption header', 'allowed'],
  ['upload, aws:kms with the key’s ARN', 'allowed'],
  ['upload, aws:kms without a key', 'refused'],
  ['upload, AES256', 'refused'],
  ['look at it with HEAD', 'allowed'],
];

test.each(['meetings-local', 'calls-local', 'video-local'])(
  '%s has no findings, and its vendor can write to it',
  async (id) => {
    const { findings, attempts } = await doctor(id);
    expect(findings).toEqual([]);
    expect(attempts.map(({ does, was }) => [does, was])).toEqual(UPLOADS);
  },
);

test('large uploads are tried in one request and in parts, and nothing of them remains', async () => {
  const large = { write: false, asVendor: vendors['calls-local'], large: true };
  const { findings, attempts } = await doctor('calls-local', { probe: large });
  expect(findings).toEqual([]);
  expect(attempts.map(({ does, was }) => [does, was])).toEqual([
    ...UPLOADS.slice(0, -1),
    ['upload, 6 MiB in one request', 'allowed'],
    ['upload, 6 MiB in two parts', 'allowed'],
    ...UPLOADS.slice(-1),
  ]);
  const parts = ({ request }: ApiCall) => request.url.includes('partNumber=2');
  aws.faults.inject({ when: parts, fault: refusing('AccessDenied') });
  const refused = await doctor('calls-local', { probe: large });
  expect(refused.findings.map(({ id }) => id)).toEqual(['upload-refused']);
  const Bucket = CALLS;
  const left = await account.s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(left.Uploads ?? []).toEqual([]);
});

// A link that is not restored would show in the next case, which allows no other findings.
test.each(BREAKS)('%s of %s causes the findings %j and no others', async (...[, id, ids, link]) => {
  const mend = await link(account);
  try {
    expect(await idsOf(id)).toEqual(ids);
  } finally {
    await mend();
  }
});

test('there are no findings once every link is restored', async () => {
  expect([await idsOf('meetings-local'), await idsOf('calls-local')]).toEqual([[], []]);
  expect(await idsOf('video-local')).toEqual([]);
});

test('a refusal that no deployed resource explains is a finding with the answer of AWS', async () => {
  aws.faults.inject({ when: puts, fault: refusing('AccessDenied') });
  const { findings } = await doctor('meetings-local');
  expect(findings.map(({ id, link }) => [id, link])).toEqual([
    ['upload-refused', 'bucket'],
    ['upload-refused', 'bucket'],
  ]);
  expect(findings[0]?.evidence).toEqual([
    expect.stringMatching(/^upload, no encryption header: refused, AccessDenied: /),
  ]);
});

test('a refusal that comes from KMS is a finding about the key', async () => {
  aws.faults.inject({ when: puts, fault: refusing('KMS.DisabledException') });
  const { findings } = await doctor('meetings-local');
  expect(findings.map(({ id, link }) => [id, link])).toEqual([
    ['upload-refused', 'key'],
    ['upload-refused', 'key'],
  ]);
});

test('a role that the vendor cannot assume, although its trust policy is right, is a finding', async () => {
  const assumes = ({ action }: ApiCall) => action === 'AssumeRole';
  aws.faults.inject({ when: assumes, fault: refusing('AccessDenied') });
  expect(await idsOf('calls-local')).toEqual(['role-not-taken']);
});

test('a vendor outside its network is refused', async () => {
  const principal = 'arn:aws:iam::765628985471:role/external-storage-service-role';
  const asVendor = await aws.endpointFor({ principal });
  const { findings } = await doctor('calls-local', { probe: { write: false, asVendor } });
  expect(findings.map(({ id }) => id)).toEqual(['explicit-deny']);
});

test('a caller that the role does not trust gets a note and no finding', async () => {
  const { findings, attempts, notes } = await doctor('calls-local', { probe: { write: false } });
  expect({ findings, attempts }).toEqual({ findings: [], attempts: [] });
  expect(notes).toEqual([
    'Nothing was written: only Genesys Cloud CX may assume the role; its policies were compared instead.',
  ]);
});

test('a refusal outside the vendor’s network is a note and no finding', async () => {
  const { store, environment } = findStore('video-local', environmentsOf(environments()));
  const settingsOfDeployer = await asDeployer(environment, store.region);
  const { live, s3 } = await readLive(store, settingsOfDeployer);
  aws.faults.inject({ when: puts, fault: refusing('AccessDenied') });
  const { findings, attempts, notes } = await probe(
    { ...store, network: { cidrs: ['203.0.113.0/24'] } },
    { live, s3, settings: settingsOfDeployer, write: false, now: NOW },
  );
  expect(findings).toEqual([]);
  expect(attempts[0]).toMatchObject({ expected: 'allowed', outcome: 'refused' });
  expect(notes[1]).toMatch(
    /^The refusals prove nothing: sourceIp allows requests only from the network/,
  );
});

test('an object that only the vendor may read is not a finding, a missing object is', async () => {
  const heads = ({ request }: ApiCall) => request.method === 'HEAD' && request.s3?.key !== '';
  aws.faults.inject({ when: heads, fault: refusing('AccessDenied') });
  expect(await idsOf('video-local')).toEqual([]);
  expect(await idsOf('calls-local')).toEqual(['upload-not-seen']);
  aws.faults.clear();
  aws.faults.inject({ when: heads, fault: { kind: 'error', status: 404, code: 'NoSuchKey' } });
  expect(await idsOf('video-local')).toEqual(['upload-not-seen']);
});

test('a test object that cannot be removed is a note with its address', async () => {
  const removes = ({ action }: ApiCall) => action === 'DeleteObjectVersion';
  aws.faults.inject({ when: removes, fault: refusing('AccessDenied') });
  const { findings, notes } = await doctor('meetings-local');
  expect(findings).toEqual([]);
  expect(notes[1]).toMatch(
    /^The test object s3:\/\/callvault-local-meetings\/callvault-doctor-20261120T100000Z\.txt remains, because of AccessDenied: /,
  );
});

test('nothing is written in the compliance mode of Object Lock without --write', async () => {
  const objectLock = { mode: 'compliance', days: 1 } as const;
  const locked = (found: FoundStore): FoundStore => ({
    ...found,
    store: { ...found.store, settings: { ...found.store.settings, objectLock } },
  });
  const { attempts, notes } = await doctor('calls-local', {}, locked);
  expect(attempts).toEqual([]);
  expect(notes[0]).toMatch(/^Nothing was written: in the compliance mode of Object Lock no user/);
  const probe = { write: true, asVendor: vendors['calls-local'], large: true };
  const wanted = await doctor('calls-local', { probe }, locked);
  expect(wanted.attempts.map(({ does, was }) => [does, was])).toEqual([
    ...UPLOADS.slice(0, -1),
    ['upload, 6 MiB in two parts, then aborted', 'allowed'],
    ...UPLOADS.slice(-1),
  ]);
});

test('a refused lookup is its only finding', async () => {
  const reads = ({ action }: ApiCall) => action === 'GetBucketPolicy' || action === 'GetRolePolicy';
  aws.faults.inject({ when: reads, fault: refusing('AccessDenied') });
  const { findings } = await doctor('calls-local', { probe: undefined });
  expect(findings.map(({ id, link }) => [id, link])).toEqual([
    ['could-not-look', 'policy'],
    ['could-not-look', 'bucket'],
  ]);
});

test('credentials without any permission are refused', async () => {
  const all = ({ action }: ApiCall) => action !== 'GetCallerIdentity';
  aws.faults.inject({ when: all, fault: refusing('AccessDenied') });
  await expect(doctor('calls-local')).rejects.toMatchObject({ name: 'AwsRefusedError' });
});

test('credentials of another account are refused before anything is read', async () => {
  const elsewhere = (found: FoundStore): FoundStore => ({
    ...found,
    environment: { ...found.environment, account: '999999999999' },
  });
  await expect(doctor('calls-local', {}, elsewhere)).rejects.toMatchObject({
    name: 'AwsRefusedError',
    message: expect.stringMatching(/^These credentials belong to account 123456789012/) as unknown,
  });
});

test('the findings of the vendor are part of the diagnosis', async () => {
  const own: DoctorFinding = {
    id: 'connection-prefix',
    link: 'prefix',
    severity: 'broken',
    what: 'The connection writes elsewhere',
    evidence: ['calls/'],
    fix: 'Correct it.',
  };
  const askVendor = () => Promise.resolve({ findings: [own], notes: ['asked'] });
  const { findings, notes } = await doctor('calls-local', { askVendor });
  expect(findings).toEqual([own]);
  expect(notes).toContain('asked');
});

describe('callvault doctor', () => {
  const callvault = (...args: string[]) =>
    run(process.execPath, ['bin/callvault.js', 'doctor', ...args], {
      env: { ...workspace.env, CI: '1' },
    });

  test('ends with 0 and says so without findings', async () => {
    const { code, stdout, stderr } = await callvault('video-local');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^video-local: no findings\.\n\nAs the vendor:\n/);
    expect(stdout).not.toContain('secretAccessKey');
  });

  test('ends with 6 and prints the findings, as text and as JSON', async () => {
    const { accessKeyId } = account;
    await accessKey(account, 'Inactive');
    const { code, stdout } = await callvault('video-local', '--no-probe');
    const json = await callvault('video-local', '--json');
    await accessKey(account, 'Active');
    expect(code).toBe(6);
    expect(stdout).toBe(
      [
        'video-local: 1 finding: 1 blocks the vendor.',
        '',
        'BROKEN credential: access-key-inactive',
        '  The access key of Twilio Video is inactive.',
        `    ${accessKeyId} is inactive`,
        `    the secret ${SECRET} holds ${accessKeyId}`,
        `  aws iam update-access-key --user-name ${USER} --access-key-id ${accessKeyId} --status Active`,
        '',
      ].join('\n'),
    );
    expect(json.code).toBe(6);
    expect(JSON.parse(json.stdout)).toMatchObject({
      stack: 'video-local',
      findings: [{ id: 'access-key-inactive', link: 'credential' }],
    });
  });

  test('ends with 2 for an unknown stack', async () => {
    const { code, stderr } = await callvault('vidoe-local');
    expect({ code, line: stderr.split('\n')[0]?.trim() }).toEqual({
      code: 2,
      line: "stack-selected: vidoe-local is not a store's stack; did you mean video-local?",
    });
  });
});

test('no test object remains in the buckets', async () => {
  const left = await account.s3.send(new ListObjectVersionsCommand({ Bucket: CALLS }));
  expect(left.Versions ?? []).toEqual([]);
});

test('a deleted access key is a finding', async () => {
  const { iam, accessKeyId } = account;
  await iam.send(new DeleteAccessKeyCommand({ UserName: USER, AccessKeyId: accessKeyId }));
  expect(await idsOf('video-local')).toEqual(['access-key-missing']);
});

test('a bucket that was recreated in another region is found there', async () => {
  await account.s3.send(new DeleteBucketCommand({ Bucket: CALLS }));
  const elsewhere = new S3Client({ ...settings(), region: 'eu-west-1', forcePathStyle: true });
  await elsewhere.send(
    new CreateBucketCommand({
      Bucket: CALLS,
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  const { findings } = await doctor('calls-local', { probe: undefined });
  expect(findings.filter(({ id }) => id.startsWith('bucket-region'))).toMatchObject([
    { id: 'bucket-region', evidence: ['eu-west-1; expected us-east-1'] },
    { id: 'bucket-region-vendor' },
  ]);
});

test('a store that is not deployed is a single finding', async () => {
  const absent = (found: FoundStore): FoundStore => ({
    ...found,
    store: { ...found.store, bucketName: 'callvault-local-none', principalName: 'no-such-role' },
  });
  const { findings } = await doctor('meetings-local', {}, absent);
  expect(findings.map(({ id }) => id)).toEqual(['not-deployed']);
});
