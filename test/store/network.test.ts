import { recordingsBucketStatements } from '../../store/access-policies';
import { change, found, GOOD } from '../config/base';
import { loadEnvironments } from '../../config/load';

const NETWORK = `
    access:
      kind: bucket-policy
      principal: { service: mediapipelines.chime.amazonaws.com }
      sourceAccount: '111111111111'
    sourceIp:
      mode: enforce
      cidrs: [203.0.113.0/24]`;

/** The Allow statements of the bucket of a vendor that writes as itself. */
function allows(settings: string) {
  const start = GOOD.indexOf('    access:\n      kind: assume-role');
  const end = GOOD.indexOf('    actions:', start);
  const text = `${GOOD.slice(0, start)}${settings.slice(1)}\n${GOOD.slice(end)}`;
  const { environments, problems } = loadEnvironments([{ file: 'environments/prod.yaml', text }]);
  expect(problems.filter(({ warning }) => !warning)).toEqual([]);
  const store = environments[0]?.stores.find(({ name }) => name === 'other');
  if (!store) throw new Error('no store');
  return recordingsBucketStatements(
    store,
    'arn:key',
  )(store.bucketArn)
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Sid, Condition }) => [Sid, Condition]);
}

const ACCOUNT = { StringEquals: { 'aws:SourceAccount': '111111111111' } };
const ADDRESS = { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } };

test('a vendor that writes as itself is limited to its addresses', () => {
  expect(allows(NETWORK)).toEqual([['WriteRecordings', { ...ACCOUNT, ...ADDRESS }]]);
});

test('with endpoints it is limited to its addresses or its endpoints', () => {
  const endpoints = ['vpce-0a1b2c3d4e5f60718'];
  expect(allows(`${NETWORK}\n      vpcEndpoints: [${endpoints.join()}]`)).toEqual([
    ['WriteRecordings', { ...ACCOUNT, ...ADDRESS }],
    [
      'WriteRecordingsThroughEndpoint',
      { StringEquals: { ...ACCOUNT.StringEquals, 'aws:SourceVpce': endpoints } },
    ],
  ]);
});

const RANDOM = [
  '7294018365520417',
  '7rq2k9wz2026-11-26',
  'acme-7rq2k9wz',
  'xkqjvbzwpmrdyghc',
  'aKdjWqPzLmXc',
];

test.each([
  'ab',
  '12345',
  '123456789012345',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  'abcdefgh',
  'abcd1234',
  'qwertyuiop-4321',
  '12345678-1234-1234-1234-123456789012',
  '1234567890123456789',
  'Password-123',
  'acme_recordings_prod_2026',
  'external-id-for-us',
  '1111222233334444555',
  '11111111-2222-3333-4444-555555555555',
  'a1b2c3d4e5f6a7b8',
  '1a2b3c4d5e6f7a8b9c',
  '2026-11-26-2026-11-27',
  'contract-20261126',
  'letmein-please',
  'winter2026x',
  'P4ssw0rd1234',
  'hunter2hunter2',
  'zaq12wsx',
  'uuid-goes-here',
  'correcthorse',
  'prod-eu-central-1',
  '123e4567-e89b-12d3-a456-426614174000',
  '550E8400-E29B-41D4-A716-446655440000',
  '3141592653589793',
  'xkqjvbzwpmrt',
  'xkqjvbzwpmrdyghc',
  'aKdjWqPzLmXc',
  '7294018365520417',
  '7rq2k9wz2026-11-26',
  'acme-7rq2k9wz',
])('the external id %s can be guessed, unless enough of it is random', (value) => {
  const text = change('externalId: 0d9a7c1e-6a0b-4a55', `externalId: '${value}'`);
  expect(found(text)).toMatchObject(
    RANDOM.includes(value) ? [] : [{ rule: 'external-id-not-guessable' }],
  );
});
