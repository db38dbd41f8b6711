import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as fs from 'node:fs';
import * as path from 'node:path';
import pMap from 'p-map';
import { callvault } from '../../dev/demo/vendors';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { DAY_MS, dayOf } from '../../core/day';
import { accessKeySecretName } from '../../store/store';
import { TemporaryFolder } from '../dev/temporary-folder';

// The AWS provider polls each lifecycle configuration for a minute.
jest.setTimeout(600_000);

const Bucket = 'life-calls';
const FIRST = Date.now() - 60 * DAY_MS;
/** Fifty recordings of each of forty days. */
const KEYS = Array.from({ length: 2000 }, (_, index) => {
  const day = dayOf(FIRST + Math.floor(index / 50) * DAY_MS);
  return `talks/${day.replaceAll('-', '/')}/${String(index).padStart(4, '0')}.wav`;
});

const temporary = new TemporaryFolder();
const folder = temporary.folder('life');
let aws: LocalAws;
let env: NodeJS.ProcessEnv;
let settings: { region: string; endpoint: string; credentials: typeof TEST_CREDENTIALS };
let s3: S3Client;
let iam: IAMClient;
let kmsKeyArn: string;

/** The setting of a replica. */
let replication = '';

/** Writes the environment file, with other lines for the store, and more about its check. */
function write(lines: readonly string[] = [], name = 'calls', check = ''): void {
  const text = `account: '${aws.accountId}'
region: us-east-1
type: non-production
state: { backend: s3, bucket: life-state }
stores:
  ${name}:
    vendor: custom
    title: Example
    bucket: ${Bucket}
    prefix: talks/
    access: { kind: iam-user }
    actions: { object: [s3:PutObject] }
    pathPattern: talks/{yyyy}/{mm}/{dd}/{talk}.{format}
    retention: { days: 300 }
    integrity: { source: manifest${check} }
    ${replication}
${lines.map((line) => `    ${line}\n`).join('')}`;
  fs.writeFileSync(path.join(folder, 'prod.yaml'), text);
}

const run = (...args: string[]) => callvault({ env }, ...args);

interface Review {
  readonly stacks: readonly {
    readonly findings: readonly { readonly id: string; readonly accepted?: object }[];
    readonly changes: readonly { readonly type: string; readonly actions: readonly string[] }[];
  }[];
}

/** The ids of the findings of a review that nothing accepts, and the types of resources that it destroys. */
function reviewed(json: Readonly<Record<string, unknown>>) {
  const { stacks } = json.review as Review;
  const changes = stacks.flatMap((each) => each.changes);
  const all = stacks.flatMap(({ findings }) => findings);
  const open = all.filter(({ accepted }) => accepted === undefined);
  return {
    findings: [...new Set(open.map(({ id }) => id))].sort(),
    deleted: changes
      .filter(({ actions }) => actions.includes('delete'))
      .map(({ type }) => type)
      .sort(),
  };
}

const deploy = async (stack: string) => {
  const { code, json } = await run('deploy', stack, '--yes');
  return { code, ...reviewed(json) };
};

const expectNoChanges = async (stack: string) => {
  const { code, json } = await run('diff', stack);
  expect({ code, changed: json.changed }).toEqual({ code: 0, changed: [] });
};

/** The vendor has no API, so a person has removed its access key there. */
const STOPPED = ['--yes', '--stopped', '--grace-hours', '0'];

const HELD = KEYS.slice(0, 50);
const ERASED = [...HELD.slice(0, 3), ...KEYS.slice(50, 67)];

const statesOf = (json: Readonly<Record<string, unknown>>) =>
  (json.steps as { state: string }[]).map(({ state }) => state);

const users = new Map<string, NodeJS.ProcessEnv>();

/** Runs a command as a user with the policy that is printed for the task, and nothing else. */
async function runAs(task: string, ...args: string[]) {
  if (!users.has(task)) users.set(task, await addUser(task));
  return callvault({ env: { ...env, ...users.get(task) } }, ...args);
}

async function addUser(UserName: string): Promise<NodeJS.ProcessEnv> {
  const { json } = await run('explain', 'phone-prod', '--policy', UserName);
  const PolicyDocument = JSON.stringify(json.policy);
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'task', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
  };
}

/** A secret as a store leaves it that was destroyed some days ago. */
async function deleteSecret(Name: string): Promise<void> {
  const secrets = new SecretsManagerClient(settings);
  await secrets.send(new CreateSecretCommand({ Name, SecretString: '{}' }));
  await secrets.send(new DeleteSecretCommand({ SecretId: Name, RecoveryWindowInDays: 7 }));
}

