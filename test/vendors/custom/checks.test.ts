import { custom } from '../../../vendors/custom';
import { resolveCustom } from '../resolve';

const problemsOf = (more: object) =>
  resolveCustom(more).problems.map(
    ({ rule, path, warning }) => `${path.slice(2).join('.')} ${rule}${warning ? ' (warning)' : ''}`,
  );

const role = (more: object, principal = 'arn:aws:iam::222222222222:root') => ({
  access: { kind: 'assume-role', principals: [principal], ...more },
});

const oidc = (issuer: string, audience: string | string[] = 'a', subject?: string) => ({
  access: { kind: 'oidc', issuer, audience, ...(subject !== undefined && { subject }) },
});

const policy = (principal: object, more: object = {}) => ({
  access: { kind: 'bucket-policy', principal, ...more },
});

const CHIME = { service: 'mediapipelines.chime.amazonaws.com' };
const ONES = '111111111111';

const OWN = 'arn:aws:iam::111111111111:user/auvious';

test.each([
  [role({ externalId: 'acme-4711', externalIdSource: 'tenant' }), []],
  [role({ externalId: 'acme-4711' }), ['access.externalIdSource config-missing-key']],
  [
    role({ externalId: 'tavus', externalIdSource: 'fixed' }),
    ['access.externalId external-id-shared (warning)'],
  ],
  [role({}), ['access external-id-required']],
  [
    role({ withoutExternalId: 'it has no field for one' }),
    ['access.withoutExternalId external-id-required (warning)'],
  ],
  [
    role({ externalId: 'a-1', externalIdSource: 'tenant', withoutExternalId: 'it has no field' }),
    ['access.withoutExternalId external-id-required'],
  ],
  [role({}, OWN), ['access vendor-account-own (warning)']],
  [
    { access: { kind: 'oidc', issuer: 'https://id.example', audience: 'a' } },
    ['access oidc-subject (warning)'],
  ],
  [oidc('https://token.actions.githubusercontent.com'), ['access.issuer oidc-subject']],
  [oidc('https://GitLab.com/'), ['access.issuer oidc-subject']],
  [oidc('https://accounts.google.com'), ['access.issuer oidc-subject']],
  [oidc('https://login.microsoftonline.com/common/v2.0'), ['access.issuer oidc-subject']],
  [oidc('https://login.microsoftonline.com/common'), ['access.issuer oidc-subject']],
  [oidc('https://login.windows.net/organizations'), ['access.issuer oidc-subject']],
  [
    oidc('https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/'),
    ['access.issuer oidc-subject'],
  ],
  [
    oidc('https://sts.windows.net/7c9e6679-7425-40de-944b-e07fc1f90ae7/'),
    ['access oidc-subject (warning)'],
  ],
  [oidc('https://app.eu.terraform.io', 'aws'), ['access.issuer oidc-subject']],
  [oidc('https://login.app.env0.com/'), ['access.issuer oidc-subject']],
  [oidc('https://graph.facebook.com'), ['access.issuer oidc-subject']],
  [oidc('https://gitlab.com', 'a', 'project_path:acme/calls:ref_type:branch:ref:main'), []],
  [oidc('https://gitlab.acme.example'), ['access oidc-subject (warning)']],
  [oidc('https://api.pulumi.com/oidc', 'sts.amazonaws.com'), ['access.issuer oidc-subject']],
  [oidc('https://api.pulumi.com/oidc', 'aws:acme'), ['access oidc-subject (warning)']],
  [oidc('https://id.example', 'a', 'acme-*'), ['access.subject oidc-claim-exact']],
  [oidc('https://id.example', 'a', 'kunde-müller'), []],
  [oidc('https://id.example', 'a', 'клиент'), ['access.subject oidc-claim-characters']],
  [oidc('https://id.example', ['a', '客'], 'b'), ['access.audience.1 oidc-claim-characters']],
  [policy({ aws: OWN }), []],
  [policy({ aws: 'arn:aws:iam::222222222222:root' }), []],
  [policy(CHIME, { sourceAccount: ONES }), []],
  [policy(CHIME, { sourceAccount: ONES, sourceArn: `arn:aws:chime:*:${ONES}:*` }), []],
  [policy(CHIME, { sourceAccount: ONES, sourceArn: 'arn:aws:s3:::acme' }), []],
  [policy(CHIME, { sourceAccount: ONES, sourceArn: 'arn:aws:chime:*:*:*' }), []],
  [
    policy(CHIME, { sourceAccount: ONES, sourceArn: 'arn:aws:chime:*:222222222222:*' }),
    ['access.sourceArn source-arn-account'],
  ],
  [oidc('https://id.example', '*', 'acme'), ['access.audience oidc-claim-exact']],
  [oidc('https://id.example', ['a', '?'], 'acme'), ['access.audience.1 oidc-claim-exact']],
  [
    {
      access: {
        kind: 'oidc',
        issuer: 'https://id.example',
        audience: ['a', 'b'],
        subject: ['x', 'y'],
      },
    },
    [],
  ],
])('%j: %j', (settings, expected) => {
  expect(problemsOf(settings)).toEqual(expected);
});

