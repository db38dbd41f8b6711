import type { ReplicationConfiguration } from '@aws-sdk/client-s3';
import type { Observed } from '../../../../cli/doctor/observed';
import type { Examined } from '../../../../cli/doctor/examined';
import { compareDeployed } from '../../../../cli/doctor/checks';
import { expectedOf } from '../../../../cli/doctor/expected';
import { replicationStatements, type ReplicationScope } from '../../../../modules/replication';
import {
  but,
  type Case,
  deployed,
  edit,
  found,
  idsOf,
  KEY,
  missing,
  observed,
  OTHER_KEY,
  refused,
  REPLICA_KEY,
  stored,
} from '../deployed';
import { liveReplication } from '../deployed-monitoring';

const calls = deployed('calls-prod', (text) =>
  text.replace('integrity: {', 'replication: { region: eu-west-1 }\n    integrity: {'),
);
const plain = deployed('calls-prod');
const ended = deployed('calls-prod', (text) =>
  text.replace(
    'integrity: {',
    'replication: { region: eu-west-1, off: { since: 2026-11-20, reason: One region is enough } }\n    integrity: {',
  ),
);
const { store } = calls;
const configuration = liveReplication(store, REPLICA_KEY);
const [rule = {} as never] = configuration.Rules ?? [];

const replicates = (value: ReplicationConfiguration, of: Examined = calls) =>
  but(of, 'bucket', { replication: observed(value) });
const withRule = (change: object) =>
  replicates({ ...configuration, Rules: [{ ...rule, ...change }] });
const destination = (change: object) =>
  withRule({ Destination: { ...rule.Destination, ...change } });
const elsewhere = { ...rule, ID: 'mine', Destination: { Bucket: 'arn:aws:s3:::someone-elses' } };

type Replica = NonNullable<Examined['live']['replica']>;
const copy = (change: Partial<Replica>): Examined => ({
  ...calls,
  live: { ...calls.live, replica: { ...(calls.live.replica as Replica), ...change } },
});
const copyBucket = (change: Partial<Replica['bucket']>) =>
  copy({ bucket: { ...(calls.live.replica as Replica).bucket, ...change } });
const role = (change: Partial<Replica['role']>) =>
  copy({ role: { ...(calls.live.replica as Replica).role, ...change } });
const STATEMENTS = replicationStatements(calls.expected.replication as ReplicationScope);
const key = (state: string) =>
  copy({
    key: { ...(calls.live.replica as Replica).key, state: observed({ state }) } as Replica['key'],
  });

test('a store with a copy has no findings while it is deployed as its environment file describes it', () => {
  expect(idsOf(calls)).toEqual([]);
});

