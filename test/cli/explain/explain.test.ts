import { explain, MissingEngineError } from '../../../cli/explain/explain';
import { findStore } from '../../../cli/find-store';
import { renderAccess } from '../../../cli/explain/render';
import { describeStatements } from '../../../cli/explain/statements';
import { GOOD } from '../../config/base';
import { engine } from '../../access/world';
import { environmentsOf } from '../../environments';

const environments = environmentsOf('test/access/environments');
const explainStack = (id: string) => explain(findStore(id, environments), engine);
const rowsOf = async (id: string) => (await explainStack(id)).access;

test('a vendor that is restricted to its network can write only from inside', async () => {
  const rows = await rowsOf('calls-network-prod');
  const put = rows.filter(
    ({ who, to, does }) => who === 'vendor' && to === 'recording' && does.includes('put'),
  );
  expect(put.map(({ from, allowed, by }) => ({ from, allowed, by }))).toEqual([
    {
      from: 'inside',
      allowed: true,
      by: ['PushRecordings', 'UseRecordingsKey', 'VendorUsesKeyThroughS3'],
    },
    { from: 'outside', allowed: false, by: ['DenyVendorOffNetwork'] },
    { from: 'another VPC endpoint', allowed: false, by: ['DenyVendorOffNetwork'] },
    { from: 'inside, plain HTTP', allowed: false, by: ['EnforceSSLOnly'] },
    { from: 'inside, TLS 1.1', allowed: false, by: ['DenyOldTls'] },
    { from: 'inside, AES256', allowed: false, by: ['DenyOtherEncryption'] },
    { from: 'inside, foreign key', allowed: false, by: ['DenyOtherKey'] },
    { from: 'inside, SSE-C', allowed: false, by: ['DenyCustomerKeys'] },
  ]);
});

test('explain leaves out callers and resources that a store does not have', async () => {
  const rows = await rowsOf('chime-prod');
  expect(rows.filter(({ to }) => to === 'role' || to === 'secret')).toEqual([]);
  const who = new Set((await rowsOf('zoom-prod')).map((row) => row.who));
  expect(who.has('reader')).toBe(false);
  expect(who.has('vendor itself')).toBe(false);
});

test('explain says what the functions of a store may do with recordings', async () => {
  const allowedTo = async (id: string, caller: string) =>
    (await rowsOf(id))
      .filter(({ who, allowed }) => who === caller && allowed)
      .map(({ does, to }) => `${does.join(', ')} ${to}`);
  expect(await allowedTo('listed-prod', 'integrity check')).toEqual(['list recording']);
  expect(await allowedTo('read-prod', 'integrity check')).toEqual([
    'list recording',
    'get metadata',
  ]);
  expect(await allowedTo('meetings-prod', 'arrivals')).toEqual([]);
  expect(await allowedTo('video-prod', 'canary')).toEqual(['read secret secret']);
  expect(await allowedTo('calls-prod', 'canary')).toEqual(['read secret secret']);
  const rows = await rowsOf('meetings-prod');
  expect(rows.find(({ who, to }) => who === 'arrivals' && to === 'recording')?.does).toContain(
    'get',
  );
  expect(rows.filter(({ who }) => who === 'integrity check')).toEqual([]);
});

test('explain says that a canary can assume a role that trusts its own account', async () => {
  const text = GOOD.replace(
    'stores:',
    `stores:
  own:
    vendor: custom
    title: Acme Recorder
    bucket: acme-own
    prefix: own/
    canary: true
    access:
      kind: assume-role
      principals: ['arn:aws:iam::111111111111:root']
      externalId: a-8f14e45f-ceea
      externalIdSource: tenant
    actions: { object: [s3:PutObject] }
    retention: { days: 730 }`,
  );
  const own = findStore('own-prod', environmentsOf([{ file: 'prod.yaml', text }]));
  const { access } = await explain(own, engine);
  const canary = access.filter(({ who, to }) => who === 'canary' && to === 'role');
  expect(canary.map(({ from, allowed, by }) => ({ from, allowed, by }))).toEqual([
    { from: 'right id', allowed: true, by: ['AssumeVendorRole', 'VendorAssumesRole'] },
    { from: 'wrong id', allowed: false, by: [] },
    { from: 'no id', allowed: false, by: [] },
  ]);
});

test('explain includes the replica, if the store has one', async () => {
  const rows = await rowsOf('copied-prod');
  const replica = rows.filter(({ to }) => to === 'replica');
  expect(replica).toContainEqual({
    who: 'replication',
    from: '',
    to: 'replica',
    does: ['replicate'],
    allowed: true,
    by: ['WriteReplicas', 'EncryptReplicas', 'ReplicationEncryptsThroughS3'],
  });
  expect(replica.filter(({ allowed, does }) => allowed && does.includes('put'))).toEqual([]);
  const byJobs = replica.filter(({ who, allowed }) => allowed && who === 'batch jobs');
  expect(byJobs.map(({ does, by }) => [does, by])).toEqual([
    [['hold'], ['HoldObjects']],
    [['restore'], ['RestoreObjects']],
  ]);
  expect((await rowsOf('calls-prod')).filter(({ to }) => to === 'replica')).toEqual([]);
});

test('the most important answers are sentences', async () => {
  const text = renderAccess(await explainStack('video-prod'));
  expect(text.split('\n').slice(0, 5)).toEqual([
    'video-prod: recordings in s3://acme-video/twilio/prod/',
    'The vendor writes as user recordings-video-prod.',
    'It can, with recordings: put, put in parts, abort upload.',
    'It cannot: get, get version, put acl, put tags, delete, delete version, bypass lock.',
    'Recordings can be read by: reader.',
  ]);
  expect(text).toContain(
    '  UploadUserDenyOutsideFolder (user recordings-video-prod) denies s3:* outside arn:aws:s3:::acme-video/twilio/prod/*',
  );
  expect(text).toContain('      when aws:SecureTransport is false');
});

test('conditions are described in words', async () => {
  const { stack } = await explainStack('calls-network-prod');
  const conditions = (sid: string) =>
    describeStatements(stack).find((statement) => statement.sid === sid)?.conditions;
  expect(conditions('VendorAssumesRole')).toBe(
    'sts:ExternalId is 7c9e6679-7425-40de-944b-e07fc1f90ae7',
  );
  expect(conditions('DenyVendorOffNetwork')).toBe(
    'aws:PrincipalArn is arn:aws:iam::111111111111:role/recordings-calls-network-prod and ' +
      'aws:SourceIp, if present, is not in 203.0.113.0/24 or 2001:db8:0:1::/64 and ' +
      'aws:ViaAWSService, if present, is false',
  );
  expect(conditions('DenyCustomerKeys')).toBe(
    's3:x-amz-server-side-encryption-customer-algorithm is present',
  );
});

test('without the engine, the error says how to install it', async () => {
  const explained = explain(findStore('calls-prod', environments), () => undefined);
  await expect(explained).rejects.toThrow(MissingEngineError);
  await expect(explained).rejects.toThrow('npm install --no-save @cloud-copilot/iam-simulate@');
});
