import {
  accountArn,
  bucketArn,
  checkKeyArn,
  checkRoleArn,
  principalArn,
  tryParseArn,
} from '../../core/arn';
import type { Problem } from '../../core/problem';

const ACCOUNT = '012345678901';
const HERE = { account: ACCOUNT, region: 'eu-central-1' };
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${KEY_ID}`;
const EXAMPLE = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/<key id>`;

test('ARNs are written in the partition they are of', () => {
  const scope = { partition: 'aws-us-gov', account: ACCOUNT } as const;
  expect(bucketArn('aws-cn', 'acme-calls')).toBe('arn:aws-cn:s3:::acme-calls');
  expect(accountArn(scope)).toBe(`arn:aws-us-gov:iam::${ACCOUNT}:root`);
  expect(principalArn(scope, 'user', 'twilio')).toBe(`arn:aws-us-gov:iam::${ACCOUNT}:user/twilio`);
});

test('an ARN falls into its parts', () => {
  expect(tryParseArn(KEY)).toEqual({
    partition: 'aws',
    service: 'kms',
    region: 'eu-central-1',
    account: ACCOUNT,
    resource: `key/${KEY_ID}`,
  });
  expect(tryParseArn('arn:aws:s3:::acme-calls/a:b')).toEqual({
    partition: 'aws',
    service: 's3',
    region: '',
    account: '',
    resource: 'acme-calls/a:b',
  });
});

test.each([
  ['', 'nothing'],
  ['arn:aws:s3:::', 'no resource'],
  ['arn:aws:kms:eu-central-1:12345678901:key/x', 'an account of eleven digits'],
  ['arn:aws:kms:eu-central-1:1234567890123:key/x', 'an account of thirteen digits'],
  ['arn:aws:iam::*:role/x', 'a wildcard for the account'],
  [`${KEY}\n`, 'a line feed behind'],
  [` ${KEY}`, 'a space in front'],
  ['arn:AWS:s3:::acme', 'upper case'],
  ['arn:aws:s3:::büro', 'a letter outside ASCII'],
])('%j is not an ARN: %s', (text) => {
  expect(tryParseArn(text)).toBeUndefined();
});

test.each([KEY, KEY.replace(KEY_ID, `mrk-${'0a'.repeat(16)}`)])('%s is the ARN of a key', (arn) => {
  expect(checkKeyArn(arn, HERE)).toEqual([]);
});

test.each(['alias/recordings', `arn:aws:kms:eu-central-1:${ACCOUNT}:alias/recordings`])(
  'the alias %s is refused',
  (alias) => {
    expect(checkKeyArn(alias, HERE)).toEqual<Problem[]>([
      {
        rule: 'kms-key-arn-not-alias',
        path: [],
        what: `${alias} is a KMS alias, which is resolved in the caller's account and not at each use`,
        fix: `Give the ARN of the key itself: ${EXAMPLE}.`,
      },
    ]);
  },
);

test.each([
  KEY_ID,
  '',
  KEY.replace(':kms:', ':s3:'),
  KEY.replace(KEY_ID, '*'),
  KEY.slice(0, -1),
  `${KEY}0`,
  KEY.replace(KEY_ID, KEY_ID.toUpperCase()),
  KEY.replace(KEY_ID, `mrk-${'0a'.repeat(15)}`),
])('%j is not the ARN of a key', (text) => {
  expect(checkKeyArn(text, HERE)).toEqual<Problem[]>([
    {
      rule: 'kms-key-arn',
      path: [],
      what: `${JSON.stringify(text)} is not the ARN of a KMS key`,
      fix: `Give the full ARN: ${EXAMPLE}.`,
    },
  ]);
});

test.each([
  ['partition', 'arn:aws:', 'arn:aws-cn:', 'aws-cn', 'aws'],
  ['region', 'eu-central-1', 'eu-west-1', 'eu-west-1', 'eu-central-1'],
  ['account', ACCOUNT, '999999999999', '999999999999', ACCOUNT],
])('a key of another %s is refused', (...row) => {
  const [part, from, to, is, expected] = row;
  expect(checkKeyArn(KEY.replace(from, to), HERE)).toEqual<Problem[]>([
    {
      rule: 'kms-key-arn-place',
      path: [],
      what: `${is} is the ${part} of this key, not ${expected}`,
      fix: `Use a key of account ${ACCOUNT} in eu-central-1.`,
    },
  ]);
});

test('a key that is wrong in all three is told all three', () => {
  const arn = `arn:aws-cn:kms:cn-north-1:999999999999:key/${KEY_ID}`;
  expect(checkKeyArn(arn, HERE).map(({ what }) => what)).toEqual([
    'aws-cn is the partition of this key, not aws',
    'cn-north-1 is the region of this key, not eu-central-1',
    `999999999999 is the account of this key, not ${ACCOUNT}`,
  ]);
});

test.each(['compliance', 'team/compliance', 'a+b=c,d.e@f-g_h'])('role/%s is taken', (name) => {
  const scope = { partition: 'aws', account: ACCOUNT } as const;
  expect(checkRoleArn(`arn:aws:iam::${ACCOUNT}:role/${name}`, scope)).toEqual([]);
});

test.each([
  'compliance',
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws:iam::${ACCOUNT}:user/compliance`,
  `arn:aws:iam::${ACCOUNT}:role/`,
  `arn:aws:iam::${ACCOUNT}:role/*`,
  `arn:aws:iam::${ACCOUNT}:role/compl?ance`,
  `arn:aws:iam::999999999999:role/compliance`,
  `arn:aws-cn:iam::${ACCOUNT}:role/compliance`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/compliance/session`,
])('%s is not a role of this account', (text) => {
  expect(checkRoleArn(text, { partition: 'aws', account: ACCOUNT })).toEqual<Problem[]>([
    {
      rule: 'role-arn-of-this-account',
      path: [],
      what: `${JSON.stringify(text)} is not the ARN of an IAM role of account ${ACCOUNT}`,
      fix: `Write it as arn:aws:iam::${ACCOUNT}:role/<name>, without wildcards.`,
    },
  ]);
});