test.each<Case>([
  ['no replication', ['replication-missing'], but(calls, 'bucket', { replication: missing })],
  ['no rule', ['replication-missing'], replicates({ ...configuration, Rules: [] })],
  ['a disabled rule', ['replication-disabled'], withRule({ Status: 'Disabled' })],
  [
    'another role',
    ['replication-changed'],
    replicates({ ...configuration, Role: 'arn:aws:iam::111111111111:role/mine' }),
  ],
  ['another bucket', ['replication-changed'], destination({ Bucket: 'arn:aws:s3:::mine' })],
  ['another account', ['replication-changed'], destination({ Account: '999999999999' })],
  [
    'another key',
    ['replication-changed'],
    destination({ EncryptionConfiguration: { ReplicaKmsKeyID: OTHER_KEY } }),
  ],
  ['another storage class', ['replication-changed'], destination({ StorageClass: 'GLACIER' })],
  ['another folder', ['replication-changed'], withRule({ Filter: { Prefix: 'recordings/a/' } })],
  [
    'a tag',
    ['replication-changed'],
    withRule({ Filter: { And: { Prefix: store.prefix, Tags: [{ Key: 'a', Value: 'b' }] } } }),
  ],
  [
    'no objects of KMS',
    ['replication-changed'],
    withRule({ SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Disabled' } } }),
  ],
  [
    'delete markers',
    ['replication-changed'],
    withRule({ DeleteMarkerReplication: { Status: 'Enabled' } }),
  ],
  [
    'a second rule',
    ['replication-gained'],
    replicates({ ...configuration, Rules: [rule, elsewhere] }),
  ],
  [
    'a copy of a store that should have none',
    ['replication-gained'],
    replicates({ Role: 'r', Rules: [elsewhere] }, plain),
  ],
  ['replication that is off', [], but(ended, 'bucket', { replication: missing })],
  [
    'replication that is off and still copies',
    ['replication-changed'],
    replicates(configuration, ended),
  ],
  [
    'replication that is off and copies elsewhere',
    ['replication-gained'],
    replicates({ Role: 'r', Rules: [elsewhere] }, ended),
  ],
  ['no role', ['replication-role-missing'], role({ self: missing })],
  ['a role without its policy', ['replication-role-missing'], role({ policy: missing })],
  [
    'a role with another policy',
    ['replication-role-changed'],
    role({ others: observed(['arn:aws:iam::aws:policy/ReadOnlyAccess']) }),
  ],
  [
    'a role that may not list the bucket',
    ['replication-role-changed'],
    role({ policy: stored(edit(STATEMENTS, ',"s3:ListBucket"', '')) }),
  ],
  [
    'a role without the permissions boundary of the environment, and the vendor’s and the check’s',
    Array<string>(3).fill('permissions-boundary-missing'),
    { ...calls, expected: { ...calls.expected, boundaryArn: 'arn:aws:iam::aws:policy/limit' } },
  ],
  ['no bucket', ['bucket-missing'], copyBucket({ region: missing })],
  ['a copy without versions', ['versioning-off'], copyBucket({ versioning: missing })],
  ['a copy that expires', ['lifecycle-missing'], copyBucket({ lifecycle: missing })],
  ['a public copy', ['public-access-block'], copyBucket({ openTo: missing })],
  [
    'a copy of the copy',
    ['replication-gained'],
    copyBucket({ replication: observed({ Role: 'r', Rules: [elsewhere] }) }),
  ],
  ['a disabled key of the copy', ['key-disabled'], key('Disabled')],
  ['a copy that AWS does not show', ['could-not-look'], copyBucket({ versioning: refused })],
])('%s is %j', (_, ids, examined) => {
  expect(idsOf(examined)).toEqual(ids);
  expect(compareDeployed(examined).filter(({ severity }) => severity !== 'risk')).toEqual([]);
});

test('a rule that AWS returns with what it is by default is the same rule', () => {
  const more = {
    ExistingObjectReplication: { Status: 'Disabled' },
    SourceSelectionCriteria: {
      ...rule.SourceSelectionCriteria,
      ReplicaModifications: { Status: 'Disabled' },
    },
  };
  expect(idsOf(withRule(more))).toEqual([]);
});

test('a finding about the copy names its bucket', () => {
  expect(found(copyBucket({ versioning: observed('Suspended') }))).toMatchObject({
    link: 'replication',
    what: 'The bucket acme-calls-replica keeps no old versions: replaced and deleted recordings are lost at once (replica acme-calls-replica)',
  });
});

test('a finding about the replication shows what differs', () => {
  expect(found(destination({ Bucket: 'arn:aws:s3:::mine' }))).toEqual({
    id: 'replication-changed',
    link: 'replication',
    severity: 'risk',
    what: 'The replication to acme-calls-replica differs from the environment file',
    evidence: [
      'rule all',
      'destination.bucket: arn:aws:s3:::mine; expected arn:aws:s3:::acme-calls-replica',
    ],
    fix: 'Run npx cdktf diff calls-prod to see the difference, and npx cdktf deploy calls-prod to restore it.',
  });
});

test('a key of the copy that AWS does not show is not compared', () => {
  const unknown: Observed<never> = refused;
  const all = { aliased: unknown, state: unknown, policy: unknown, rotates: unknown };
  const hidden = copy({ key: { alias: 'alias/calls-prod-replica', arn: undefined, ...all } });
  const expected = expectedOf(store, undefined, { source: KEY });
  expect(idsOf({ ...hidden, expected })).toEqual(['could-not-look']);
});
