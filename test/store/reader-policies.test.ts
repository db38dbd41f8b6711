import * as fs from 'node:fs';
import { type Caller, type Context, decide } from '../../access/decide';
import { findStore } from '../../cli/find-store';
import { READER_TASKS, type ReaderTask, readerStatements } from '../../store/reader-policies';
import { engine } from '../access/world';
import { environmentsOf } from '../environments';

const ACCOUNT = '111111111111';
const STORE = `    vendor: worqhat
    retention: { days: 90 }
`;
const environments = environmentsOf([
  {
    file: 'environments/prod.yaml',
    text: `account: '${ACCOUNT}'
region: eu-central-1
type: production
state: { backend: s3, bucket: acme-state }
stores:
  calls:
    bucket: acme-calls
    replication: { region: eu-west-1 }
    integrity: { source: manifest }
    batchJobs: true
${STORE}  plain:
    bucket: acme-plain
${STORE}`,
  },
]);
const { store } = findStore('calls-prod', environments);

function readerFor(task: ReaderTask): Caller {
  const policy = { Version: '2012-10-17', Statement: readerStatements(store, task) };
  return {
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/session`,
    policies: [{ name: task, policy }],
    context: {
      'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/reader`,
      'aws:PrincipalAccount': ACCOUNT,
    },
  };
}

const BUCKET = 'arn:aws:s3:::acme-calls';
const COPY = `${BUCKET}-replica/a.wav`;
const REPORTS = `${BUCKET}-reports`;
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d`;

/** The policy of a key that lets the policies of the account decide. */
const keyPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Account',
      Effect: 'Allow' as const,
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};
const through = (bucket: string): Context => ({
  'kms:ViaService': 's3.eu-central-1.amazonaws.com',
  'kms:EncryptionContext:aws:s3:arn': bucket,
});
const ROLE = `arn:aws:iam::${ACCOUNT}:role/recordings-batch-calls-prod`;
const COPY_LOGS = `${BUCKET}-replica-logs`;
const passedTo = (service: string): Context => ({
  'iam:PassedToService': `${service}.amazonaws.com`,
});
const LOGGED = ['restore', 'hold', 'erase'];

test.each<[action: string, resource: string, tasks: readonly string[], context?: Context]>([
  ['s3:ListBucketVersions', BUCKET, READER_TASKS],
  ['s3:GetObjectVersion', `${BUCKET}/a.wav`, READER_TASKS],
  ['s3:GetObject', COPY, READER_TASKS],
  ['s3:ListBucket', REPORTS, READER_TASKS],
  ['s3:RestoreObject', COPY, ['restore']],
  ['s3:DeleteObjectVersion', `${BUCKET}/a.wav`, ['restore', 'erase']],
  ['s3:AbortMultipartUpload', COPY, ['erase']],
  ['s3:ListBucketMultipartUploads', BUCKET, ['erase']],
  ['s3:PutObjectLegalHold', COPY, ['hold']],
  ['s3:GetBucketObjectLockConfiguration', BUCKET, ['hold']],
  ['s3:PutObject', `${REPORTS}/journal/a`, LOGGED],
  ['s3:PutObject', `${REPORTS}/holds/a`, ['hold']],
  ['s3:DeleteObject', `${REPORTS}/holds/a`, ['hold']],
  ['s3:PutObject', `${REPORTS}/reports/a`, []],
  ['s3:PutObject', `${BUCKET}/a.wav`, []],
  ['s3:DeleteObject', `${BUCKET}/a.wav`, []],
  ['s3:BypassGovernanceRetention', `${BUCKET}/a.wav`, []],
  ['s3:PutObjectRetention', `${BUCKET}/a.wav`, []],
  ['s3:PutBucketPolicy', BUCKET, []],
  ['s3:ListBucket', 'arn:aws:s3:::acme-plain', []],
  ['s3:CreateJob', '*', ['hold'], { 's3:RequestJobOperation': 'S3PutObjectLegalHold' }],
  ['s3:CreateJob', '*', ['restore'], { 's3:RequestJobOperation': 'S3InitiateRestoreObject' }],
  ['s3:CreateJob', '*', [], { 's3:RequestJobOperation': 'LambdaInvoke' }],
  ['s3:DescribeJob', `arn:aws:s3:eu-west-1:${ACCOUNT}:job/a`, ['restore', 'hold']],
  ['iam:PassRole', ROLE, ['restore', 'hold'], passedTo('batchoperations.s3')],
  ['iam:PassRole', ROLE, [], passedTo('lambda')],
  ['s3:PutObject', `${COPY_LOGS}/batch-jobs/manifests/a`, ['restore', 'hold']],
  ['s3:GetObject', `${COPY_LOGS}/batch-jobs/reports/a`, ['restore', 'hold']],
  ['s3:PutObject', `${COPY_LOGS}/batch-jobs/reports/a`, []],
  ['s3:GetObject', `${COPY_LOGS}/acme-calls-replica/a`, []],
  ['kms:Decrypt', KEY, ['listen', 'restore'], through(BUCKET)],
  ['kms:Decrypt', KEY, [], through('arn:aws:s3:::acme-plain')],
  ['kms:Decrypt', KEY, [], {}],
  ['kms:GenerateDataKey', KEY, LOGGED, through(REPORTS)],
  ['kms:GenerateDataKey', KEY, [], through(BUCKET)],
])('%s of %s is allowed to those who %j', async (...row) => {
  const [action, resource, tasks, context = {}] = row;
  const resourcePolicy = resource === KEY ? keyPolicy : undefined;
  const request = { action, resource, account: ACCOUNT, resourcePolicy, context };
  const decided = await Promise.all(
    READER_TASKS.map(async (task) => ({
      task,
      ...(await decide(engine(), readerFor(task), request)),
    })),
  );
  expect(decided.filter(({ allowed }) => allowed).map(({ task }) => task)).toEqual(tasks);
});

test('without a bucket of reports and a replica, a policy names neither', () => {
  const { store: plain } = findStore('plain-prod', environments);
  for (const task of READER_TASKS) {
    expect(JSON.stringify(readerStatements(plain, task))).not.toMatch(/-reports|-replica|batch/);
  }
});

test('docs/give-access.md shows the policy of a hold', () => {
  const [, text = ''] =
    /<!-- policy hold -->\s+```json\n([^]*?)```/.exec(
      fs.readFileSync('docs/give-access.md', 'utf8'),
    ) ?? [];
  const alone = { ...store, replica: undefined, batchJobs: undefined };
  expect(JSON.parse(text)).toEqual({
    Version: '2012-10-17',
    Statement: readerStatements(alone, 'hold'),
  });
});
