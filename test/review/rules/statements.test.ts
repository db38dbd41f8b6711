import { change, findingsOf, idsOf } from '../change';

const trust = (Condition: object) => ({
  name: 'writer',
  assume_role_policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '111122223333' },
        Action: 'sts:AssumeRole',
        Condition,
      },
    ],
  }),
});

const ID = { StringEquals: { 'sts:ExternalId': 'worqhat' } };
const trusted = (before: object, after: object) =>
  change({ type: 'aws_iam_role', before: trust(before), after: trust(after) });

test.each<[string, object, string[]]>([
  ['one other value', { StringEquals: { 'sts:ExternalId': 'other' } }, ['external-id-changed']],
  ['the same value', { StringLike: { 'sts:ExternalId': 'worqhat' } }, []],
  [
    'one more value',
    { StringEquals: { 'sts:ExternalId': ['worqhat', 'other'] } },
    ['condition-loosened'],
  ],
  [
    'two other values',
    { StringEquals: { 'sts:ExternalId': ['a', 'b'] } },
    ['permission-removed', 'condition-loosened'],
  ],
  [
    'any other value',
    { StringNotEquals: { 'sts:ExternalId': 'worqhat' } },
    ['permission-removed', 'condition-loosened'],
  ],
  [
    'a pattern',
    { StringLike: { 'sts:ExternalId': 'a*' } },
    ['permission-removed', 'condition-loosened'],
  ],
  [
    'any case of the value',
    { StringEqualsIgnoreCase: { 'sts:ExternalId': 'worqhat' } },
    ['condition-loosened'],
  ],
  [
    'the value or none',
    { 'ForAllValues:StringEquals': { 'sts:ExternalId': 'worqhat' } },
    ['condition-loosened'],
  ],
  [
    'any value',
    { Null: { 'sts:ExternalId': 'false' } },
    ['permission-removed', 'condition-loosened'],
  ],
  ['any value or none', { Null: { 'sts:ExternalId': ['true', 'false'] } }, ['condition-removed']],
])('an external ID that must be %s has these findings', (_, condition, ids) => {
  expect(idsOf(trusted(ID, condition))).toEqual(ids);
});

const ranges = (count: number) => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
const fromRanges = (before: string[], after: string[]) =>
  findingsOf(
    trusted({ IpAddress: { 'aws:SourceIp': before } }, { IpAddress: { 'aws:SourceIp': after } }),
  );

test('the range that is added to a long list is shown first', () => {
  const [found] = fromRanges(ranges(8), [...ranges(8), '99.0.0.0/8']);
  expect(found).toEqual([
    'cidr-widened',
    'The trust policy of writer now allows requests from 99.0.0.0/8, 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16, 10.4.0.0/16 and 3 more. Until now, it allowed them only from 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16, 10.4.0.0/16, 10.5.0.0/16 and 2 more.',
  ]);
});

test('two halves of a range are the range', () => {
  expect(fromRanges(['10.0.0.0/8'], ['10.0.0.0/9', '10.128.0.0/9'])).toEqual([]);
  expect(fromRanges(['10.0.0.0/8'], ['10.0.0.0/9']).map(([id]) => id)).toEqual(['cidr-removed']);
});

test('the principal that is added to a long condition is shown first', () => {
  const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const readers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(arn);
  const [found] = findingsOf(
    trusted(
      { ArnLike: { 'aws:PrincipalArn': readers } },
      { ArnLike: { 'aws:PrincipalArn': [...readers, arn('new')] } },
    ),
  );
  expect(found?.[0]).toBe('principal-added');
  expect(found?.[1]).toMatch(/^arn:aws:iam::111122223333:role\/new, .* and 3 more can now perform/);
});

test('the value that is added to a long condition is shown first', () => {
  const values = Array.from({ length: 30 }, (_, index) => `organization-${index}`);
  const [found] = findingsOf(
    trusted(
      { StringEquals: { 'aws:PrincipalOrgID': values } },
      { StringEquals: { 'aws:PrincipalOrgID': [...values, 'z-new'] } },
    ),
  );
  expect(found?.[1]).toContain('under the condition aws:PrincipalOrgID StringEquals z-new, ');
});
