import { readStatement } from '../../core/policy-statement';
import { decideServiceRequest } from '../../core/service-request';

const TOPIC = 'arn:aws:sns:eu-central-1:111111111111:ours';
const SERVICE = 'cloudwatch.amazonaws.com';
const request = {
  service: SERVICE,
  action: 'sns:Publish',
  resource: TOPIC,
  context: {
    'aws:sourceaccount': '111111111111',
    'aws:sourcearn': 'arn:aws:cloudwatch:eu-central-1:111111111111:alarm:calls',
    'aws:securetransport': 'true',
  },
};

const statement = (rest: object = {}) => ({
  Sid: 'Test',
  Effect: 'Allow' as const,
  Principal: { Service: SERVICE },
  Action: 'sns:Publish',
  Resource: TOPIC,
  ...rest,
});
const decide = (...all: object[]) =>
  decideServiceRequest(
    all.map((each) => readStatement(statement(each))),
    request,
  );
const deny = (rest: object) => ({ Effect: 'Deny', Principal: '*', ...rest });

test.each<[string, object, string]>([
  ['the service', {}, 'allowed'],
  ['another service', { Principal: { Service: 'events.amazonaws.com' } }, 'not-allowed'],
  ['everyone', { Principal: '*' }, 'allowed'],
  ['every AWS principal', { Principal: { AWS: '*' } }, 'allowed'],
  ['the account', { Principal: { AWS: '111111111111' } }, 'not-allowed'],
  ['any action', { Action: 'SNS:*' }, 'allowed'],
  ['another action', { Action: 'sns:Subscribe' }, 'not-allowed'],
  ['all other actions', { Action: undefined, NotAction: 'sns:Publish' }, 'not-allowed'],
  ['any topic', { Resource: '*' }, 'allowed'],
  ['another topic', { Resource: `${TOPIC}-2` }, 'not-allowed'],
])('an Allow for %s is decided as %s', (_, rest, kind) => {
  expect(decide(Object.fromEntries(Object.entries(rest))).kind).toBe(kind);
});

const ALARMS = 'arn:aws:cloudwatch:*:111111111111:alarm:*';

test.each<[object, string]>([
  [{ ArnLike: { 'aws:SourceArn': ALARMS } }, 'allowed'],
  [{ ArnEquals: { 'AWS:SourceArn': ALARMS } }, 'allowed'],
  [{ StringLike: { 'aws:SourceArn': ALARMS } }, 'allowed'],
  [{ StringEquals: { 'aws:SourceArn': ALARMS } }, 'not-allowed'],
  [{ ArnNotLike: { 'aws:SourceArn': ALARMS } }, 'not-allowed'],
  [{ StringEquals: { 'aws:SourceAccount': ['999999999999', '111111111111'] } }, 'allowed'],
  [{ StringEquals: { 'aws:SourceAccount': '999999999999' } }, 'not-allowed'],
  [{ StringEqualsIfExists: { 'aws:SourceAccount': '999999999999' } }, 'not-allowed'],
  [{ StringNotEquals: { 'aws:SourceAccount': '999999999999' } }, 'allowed'],
  [{ Bool: { 'aws:SecureTransport': 'true' } }, 'allowed'],
  [{ Null: { 'aws:SourceArn': 'false' } }, 'allowed'],
  [{ Null: { 'aws:SourceArn': 'true' } }, 'not-allowed'],
  [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'not-allowed'],
  [{ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, 'allowed'],
  [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'allowed'],
  [{ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } }, 'not-allowed'],
  [{ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } }, 'allowed'],
  [{ Null: { 'aws:PrincipalArn': 'true' } }, 'allowed'],
  [{ StringEquals: { 'aws:SourceOrgID': 'o-1' } }, 'unknown'],
  [
    { StringEquals: { 'aws:SourceOrgID': 'o-1', 'aws:SourceAccount': '999999999999' } },
    'not-allowed',
  ],
  [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, 'not-allowed'],
])('an Allow under %j is decided as %s', (Condition, kind) => {
  expect(decide({ Condition }).kind).toBe(kind);
});

test.each<[string, object, string]>([
  ['plain HTTP', deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), 'allowed'],
  ['everything', deny({ Action: '*' }), 'denied'],
  ['everyone else', deny({ Principal: undefined, NotPrincipal: { Service: SERVICE } }), 'allowed'],
  [
    'everyone outside the organization, services included',
    deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    'denied',
  ],
  [
    'everyone with another organization',
    deny({ Condition: { StringNotEqualsIfExists: { 'aws:SourceAccount': '111111111111' } } }),
    'allowed',
  ],
  [
    'services of another organization',
    deny({ Condition: { StringNotEquals: { 'aws:SourceOrgID': 'o-1' } } }),
    'unknown',
  ],
])('next to an Allow, a Deny for %s is decided as %s', (_, denial, kind) => {
  expect(decide({}, Object.fromEntries(Object.entries(denial))).kind).toBe(kind);
});

test('the condition keys on which a decision depends are named once', () => {
  const Condition = { StringEquals: { 'aws:SourceOrgID': 'o-1' } };
  expect(decide({ Condition }, { Condition })).toEqual({
    kind: 'unknown',
    keys: ['aws:SourceOrgID'],
  });
});
