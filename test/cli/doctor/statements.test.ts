import { compareStatements } from '../../../cli/doctor/statements';
import type { Statement } from '../../../core/policy';
import { readStatements } from '../../../core/policy-statement';
import { asLive } from './deployed';

const put: Statement = {
  Sid: 'Put',
  Effect: 'Allow',
  Action: ['s3:PutObject', 's3:GetObject'],
  Principal: { AWS: 'arn:aws:iam::111111111111:root' },
  Resource: 'arn:aws:s3:::b/*',
  Condition: { StringEquals: { 'sts:ExternalId': 'acme' } },
};
const tls: Statement = {
  Sid: 'Tls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['b', 'b/*'],
};
const expected = [put, tls];

test.each<[string, object[]]>([
  ['the order of statements', [tls, put]],
  ['the order of a list', [{ ...put, Action: ['s3:GetObject', 's3:PutObject'] }, tls]],
  ['one value in a list', [{ ...put, Resource: ['arn:aws:s3:::b/*'] }, tls]],
  ['a repeated value', [put, { ...tls, Resource: ['b/*', 'b', 'b'] }]],
  ['the case of actions', [{ ...put, Action: ['S3:putobject', 's3:GetObject'] }, tls]],
  ['an account by its number', [{ ...put, Principal: { AWS: '111111111111' } }, tls]],
  ['everyone in its other form', [put, { ...tls, Principal: { AWS: '*' } }]],
  [
    'the case of a condition key',
    [{ ...put, Condition: { StringEquals: { 'sts:externalid': ['acme'] } } }, tls],
  ],
  ['another Sid', [{ ...put, Sid: 'Other' }, tls]],
])('%s is not a difference', (_, live) => {
  expect(compareStatements(expected, asLive(live))).toEqual([]);
});

test('a statement without a list is read like a list of one', () => {
  expect(compareStatements([tls], readStatements(JSON.stringify({ Statement: tls })))).toEqual([]);
});

test('a changed statement is reported with its Sid and its differing elements', () => {
  const live = { ...put, Action: 's3:PutObject', Condition: { Bool: { 'aws:A': true } } };
  expect(compareStatements(expected, asLive([live, tls]))).toEqual([
    {
      kind: 'changed',
      sid: 'Put',
      effect: 'Allow',
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
  expect(compareStatements(expected, asLive([live, tls]))).toMatchObject([
    { kind: 'changed', parts: [{ expected: ['acme'], live: ['Acme'] }] },
  ]);
});

test('an Allow that became a Deny is one lost and one gained statement', () => {
  const live = { ...put, Effect: 'Deny' };
  expect(compareStatements(expected, asLive([live, tls]))).toMatchObject([
    { kind: 'lost', sid: 'Put', effect: 'Allow' },
    { kind: 'gained', sid: 'Put', effect: 'Deny' },
  ]);
});

test('a lost statement and a gained one without Sid are reported with all their elements', () => {
  const own = { Effect: 'Deny', Action: 's3:*' };
  expect(compareStatements(expected, asLive([put, own]))).toEqual([
    {
      kind: 'lost',
      sid: 'Tls',
      effect: 'Deny',
      parts: [
        { name: 'Action', expected: ['s3:*'], live: [] },
        { name: 'Principal.AWS', expected: ['*'], live: [] },
        { name: 'Resource', expected: ['b', 'b/*'], live: [] },
      ],
    },
    {
      kind: 'gained',
      sid: '',
      effect: 'Deny',
      parts: [{ name: 'Action', expected: [], live: ['s3:*'] }],
    },
  ]);
});
