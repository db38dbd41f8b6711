import type { Examined } from '../../../../cli/doctor/examined';
import type { LiveUser } from '../../../../cli/doctor/live-access';
import { Secret } from '../../../../core/secret';
import {
  asLive,
  but,
  type Case,
  deployed,
  edit,
  found,
  idsOf,
  KEY,
  missing,
  OTHER_KEY,
  observed,
  stored,
  without,
  withOne,
} from '../deployed';

const calls = deployed('calls-prod');
const video = deployed('video-prod');

const trusts = (from: string, to: string, of: Examined = calls) => {
  const trust = asLive(edit(of.expected.trust, from, to));
  return but(of, 'access', { self: observed({ trust, sessionSeconds: 3_600 }) });
};
const ORGANIZATION = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const CONDITION = `,"Condition":{"StringEquals":{"sts:ExternalId":"${ORGANIZATION}"}}`;
const VENDOR = 'arn:aws:iam::765628985471:role/external-storage-service-role';
const accessPolicy = (from: string, to: string, of: Examined = calls) =>
  but(of, 'access', { policy: stored(edit(of.expected.access, from, to)) });
const user = (change: Partial<LiveUser>) => but(video, 'access', change);
const keyOf = (accessKeyId: string) =>
  observed({ accessKeyId, secretAccessKey: new Secret('hush') });

const LIMIT = 'arn:aws:iam::111111111111:policy/limit';

const TRUST: Case[] = [
  ['a missing role', ['role-missing'], but(calls, 'access', { self: missing, policy: missing })],
  ['another external id', ['external-id-other'], trusts(ORGANIZATION, 'acme')],
  [
    'an external id that differs in case',
    ['external-id-case'],
    trusts(ORGANIZATION, ORGANIZATION.toUpperCase()),
  ],
  ['an external id with a space', ['external-id-space'], trusts(ORGANIZATION, `${ORGANIZATION} `)],
  ['a trust policy without external id', ['external-id-missing'], trusts(CONDITION, '')],
  [
    'an external id that is optional',
    ['trust-changed'],
    trusts('StringEquals', 'StringEqualsIfExists'),
  ],
  ['another principal', ['trust-principal'], trusts(VENDOR, 'arn:aws:iam::999999999999:root')],
  ['a deleted principal', ['trust-principal-deleted'], trusts(VENDOR, 'AROAEXAMPLEEXAMPLE123')],
  ['a trust policy with another Sid', [], trusts('VendorAssumesRole', 'Mine')],
  ['a trust policy that denies', ['trust-lost', 'trust-gained'], trusts('"Allow"', '"Deny"')],
];

const session = (sessionSeconds: number) =>
  but(calls, 'access', {
    self: observed({ trust: asLive(calls.expected.trust), sessionSeconds }),
  });

const ACCESS: Case[] = [
  ['a session as long as the vendor requests', [], session(3_600)],
  ['a session a second too short', ['role-session-seconds'], session(3_599)],
  ['a missing policy', ['vendor-policy-missing'], but(calls, 'access', { policy: missing })],
  ['another folder', ['vendor-prefix', 'vendor-prefix'], accessPolicy('/recordings/*', '/calls/*')],
  [
    'another folder of a user, which its Deny names as well',
    ['vendor-prefix', 'vendor-prefix'],
    accessPolicy('/recordings/*', '/calls/*', video),
  ],
  [
    'another bucket',
    ['vendor-policy-changed', 'vendor-policy-changed'],
    accessPolicy('acme-calls/recordings/*', 'acme/recordings/*'),
  ],
  ['another key', ['vendor-key-other'], accessPolicy(KEY, OTHER_KEY)],
  [
    'a key by its alias',
    ['vendor-key-alias'],
    accessPolicy(KEY, 'arn:aws:kms:eu-central-1:111111111111:alias/calls-prod-recordings'),
  ],
  ['one action less', ['vendor-policy-changed'], accessPolicy('"s3:PutObject",', '')],
  [
    'other addresses',
    ['network-ranges', 'network-ranges', 'network-ranges'],
    accessPolicy('203.0.113.0/24', '198.51.100.0/24'),
  ],
  [
    'a missing statement',
    ['vendor-policy-lost'],
    but(calls, 'access', {
      policy: stored(without(calls.expected.access, 'PushRecordings')),
    }),
  ],
  [
    'a new statement',
    ['vendor-policy-gained'],
    but(calls, 'access', {
      policy: stored(
        withOne(calls.expected.access, {
          Sid: 'Own',
          Effect: 'Allow',
          Action: 's3:*',
          Resource: '*',
        }),
      ),
    }),
  ],
  [
    'further policies',
    ['further-policies'],
    but(calls, 'access', { others: observed(['arn:aws:iam::aws:policy/AdministratorAccess']) }),
  ],
  ['a boundary', ['permissions-boundary'], user({ self: observed({ boundaryArn: LIMIT }) })],
  [
    'no boundary, where the environment has one',
    ['permissions-boundary-missing'],
    but({ ...video, expected: { ...video.expected, boundaryArn: LIMIT } }, 'access', {
      self: observed({}),
    }),
  ],
  [
    'the boundary of the environment',
    [],
    but({ ...video, expected: { ...video.expected, boundaryArn: LIMIT } }, 'access', {
      self: observed({ boundaryArn: LIMIT }),
    }),
  ],
];

const CREDENTIAL: Case[] = [
  [
    'a missing user',
    ['user-missing'],
    user({ self: missing, policy: missing, keys: missing, groups: missing }),
  ],
  ['a user outside its group', ['user-not-in-group'], user({ groups: observed([]) })],
  ['no access key', ['access-key-missing'], user({ keys: observed([]) })],
  [
    'an inactive access key',
    ['access-key-inactive'],
    user({ keys: observed([{ id: 'AKIA1', active: false }]) }),
  ],
  [
    'an inactive key next to the one in the secret',
    [],
    user({
      keys: observed([
        { id: 'AKIA0', active: false },
        { id: 'AKIA1', active: true },
      ]),
    }),
  ],
  ['a secret with a deleted key', ['access-key-other'], user({ stored: keyOf('AKIA0') })],
  ['an active key that is not in the secret', [], user({ stored: missing })],
  [
    'only inactive keys and an empty secret',
    ['access-key-inactive'],
    user({ stored: missing, keys: observed([{ id: 'AKIA1', active: false }]) }),
  ],
];

test.each([...TRUST, ...ACCESS, ...CREDENTIAL])('%s has the findings %j', (_, ids, examined) => {
  expect(idsOf(examined)).toEqual(ids);
});

test('a trust policy without external id allows the vendor, and others as well', () => {
  expect(found(trusts(CONDITION, ''))?.severity).toBe('risk');
});
