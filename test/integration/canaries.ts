import {
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as fs from 'node:fs';
import type { StackOutputs } from '../../dev/demo/deploy';
import { invokeFunction } from '../../dev/demo/integrity';
import { evaluateAlarms, publishLog } from '../../dev/demo/metrics';
import type { LocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { LARGEST_TEST_BYTES } from '../../core/test-bytes';
import { CANARY_SECONDS } from '../../modules/canary-alarms';
import { canaryEvent } from '../../modules/canary';
import type { Store } from '../../store/store';

/** Switches on the canaries of the stores that can have one, in an environment file. */
export function switchCanariesOn(file: string): void {
  const text = fs.readFileSync(file, 'utf8');
  const lines = /^( +)(arrivals:|compositions: false)$/gm;
  fs.writeFileSync(file, text.replace(lines, '$1canary: true\n$1$2'));
}

/** What is deployed. */
export interface CanaryContext {
  readonly aws: LocalAws;
  readonly outputs: Readonly<Record<string, StackOutputs>>;
  readonly findStore: (id: string) => Store;
}

/** Two deployed stores with canaries: one has an access key, the other is validated by its vendor. */
interface CanaryPlace extends Pick<CanaryContext, 'aws'> {
  readonly video: Store;
  readonly calls: Store;
  /** ARNs of their recordings' keys. */
  readonly keys: { readonly video: string; readonly calls: string };
}

/** Reads a policy, puts a changed one, and returns a function that puts the old one back. */
async function change(
  read: () => Promise<string | undefined>,
  put: (text: string) => Promise<unknown>,
  [from, to]: readonly [from: string, to: string],
): Promise<() => Promise<unknown>> {
  const text = decodeURIComponent((await read()) ?? '');
  const changed = text.replaceAll(from, to);
  if (changed === text) throw new Error(`${from} does not stand in ${text}`);
  await put(changed);
  return () => put(text);
}

/** What breaks a link of a store; each returns what repairs it. */
function breaksOf({ aws, video, calls, keys }: CanaryPlace) {
  const settings = {
    endpoint: aws.endpoint,
    region: video.region,
    credentials: TEST_CREDENTIALS,
  };
  const iam = new IAMClient(settings);
  const kms = new KMSClient(settings);
  const UserName = video.principalName;
  const ofGroup = { GroupName: UserName, PolicyName: 'recordings' };
  const ofRole = { RoleName: calls.principalName, PolicyName: 'recordings' };
  const ofKey = (KeyId: string) => ({ KeyId, PolicyName: 'default' });
  const key = (KeyId: string) => () =>
    change(
      async () => (await kms.send(new GetKeyPolicyCommand(ofKey(KeyId)))).Policy,
      (Policy) => kms.send(new PutKeyPolicyCommand({ ...ofKey(KeyId), Policy })),
      ['kms:GenerateDataKey', 'kms:Sign'],
    );
  const credential = async () => {
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
    const { AccessKeyId } = AccessKeyMetadata.find(({ Status }) => Status === 'Active') ?? {};
    const set = (Status: 'Active' | 'Inactive') =>
      iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status }));
    await set('Inactive');
    return () => set('Active');
  };
  return {
    video: {
      credential,
      prefix: () =>
        change(
          async () => (await iam.send(new GetGroupPolicyCommand(ofGroup))).PolicyDocument,
          (PolicyDocument) => iam.send(new PutGroupPolicyCommand({ ...ofGroup, PolicyDocument })),
          [`${video.bucketName}/${video.prefix}`, `${video.bucketName}/other/`],
        ),
      key: key(keys.video),
    },
    calls: {
      trust: () =>
        change(
          async () => (await iam.send(new GetRoleCommand(ofRole))).Role?.AssumeRolePolicyDocument,
          (PolicyDocument) =>
            iam.send(new UpdateAssumeRolePolicyCommand({ ...ofRole, PolicyDocument })),
          ['765628985471', '999999999999'],
        ),
      prefix: () =>
        change(
          async () => (await iam.send(new GetRolePolicyCommand(ofRole))).PolicyDocument,
          (PolicyDocument) => iam.send(new PutRolePolicyCommand({ ...ofRole, PolicyDocument })),
          [`${calls.bucketName}/${calls.prefix}`, `${calls.bucketName}/other/`],
        ),
      key: key(keys.calls),
    },
  };
}

/** Invokes the canary of a store. Returns the link that its log names, and the state of its alarm. */
async function fly(aws: LocalAws, store: Store, at: number): Promise<string> {
  const { canary } = store;
  if (!canary) throw new Error(`${store.id} has no canary`);
  const event = { ...canaryEvent(canary.settings), time: new Date(at).toISOString() };
  const { log, error } = await invokeFunction(aws, store, { name: canary.name, event });
  expect(error).toBe('');
  await publishLog(aws, store, { lines: log, at });
  const { link = 'none', fix = '' } = log.find((line) => line.event === 'canary') ?? {};
  expect(fix).toBe(link === 'none' ? '' : `Run npx callvault doctor ${store.id}.`);
  return `${String(link)}: ${await alarmAt(aws, store, at)}`;
}

async function alarmAt(aws: LocalAws, store: Store, at: number): Promise<string | undefined> {
  const states = await evaluateAlarms(aws, store, {
    prefix: `${store.nameId}-arrivals-canary`,
    at: at + 60_000,
  });
  return states[`${store.nameId}-arrivals-canary`];
}

/** Tests that the canary of a deployed store rings and names each link that is broken. */
export function testCanaries(find: () => CanaryContext): void {
  test('a canary rings and names the link when the access key, the trust, the prefix and the key are broken in turn', async () => {
    const { aws, outputs, findStore } = find();
    const [video, calls] = [findStore('video-local'), findStore('calls-local')];
    const keyOf = ({ id }: Store) => String(outputs[id]?.recordings_key_arn);
    const keys = { video: keyOf(video), calls: keyOf(calls) };
    const place: CanaryPlace = { aws, video, calls, keys };
    const breaks = breaksOf(place);
    const run = async (id: 'video' | 'calls') => {
      let at = Date.now();
      // Each run is half an hour later, so that the alarm sees only its value.
      const next = () => fly(aws, place[id], (at += CANARY_SECONDS * 1_000));
      const seen = [await next()];
      for (const breakOne of Object.values(breaks[id])) {
        const repair = await breakOne();
        try {
          seen.push(await next());
        } finally {
          await repair();
        }
      }
      const healthy = await next();
      const later = await alarmAt(aws, place[id], at + 2 * CANARY_SECONDS * 1_000);
      return [
        ...seen,
        healthy,
        `without a run: ${later}`,
        `again: ${await alarmAt(aws, place[id], at)}`,
      ];
    };
    const about = (...links: readonly string[]) => [
      'none: OK',
      ...links.map((link) => `${link}: ALARM`),
      'none: OK',
      'without a run: ALARM',
      'again: OK',
    ];
    await expect(Promise.all([run('video'), run('calls')])).resolves.toEqual([
      about('credential', 'prefix', 'key'),
      about('trust', 'prefix', 'key'),
    ]);
    const s3 = new S3Client({
      endpoint: aws.endpoint,
      region: video.region,
      credentials: TEST_CREDENTIALS,
      forcePathStyle: true,
    });
    const Key = `${video.prefix}callvault-canary.txt`;
    const { ContentLength } = await s3.send(
      new HeadObjectCommand({ Bucket: video.bucketName, Key }),
    );
    expect(ContentLength).toBeLessThanOrEqual(LARGEST_TEST_BYTES);
  });
}
