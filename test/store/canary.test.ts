import { canaryStatements } from '../../store/canary-access';
import { resolve } from '../vendors/resolve';

const TWILIO = { vendor: 'twilio', recordings: true, compositions: false };
const GENESYS = {
  vendor: 'genesys',
  organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  genesysAccount: '765628985471',
  genesysRegion: 'eu-central-1',
  vendorRetentionDays: 730,
};
const custom = (access: object) => ({
  vendor: 'custom',
  title: 'Acme Recorder',
  prefix: 'calls/',
  access,
  actions: { object: ['s3:PutObject'] },
});
const assumedBy = (principal: string) =>
  custom({
    kind: 'assume-role',
    principals: [principal],
    externalId: 'a-8f14e45f-ceea',
    externalIdSource: 'tenant',
  });
const OWN = assumedBy('arn:aws:iam::111111111111:root');
const network = { sourceIp: { mode: 'enforce', cidrs: ['203.0.113.0/24'] } };
const locked = (mode: string, days: number) => ({
  objectLock: { mode, days, ...(mode === 'compliance' && { acknowledge: 'acme' }) },
});

const canaryOf = (settings: object) => {
  const { store, problems } = resolve({ ...settings, canary: true });
  return {
    kind: store.canary?.settings.method.kind,
    locked: store.canary?.settings.locked,
    refused: problems.filter(({ rule }) => rule === 'canary-can-write').map(({ what }) => what),
  };
};

test.each<readonly [string, object, readonly [string, boolean]]>([
  ['a user', TWILIO, ['access-key', false]],
  [
    'a user, with a lock of a day',
    { ...TWILIO, ...locked('governance', 1) },
    ['access-key', false],
  ],
  ['a user, with a longer lock', { ...TWILIO, ...locked('governance', 2) }, ['access-key', true]],
  ['a user, with compliance', { ...TWILIO, ...locked('compliance', 1) }, ['access-key', true]],
  ['a role of Genesys', GENESYS, ['validation', false]],
  ['a role of Genesys, from its network', { ...GENESYS, ...network }, ['validation', false]],
  ['a user of Genesys', { ...GENESYS, access: 'user' }, ['access-key', false]],
  [
    'a user of Genesys, from its network',
    { ...GENESYS, access: 'user', ...network },
    ['validation', false],
  ],
  ['a role that the own account may assume', OWN, ['role', false]],
])('%s can be acted for', (_, settings, [kind, locks]) => {
  expect(canaryOf(settings)).toEqual({ kind, locked: locks, refused: [] });
});

const OF_NO_CALL = 'and callvault knows no call with which';

test.each<readonly [object, string]>([
  [
    { vendor: 'worqhat' },
    `only WorqHat can assume its role, ${OF_NO_CALL} WorqHat validates a store`,
  ],
  [
    { ...GENESYS, registration: 'bulk-actions' },
    `only Genesys Cloud CX can assume its role, ${OF_NO_CALL} Genesys Cloud CX validates a store`,
  ],
  [
    assumedBy('arn:aws:iam::111111111111:role/recorder'),
    `only Acme Recorder can assume its role, ${OF_NO_CALL} Acme Recorder validates a store`,
  ],
  [
    custom({ kind: 'bucket-policy', principal: { aws: 'arn:aws:iam::291871421005:root' } }),
    `Acme Recorder writes as itself, ${OF_NO_CALL} Acme Recorder validates a store`,
  ],
  [
    custom({ kind: 'oidc', issuer: 'https://id.example.com', audience: 'recordings' }),
    `Acme Recorder assumes its role with a token that only it has, ${OF_NO_CALL} Acme Recorder validates a store`,
  ],
  [
    { ...GENESYS, ...locked('governance', 30) },
    'each validation by Genesys Cloud CX can leave a file that Object Lock keeps in governance mode for 30 days',
  ],
  [
    { ...OWN, ...network },
    'sourceIp: enforce denies what Acme Recorder does from outside its network, where a canary is',
  ],
])('%j is refused', (settings, why) => {
  const { kind, refused } = canaryOf(settings);
  expect(kind).toBeUndefined();
  expect(refused.map((what) => what.replace(/^a canary cannot act as [\w ]+: /, ''))).toEqual([
    why,
  ]);
});

test('a retired store has no canary, and is not refused', () => {
  const retire = { since: '2026-11-20', reason: 'moved to another vendor' };
  expect(canaryOf({ ...TWILIO, retire })).toEqual({
    kind: undefined,
    locked: undefined,
    refused: [],
  });
  expect(canaryOf({ vendor: 'worqhat', retire }).refused).toEqual([]);
});

const allowed = (settings: object) => {
  const { store } = resolve({ ...settings, canary: true });
  if (!store.canary) throw new Error('no canary');
  return canaryStatements(store, store.canary).map(({ Action, Resource }) => [Action, Resource]);
};

test('its role may read one secret or assume one role, and see the policies of one principal', () => {
  const arn = (service: string, rest: string) => `arn:aws:${service}:111111111111:${rest}`;
  const secret = (name: string) => [
    'secretsmanager:GetSecretValue',
    arn('secretsmanager:eu-central-1', `secret:callvault/calls-prod/${name}-??????`),
  ];
  const role = arn('iam:', 'role/recordings-calls-prod');
  const seeRole = [['iam:GetRole', 'iam:GetRolePolicy'], role];
  expect(allowed(TWILIO)).toEqual([
    secret('access-key'),
    ['iam:ListGroupsForUser', arn('iam:', 'user/recordings-calls-prod')],
    ['iam:GetGroupPolicy', arn('iam:', 'group/recordings-calls-prod')],
  ]);
  expect(allowed(GENESYS)).toEqual([secret('vendor-api'), seeRole]);
  expect(allowed(OWN)).toEqual([['sts:AssumeRole', role], seeRole]);
});
