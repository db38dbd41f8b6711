import { compareStatements } from '../../../cli/doctor/statements';

const put = {
  ...{ Sid: 'Put', Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'] },
  ...{ Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Resource: 'arn:aws:s3:::b/*' },
  Condition: { StringEquals: { 'sts:ExternalId': 'acme' } },
};
const tls = { Sid: 'Tls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['b', 'b/*'] };
const expected = { Statement: [put, tls] };

test.each<[string, object[]]>([
  ['the order of statements', [tls, put]],
  ['the order of a list', [{ ...put, Action: ['s3:GetObject', 's3:PutObject'] }, tls]],
  ['one value in a list', [{ ...put, Resource: ['arn:aws:s3:::b/*'] }, tls]],
  ['a value that stands twice', [put, { ...tls, Resource: ['b/*', 'b', 'b'] }]],
  ['the case of actions', [{ ...put, Action: ['S3:putobject', 's3:GetObject'] }, tls]],
  ['an account by its number', [{ ...put, Principal: { AWS: '111111111111' } }, tls]],
  ['everybody in its other form', [put, { ...tls, Principal: { AWS: '*' } }]],
  [
    'the case of a condition key',
    [{ ...put, Condition: { StringEquals: { 'sts:externalid': ['acme'] } } }, tls],
  ],
  ['another Sid', [{ ...put, Sid: 'Other' }, tls]],
])('%s is no difference', (_, live) => {
  expect(compareStatements(expected, { Statement: live as never })).toEqual([]);
});

test('a statement that stands without a list is read like a list of one', () => {
  expect(compareStatements({ Statement: [tls] }, { Statement: tls })).toEqual([]);
});

test('a changed statement is told of by its Sid and by what is not the same', () => {
  const live = { ...put, Action: 's3:PutObject', Condition: { Bool: { 'aws:A': true } } };
  expect(compareStatements(expected, { Statement: [live, tls] })).toEqual([
    {
      ...{ kind: 'changed', sid: 'Put', effect: 'Allow' },
      parts: [
        { name: 'Action', expected: ['s3:getobject', 's3:putobject'], live: ['s3:putobject'] },
        { name: 'Condition.StringEquals.sts:externalid', expected: ['acme'], live: [] },
        { name: 'Condition.Bool.aws:a', expected: [], live: ['true'] },
      ],
    },
  ]);
});

test('the case of a condition’s value is a difference', () => {
  const live = { ...put, Condition: { StringEquals: { 'sts:ExternalId': 'Acme' } } };
  expect(compareStatements(expected, { Statement: [live, tls] })).toMatchObject([
    { kind: 'changed', parts: [{ expected: ['acme'], live: ['Acme'] }] },
  ]);
});

test('an Allow that became a Deny is gone, and something else has come', () => {
  const live = { ...put, Effect: 'Deny' };
  expect(compareStatements(expected, { Statement: [live, tls] })).toMatchObject([
    { kind: 'lost', sid: 'Put', effect: 'Allow' },
    { kind: 'gained', sid: 'Put', effect: 'Deny' },
  ]);
});

test('a statement that is gone, and one without Sid that has come, are told of', () => {
  const own = { Effect: 'Deny', Action: 's3:*' };
  expect(compareStatements(expected, { Statement: [put, own] })).toEqual([
    {
      ...{ kind: 'lost', sid: 'Tls', effect: 'Deny' },
      parts: [
        { name: 'Action', expected: ['s3:*'], live: [] },
        { name: 'Principal.AWS', expected: ['*'], live: [] },
        { name: 'Resource', expected: ['b', 'b/*'], live: [] },
      ],
    },
    {
      ...{ kind: 'gained', sid: '', effect: 'Deny' },
      parts: [{ name: 'Action', expected: [], live: ['s3:*'] }],
    },
  ]);
});