/** Writes a manifest of keys. */
function manifestOf(name: string, keys: readonly string[]): string {
  const file = path.join(folder, `${name}.csv`);
  fs.writeFileSync(file, `key\n${keys.join('\n')}\n`);
  return file;
}

async function versions(bucket: string) {
  const found: { Key: string; VersionId: string }[] = [];
  for (let after: object = {}, more = true; more;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, ...after }));
    for (const { Key = '', VersionId = '' } of [
      ...(page.Versions ?? []),
      ...(page.DeleteMarkers ?? []),
    ]) {
      found.push({ Key, VersionId });
    }
    after = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    more = page.IsTruncated === true;
  }
  return found;
}

/** A bucket that was made in the console. */
beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  env = {
    ...terraformEnvironment(temporary.folder('terraform'), process.env),
    ...aws.environment(),
    CALLVAULT_ENVIRONMENTS: folder,
    CDKTF_OUTDIR: path.join(temporary.path, 'cdktf.out'),
  };
  settings = { region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS };
  s3 = new S3Client({ ...settings, forcePathStyle: true });
  iam = new IAMClient(settings);
  await s3.send(new CreateBucketCommand({ Bucket: 'life-state' }));
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ObjectLockEnabledForBucket: true,
      ObjectOwnership: 'ObjectWriter',
    }),
  );
  await s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [{ ID: 'old', Status: 'Enabled', Filter: {}, Expiration: { Days: 300 } }],
      },
    }),
  );
  const { KeyMetadata } = await new KMSClient(settings).send(new CreateKeyCommand({}));
  kmsKeyArn = KeyMetadata?.Arn ?? '';
  const put = (Key: string, index: number) =>
    s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: 'RIFF',
        ...(index % 2 === 0 && { Metadata: { caller: 'a' } }),
        ...(index % 10 === 0 && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyArn }),
        ...(index % 500 === 0 && { ACL: 'public-read' }),
      }),
    );
  await pMap(KEYS, put, { concurrency: 16 });
});

afterAll(async () => {
  temporary.remove();
  s3.destroy();
  await aws.stop();
});

test('a bucket that exists is found before a deployment', async () => {
  write();
  const { code, json } = await run('validate', '--online');
  const problems = json.problems as { level: string; what: string }[];
  expect(code).toBe(2);
  expect(problems.filter(({ level }) => level === 'error').map(({ what }) => what)).toEqual([
    `bucket ${Bucket} exists in this account and contains objects`,
  ]);
});