test('a role without an external id has no condition for one', () => {
  expect(resolveCustom(role({}, OWN)).trust).toEqual({
    Sid: 'VendorAssumesRole',
    Effect: 'Allow',
    Principal: { AWS: [OWN] },
    Action: 'sts:AssumeRole',
  });
});

test('each of several audiences and subjects may assume the role', () => {
  const { trust } = resolveCustom({
    access: {
      kind: 'oidc',
      issuer: 'https://id.example',
      audience: ['a', 'b'],
      subject: ['x', 'y'],
    },
  });
  expect(trust?.Condition).toEqual({
    StringEquals: { 'id.example:aud': ['a', 'b'], 'id.example:sub': ['x', 'y'] },
  });
});

test.each([
  [{ cannedAcl: 'bucket-owner-full-control' }, []],
  [{ cannedAcl: 'private' }, ['cannedAcl canned-acl-accepted']],
  [{ cannedAcl: 'public-read' }, ['cannedAcl canned-acl-accepted']],
  [{ objectTags: { source: 'livekit' } }, []],
  [{ objectTags: { 'aws:source': 'livekit' } }, ['objectTags.aws:source tag-syntax']],
  [
    { objectTags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, '1'])) },
    ['objectTags tag-count'],
  ],
])('%j: %j', (settings, expected) => {
  expect(problemsOf(settings)).toEqual(expected);
});

test('an ACL and tags that the vendor sends need their actions', () => {
  const { store: resolved } = resolveCustom({
    cannedAcl: 'bucket-owner-full-control',
    objectTags: { source: 'livekit' },
  });
  expect(resolved.profile.grants.object.actions).toEqual([
    's3:PutObject',
    's3:PutObjectAcl',
    's3:PutObjectTagging',
  ]);
});

test('the outputs are what a vendor may ask for: its own name of the region, the key, the tags', () => {
  const { store: resolved } = resolveCustom({
    ...role({ externalId: 'acme-4711', externalIdSource: 'tenant' }),
    vendorRegion: 9,
    objectTags: { source: 'live kit' },
    prefix: 'calls/',
  });
  const deployed = { principalArn: 'arn:role', recordingsKeyArn: 'arn:key' };
  expect(custom.outputs(resolved as never, deployed)).toEqual({
    bucket_name: 'acme',
    bucket_region: 'eu-central-1',
    vendor_region: 9,
    prefix: 'calls/',
    assume_role_arn: 'arn:role',
    external_id: 'acme-4711',
    kms_key_arn: 'arn:key',
    object_tags: 'source=live+kit',
  });
});

test('days the vendor keeps its own copy bind the retention', () => {
  expect(problemsOf({ vendorRetentionDays: '24 months' })).toEqual([]);
  expect(problemsOf({ vendorRetentionDays: 900 })).toEqual([
    'retention.days retention-not-shorter-than-vendor',
  ]);
});
