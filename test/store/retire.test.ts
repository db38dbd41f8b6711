import { trustStatement } from '../../modules/trust';
import { roleStatements } from '../../modules/access-role';
import { userStatements } from '../../modules/access-user';
import { resolve } from '../vendors/resolve';
import { synthesize } from '../stacks/synthesized';
import { change, found } from '../config/base';

const RETIRE = { since: '2026-11-20', reason: 'The contract has ended' };
const SETTINGS: Readonly<Record<string, object>> = {
  role: { vendor: 'worqhat' },
  user: { vendor: 'twilio', recordings: true, compositions: false, retention: { days: 90 } },
  'bucket policy': {
    vendor: 'custom',
    title: 'Other',
    access: {
      kind: 'bucket-policy',
      principal: { service: 'mediapipelines.chime.amazonaws.com' },
    },
    actions: { object: ['s3:PutObject'] },
  },
};
const retired = (kind: string, more: object = {}) =>
  resolve({ ...SETTINGS[kind], retire: { ...RETIRE, ...more } });

const VENDOR_IS_RETIRED = {
  Sid: 'VendorIsRetired',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
};

test('no principal can assume the role of a retired store, and open sessions end', () => {
  const { access } = retired('role');
  if (access.kind !== 'role') throw new Error(access.kind);
  expect(trustStatement(access.props.trust)).toMatchObject({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'],
  });
  expect(roleStatements(access.props)).toEqual([VENDOR_IS_RETIRED]);
});

test('the user of a retired store is denied everything', () => {
  const { access } = retired('user');
  if (access.kind !== 'user') throw new Error(access.kind);
  expect(userStatements(access.props)).toEqual([VENDOR_IS_RETIRED]);
});

test.each(Object.keys(SETTINGS))(
  'the bucket of a retired store with a %s denies the vendor everything and everyone to write, and allows nothing',
  (kind) => {
    const { bucket, keyUses, store } = retired(kind);
    const statements = bucket.slice(-2);
    expect(statements.map(({ Sid, Effect }) => `${Sid} ${Effect}`)).toEqual([
      'DenyNewRecordings Deny',
      'DenyRetiredVendor Deny',
    ]);
    expect(statements[0]).toMatchObject({
      Principal: '*',
      Action: ['s3:PutObject', 's3:ReplicateObject'],
    });
    expect(statements[1]).toMatchObject(
      kind === 'bucket policy'
        ? { Principal: { Service: 'mediapipelines.chime.amazonaws.com' }, Action: 's3:*' }
        : {
            Principal: '*',
            Condition: { ArnEquals: { 'aws:PrincipalArn': store.principalArn } },
          },
    );
    expect(bucket.filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
    expect(keyUses.map(({ sid }) => sid)).toEqual([]);
  },
);

test('readers keep the key of a retired store', () => {
  const readers = ['arn:aws:iam::111111111111:role/compliance'];
  const { keyUses } = resolve({ ...SETTINGS.role, readers, retire: RETIRE });
  expect(keyUses.map(({ sid }) => sid)).toEqual(['ReadersDecryptThroughS3']);
});

const file = (retire: string) =>
  change('    bucket: acme-calls\n', `    bucket: acme-calls\n    retire: ${retire}\n`);
const stackOf = (retire: string) => {
  const text = file(retire);
  const [stack] = synthesize([{ file: 'environments/prod.yaml', text }], 'calls-prod');
  if (!stack) throw new Error('no stack');
  return stack;
};

test('a retired store stays protected, and its outputs say until when it remains', () => {
  const stack = stackOf('{ since: 2026-11-20, reason: The contract has ended }');
  const guarded = stack.all('aws_s3_bucket').map(([, { lifecycle }]) => lifecycle);
  expect(guarded).toEqual(guarded.map(() => ({ prevent_destroy: true })));
  const { output } = JSON.parse(stack.text) as { output: { retired: { value: object } } };
  expect(output.retired.value).toEqual({
    since: '2026-11-20',
    reason: 'The contract has ended',
    readable_until: '2028-11-20',
    gone_by: '2028-12-22',
  });
});

test('with destroy, only logs and reports can be destroyed with content, and keys after the buckets', () => {
  const stack = stackOf(
    '{ since: 2026-11-20, reason: The contract has ended, destroy: true }\n    objectLock: { mode: governance, days: 30 }',
  );
  const buckets = stack.all('aws_s3_bucket').map(([, each]) => each);
  expect(
    buckets.map(({ bucket, force_destroy: force }) => `${String(bucket)} ${String(force)}`).sort(),
  ).toEqual(['acme-calls false', 'acme-calls-logs true', 'acme-calls-reports true']);
  const keys = stack.all('aws_kms_key').map(([name]) => `aws_kms_key.${name}`);
  expect(keys).toHaveLength(2);
  for (const each of buckets) expect(each.depends_on).toEqual(keys);
  expect(stack.text).not.toContain('"prevent_destroy": true');
});

test('the check of a retired store expects recordings up to its last day', () => {
  const { store } = resolve({
    ...SETTINGS.role,
    integrity: { source: 'manifest' },
    retire: RETIRE,
  });
  expect(store.integrity?.check.until).toBe('2026-11-20');
});

test.each([
  ['{ since: 2026-11-20, reason: The contract has ended }', []],
  ['{ since: 2026-02-30, reason: The contract has ended }', ['retire-since']],
  ['{ since: soon, reason: The contract has ended }', ['retire-since']],
  ['{ since: 2999-01-01, reason: The contract has ended }', ['retire-since']],
])('retire: %s leads to %j', (retire, rules) => {
  expect(found(file(retire)).map((each) => Object.values(each).join(' '))).toEqual(
    rules.map((rule) => expect.stringContaining(rule) as string),
  );
});
