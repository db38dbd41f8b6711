import { compareDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import {
  asLive,
  but,
  deployed,
  edit,
  found,
  idsOf,
  KEY,
  refused,
  observed,
  stored,
  without,
  withOne,
} from './deployed';

const calls = deployed('calls-prod');
const other = deployed('other-prod');

const trusts = (from: string, to: string, of: Examined = calls) => {
  const trust = asLive(edit(of.expected.trust, from, to));
  return but(of, 'access', { self: observed({ trust, sessionSeconds: 3_600 }) });
};
const ORGANIZATION = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const accessPolicy = (from: string, to: string, of: Examined = calls) =>
  but(of, 'access', { policy: stored(edit(of.expected.access, from, to)) });
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' };

const gained = (statement: object) =>
  but(calls, 'bucket', { policy: stored(withOne(calls.expected.bucket, statement)) });
const lost = (sid: string) =>
  but(calls, 'bucket', { policy: stored(without(calls.expected.bucket, sid)) });

test.each(['calls-prod', 'video-prod', 'other-prod'])(
  '%s has no findings while it is deployed as its environment file describes it',
  (id) => {
    expect(idsOf(deployed(id))).toEqual([]);
  },
);

test('a refused lookup is a finding of its own and is not taken for a missing resource', () => {
  expect(compareDeployed(but(calls, 'bucket', { policy: refused }))).toEqual([
    {
      id: 'could-not-look',
      link: 'bucket',
      severity: 'risk',
      what: 'AWS refuses s3:GetBucketPolicy acme-calls, so this could not be checked',
      evidence: ['AccessDenied: no'],
      fix: 'Allow the action for these credentials.',
    },
  ]);
});

test('a finding has a sentence, the evidence, a command as its fix, and the section of a guide', () => {
  expect(found(but(calls, 'key', { state: observed({ state: 'Disabled' }) }))).toEqual({
    id: 'key-disabled',
    link: 'key',
    severity: 'broken',
    what: 'The key is disabled: every upload fails, and no recording can be read',
    evidence: [`${KEY}: Disabled`],
    fix: `aws kms enable-key --key-id ${KEY.slice(KEY.indexOf('/') + 1)} --region eu-central-1`,
    guide: 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"',
  });
});

test('a finding about the external id shows both ids, and the key of the environment file', () => {
  expect(found(trusts(ORGANIZATION, 'Acme'))).toEqual({
    id: 'external-id-other',
    link: 'external id',
    severity: 'broken',
    what: 'The role recordings-calls-prod requires another external id than the one Genesys Cloud CX uses; STS compares it exactly',
    evidence: [`the trust policy requires "Acme"; expected "${ORGANIZATION}"`],
    fix: 'Restore it with npx cdktf deploy calls-prod; or, if Genesys Cloud CX does use the other id, correct stores.calls.organizationId in the environment file and deploy that.',
  });
});

test('a finding about a policy names the statement and only its differences', () => {
  expect(found(accessPolicy('"s3:PutObject",', ''))).toEqual({
    id: 'vendor-policy-changed',
    link: 'policy',
    severity: 'broken',
    what: 'The statement PushRecordings (Allow) differs in the vendor’s policy',
    evidence: ['Action lacks s3:putobject'],
    fix: 'Run npx cdktf diff calls-prod to see the difference, and npx cdktf deploy calls-prod to restore it.',
  });
});

test.each([
  ['a missing Deny', 'risk', lost('EnforceSSLOnly')],
  ['a new Deny', 'broken', gained(DENY)],
  ['a new Allow', 'risk', gained({ ...DENY, Effect: 'Allow' })],
  [
    'an Allow with one more action',
    'risk',
    accessPolicy('"s3:GetObject"', '"s3:GetObject","s3:GetObjectAcl"'),
  ],
  ['an Allow with one action less', 'broken', accessPolicy('"s3:GetObject"', '"s3:GetObjectAcl"')],
  [
    'a missing Allow',
    'broken',
    but(calls, 'access', {
      policy: stored(without(calls.expected.access, 'PushRecordings')),
    }),
  ],
])('%s is %s for the vendor', (_, severity, examined) => {
  expect(found(examined)?.severity).toBe(severity);
});

test('a policy is reported above nine tenths of its limit', () => {
  const sized = (size: number) =>
    but(other, 'access', {
      policy: observed({ statements: asLive(other.expected.access), size }),
    });
  expect(idsOf(sized(9_216))).toEqual([]);
  expect(found(sized(9_217))).toMatchObject({
    id: 'policy-size',
    evidence: ['9217 of 10240 characters'],
  });
});