test('adopt examines the bucket and its objects, and proposes a store', async () => {
  fs.writeFileSync(
    path.join(folder, 'prod.yaml'),
    fs.readFileSync(path.join(folder, 'prod.yaml'), 'utf8').replaceAll(Bucket, 'life-other'),
  );
  const { code, json } = await run('adopt', Bucket);
  expect(code).toBe(6);
  expect(json).toMatchObject({
    objects: {
      count: 2000,
      complete: true,
      folder: expect.stringMatching(/^talks\//) as unknown,
      byEncryption: { [kmsKeyArn]: 200 },
      withoutMetadata: 1000,
      public: [KEYS[0], KEYS[500], KEYS[1000], KEYS[1500]],
    },
    proposal: expect.stringContaining(`bucket: ${Bucket}\n    adopt: true`) as unknown,
  });
  const gaps = json.gaps as { control: string; when: string }[];
  expect(gaps.filter(({ when }) => when === 'before').map(({ control }) => control)).toEqual([
    'S3-9',
    'S3-1',
  ]);
});

test('the store adopts the bucket, and restores a secret: its plan replaces nothing, and a second one is empty', async () => {
  write(['adopt: true']);
  const { json } = await run('adopt', Bucket, '--objects', '1');
  const findings = ['expiry-added', 'resource-imported', 'retention-extended', 'value-unknown'];
  const plan = json.plan as Readonly<Record<string, unknown>>;
  expect(reviewed(plan)).toEqual({ findings, deleted: [] });
  await deleteSecret(accessKeySecretName('calls-prod'));
  // Of the secret: its key, its policy and its recovery window.
  const ofSecret = ['denial-added', 'recordings-setting-changed'];
  const all = [...findings, ...ofSecret].sort();
  expect(await deploy('calls-prod')).toEqual({ code: 0, findings: all, deleted: [] });
  await expectNoChanges('calls-prod');
});

test('the vendor gets an access key', async () => {
  const { code, json } = await run('connect', 'calls-prod');
  expect({ code, steps: statesOf(json) }).toEqual({ code: 0, steps: ['changed'] });
});

test('the store is renamed without replacing anything', async () => {
  write(['previousName: calls'], 'phone');
  const aliases = ['aws_kms_alias', 'aws_kms_alias'];
  expect(await deploy('phone-prod')).toEqual({ code: 0, findings: [], deleted: aliases });
  await expectNoChanges('phone-prod');
});

test('a case holds the recordings of a day, and an erasure of twenty refuses three of them', async () => {
  const hold = await runAs(
    'hold',
    'hold',
    'add',
    'smith',
    '--reason',
    'Smith v. Acme',
    '--manifest',
    manifestOf('held', HELD),
  );
  expect(hold).toMatchObject({ code: 0, json: { done: 50 } });
  const args = ['--reason', 'request 117', '--manifest', manifestOf('erased', ERASED)];
  expect(await runAs('erase', 'erase', 'phone-prod', ...args)).toMatchObject({
    code: 6,
    json: { erased: 17, kept: 3 },
  });
  const { code, json } = await runAs('erase', 'erase', 'phone-prod', ...args, '--yes');
  expect({ code, json }).toMatchObject({ code: 3, json: { erased: 17, kept: 3 } });
  const left = new Set((await versions(Bucket)).map(({ Key }) => Key));
  expect(ERASED.filter((key) => left.has(key))).toEqual(HELD.slice(0, 3));
  await expectNoChanges('phone-prod');
});

test('five hidden recordings are made readable again', async () => {
  const hidden = KEYS.slice(100, 105);
  for (const Key of hidden) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const day = dayOf(FIRST + 2 * DAY_MS);
  const restored = await runAs(
    'restore',
    'restore',
    'phone-prod',
    '--from',
    day,
    '--to',
    day,
    '--yes',
  );
  expect(restored.code).toBe(0);
  expect(
    (restored.json.steps as { act: string; key: string }[]).map(({ act, key }) => [act, key]),
  ).toEqual(hidden.map((key) => ['remove-marker', key]));
  for (const Key of hidden) await s3.send(new HeadObjectCommand({ Bucket, Key }));
});

/** Retires the store in its file. */
const SINCE = dayOf(Date.now());
const retire = (more = '', check = '') => {
  const line = `retire: { since: ${SINCE}, reason: The contract has ended${more} }`;
  write(['previousName: calls', line], 'phone', check);
};

test('a retired store denies its vendor everything, and keeps what remains, as does a replica that is switched off', async () => {
  expect((await run('disconnect', 'phone-prod', ...STOPPED)).code).toBe(0);
  const off = `off: { since: ${SINCE}, reason: One region is enough, destroy: true }`;
  replication = `replication: { region: eu-west-1, ${off} }`;
  retire();
  const findings = ['replication-off', 'store-retired'];
  expect(await deploy('phone-prod')).toEqual({ code: 0, findings, deleted: [] });
  await expectNoChanges('phone-prod');
  expect(await run('retire', 'phone-prod')).toMatchObject({
    code: 6,
    json: {
      state: 'remaining',
      remains: [
        { objects: 1983, held: 50 },
        { bucket: `${Bucket}-replica`, objects: 0 },
      ],
    },
  });
  expect((await run('destroy', 'phone-prod', '--yes')).code).toBe(2);
});

test('when nothing is left, the replica is destroyed, and then the store', async () => {
  expect((await run('hold', 'release', 'smith', '--reason', 'settled')).code).toBe(0);
  const all = await versions(Bucket);
  for (let from = 0; from < all.length; from += 1000) {
    const Delete = { Objects: all.slice(from, from + 1000), Quiet: true };
    expect((await s3.send(new DeleteObjectsCommand({ Bucket, Delete }))).Errors ?? []).toEqual([]);
  }
  expect(await run('retire', 'phone-prod')).toMatchObject({ code: 0, json: { state: 'empty' } });
  replication = '';
  retire(', destroy: true', `, off: { since: ${SINCE}, reason: There is nothing to check }`);
  const { code, findings, deleted } = await deploy('phone-prod');
  expect({ code, findings }).toEqual({
    code: 0,
    findings: ['integrity-off', 'replication-off', 'store-retired'],
  });
  expect(deleted).toContain('aws_lambda_function');
  // The replica, its access logs and its key.
  const kept = deleted.filter((type) => /^aws_(?:s3_bucket|kms_key)$/.test(type));
  expect(kept).toEqual(['aws_kms_key', 'aws_s3_bucket', 'aws_s3_bucket']);
  expect((await run('destroy', 'phone-prod', '--yes')).code).toBe(0);
  expect(await run('retire', 'phone-prod')).toMatchObject({ code: 0, json: { state: 'gone' } });
});
