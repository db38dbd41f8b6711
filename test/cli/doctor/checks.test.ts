import { checkDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import {
  but,
  deployed,
  edit,
  found,
  idsOf,
  KEY,
  refused,
  seen,
  stored,
  without,
  withOne,
} from './deployed';

const calls = deployed('calls-prod');
const other = deployed('other-prod');

const trusts = (from: string, to: string, of: Examined = calls) => {
  const trust = edit(of.expected.trust ?? {}, from, to);
  return but(of, 'access', { self: seen({ trust, sessionSeconds: 3_600 }) });
};
const ORGANIZATION = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const accessPolicy = (from: string, to: string, of: Examined = calls) =>
  but(of, 'access', { policy: stored(edit(of.expected.access ?? {}, from, to)) });
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' };

const gained = (statement: object) =>
  but(calls, 'bucket', { policy: stored(withOne(calls.expected.bucket, statement)) });
const lost = (sid: string) =>
  but(calls, 'bucket', { policy: stored(without(calls.expected.bucket, sid)) });

test.each(['calls-prod', 'video-prod', 'other-prod'])(
  'nothing is found in %s while it is deployed as its file says',
  (id) => {
    expect(idsOf(deployed(id))).toEqual([]);
  },
);

test('what cannot be seen is not taken for what is not there', () => {
  expect(checkDeployed(but(calls, 'bucket', { policy: refused }))).toEqual([
    {
      ...{ id: 'could-not-look', link: 'bucket', severity: 'risk' },
      what: 's3:GetBucketPolicy acme-calls is refused, so this could not be looked at',
      evidence: ['AccessDenied: no'],
      fix: 'Allow it to these credentials.',
    },
  ]);
});

test('a finding says what, the evidence, the fix as a command, and the guide that knows it', () => {
  expect(found(but(calls, 'key', { state: seen({ state: 'Disabled' }) }))).toEqual({
    ...{ id: 'key-disabled', link: 'key', severity: 'broken' },
    what: 'The key is disabled: every upload fails, and nothing can be read',
    evidence: [`${KEY}: Disabled`],
    fix: `aws kms enable-key --key-id ${KEY.slice(KEY.indexOf('/') + 1)} --region eu-central-1`,
    guide: 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"',
  });
});

test('a finding about the external id shows both, and the line of the file it comes from', () => {
  expect(found(trusts(ORGANIZATION, 'Acme'))).toEqual({
    ...{ id: 'external-id-other', link: 'external id', severity: 'broken' },
    what: 'The role recordings-calls-prod asks for another external id than Genesys Cloud CX says; STS compares to the letter',
    evidence: [`the trust asks for "Acme"; expected "${ORGANIZATION}"`],
    fix: 'Put it back with npx cdktf deploy calls-prod; or, if Genesys Cloud CX does say the other, correct stores.calls.organizationId in the environment file and deploy that.',
  });
});

test('a finding about a policy names the statement, and only what differs in it', () => {
  expect(found(accessPolicy('"s3:PutObject",', ''))).toEqual({
    ...{ id: 'vendor-policy-changed', link: 'policy', severity: 'broken' },
    what: 'The statement PushRecordings (Allow) is not the same in the vendor’s policy',
    evidence: ['Action lacks s3:putobject'],
    fix: 'See what is different with npx cdktf diff calls-prod, and put it back with npx cdktf deploy calls-prod.',
  });
});

test.each([
  ['a Deny that is gone', 'risk', lost('EnforceSSLOnly')],
  ['a Deny that has come', 'broken', gained(DENY)],
  ['an Allow that has come', 'risk', gained({ ...DENY, Effect: 'Allow' })],
  [
    'an Allow with an action more',
    'risk',
    accessPolicy('"s3:GetObject"', '"s3:GetObject","s3:GetObjectAcl"'),
  ],
  ['an Allow with an action less', 'broken', accessPolicy('"s3:GetObject"', '"s3:GetObjectAcl"')],
  [
    'an Allow that is gone',
    'broken',
    but(calls, 'access', {
      policy: stored(without(calls.expected.access as never, 'PushRecordings')),
    }),
  ],
])('%s is %s for the vendor', (_, severity, examined) => {
  expect(found(examined)?.severity).toBe(severity);
});

test('a policy is told of when nine tenths of its limit are used, and not before', () => {
  const sized = (size: number) =>
    but(other, 'access', {
      policy: seen({ policy: edit(other.expected.access ?? {}, 'Allow', 'Allow'), size }),
    });
  expect(idsOf(sized(9_216))).toEqual([]);
  expect(found(sized(9_217))).toMatchObject({
    ...{ id: 'policy-size', evidence: ['9217 of 10240 characters'] },
  });
});
