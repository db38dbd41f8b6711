import { loadEnvironments } from '../../config/load';
import { QUOTA_NAMES, type QuotaName } from '../../config/quota';
import { type Usage, usageOfEnvironment, usageOfStore } from '../../config/usage';
import { type Attributes, type Stack, synthesize } from '../stacks/synthesized';

const REGION = 'eu-central-1';
const REPLICA_REGION = 'eu-west-1';

const custom = (access: string) =>
  `{ vendor: custom, title: Other, access: ${access}, actions: { object: [s3:PutObject] }, KEYS }`;
const ASSUME_ROLE =
  "{ kind: assume-role, principals: ['arn:aws:iam::291871421005:root'], externalId: a-8f14e45f-ceea, externalIdSource: tenant }";

/** Every access method, without the settings that every store has. */
const WAYS: Readonly<Record<string, string>> = {
  role: custom(ASSUME_ROLE),
  'role-s3': custom(ASSUME_ROLE).replace('KEYS', 'encryption: sse-s3, KEYS'),
  user: '{ vendor: twilio, recordings: true, compositions: false, KEYS }',
  policy: custom("{ kind: bucket-policy, principal: { aws: 'arn:aws:iam::291871421005:root' } }"),
  'oidc-first': custom('{ kind: oidc, issuer: https://id.example.com, audience: recordings }'),
  'oidc-other': custom(
    '{ kind: oidc, issuer: https://id.example.com, audience: recordings, createProvider: false }',
  ),
  genesys:
    "{ vendor: genesys, organizationId: 7c9e6679-7425-40de-944b-e07fc1f90ae7, genesysAccount: '765628985471', genesysRegion: eu-central-1, vendorRetentionDays: 90, KEYS }",
};

/** What a store may have besides. */
const EXTRAS: Readonly<Record<string, string>> = {
  plain: '',
  copied: `replication: { region: ${REPLICA_REGION} }`,
  checked: 'integrity: { source: manifest }',
  spread: 'integrity: { source: manifest, scale: distributed, inventory: true }',
  told: `integrity: { source: manifest }, alarms: { topicArn: 'arn:aws:sns:${REGION}:111111111111:ours' }`,
  all: `replication: { region: ${REPLICA_REGION} }, integrity: { source: manifest, scale: distributed }, alarms: { emails: [a@acme.example] }`,
};

/** Each way alone and with all; a role and a user with each addition. */
const NAMES = Object.keys(WAYS).flatMap((way) =>
  Object.keys(EXTRAS)
    .filter((extra) => ['role', 'user'].includes(way) || ['plain', 'all'].includes(extra))
    .map((extra) => ({ way, extra, name: `${way}-${extra}` })),
);

function storeText({ way, extra, name }: (typeof NAMES)[number]): string {
  // There is one provider an issuer, and so one store that makes it.
  const text = (WAYS[way] ?? '').replace('id.example.com', `${extra}.example.com`);
  const keys = ['retention: { days: 90 }', `bucket: acme-${name}`, EXTRAS[extra]].filter(Boolean);
  return `  ${name}: ${text.replace('KEYS', keys.join(', '))}`;
}

const FILE = {
  file: 'environments/prod.yaml',
  text: `account: '111111111111'
region: ${REGION}
type: production
state:
  backend: s3
  bucket: acme-state
  region: ${REPLICA_REGION}
  kmsKeyArn: arn:aws:kms:${REPLICA_REGION}:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11
ci: { repository: acme/recordings, bucketPrefixes: [acme-] }
stores:
${NAMES.map(storeText).join('\n')}
  api: ${(WAYS.genesys ?? '').replace('KEYS', 'retention: { days: 90 }, bucket: acme-api, integrity: { source: api }')}
  tried: ${(WAYS.user ?? '').replace('KEYS', 'retention: { days: 90 }, bucket: acme-tried, canary: true')}
  validated: ${(WAYS.genesys ?? '').replace('KEYS', 'retention: { days: 90 }, bucket: acme-validated, canary: true')}
`,
};

/** Where a resource that a quota counts stands among the synthesized ones. */
const RESOURCES: Readonly<Record<QuotaName, string>> = {
  buckets: 'aws_s3_bucket',
  roles: 'aws_iam_role',
  users: 'aws_iam_user',
  groups: 'aws_iam_group',
  identityProviders: 'aws_iam_openid_connect_provider',
  keys: 'aws_kms_key',
  secrets: 'aws_secretsmanager_secret',
  eventRules: 'aws_cloudwatch_event_rule',
  concurrency: 'aws_lambda_function',
  stateMachines: 'aws_sfn_state_machine',
  topics: 'aws_sns_topic',
};

/** What is made and counted against no quota that a store could use up. */
const UNCOUNTED = [
  // No limit, or a limit far beyond that of what it belongs to.
  'aws_cloudwatch_metric_alarm',
  'aws_cloudwatch_log_group',
  'aws_sqs_queue',
  'aws_kms_alias',
  'aws_iam_policy',
  // Parts of what is counted.
  'aws_cloudwatch_event_target',
  'aws_lambda_permission',
  'aws_lambda_function_event_invoke_config',
  'aws_sqs_queue_policy',
  'aws_iam_role_policy',
  'aws_iam_role_policy_attachment',
  'aws_iam_group_policy',
  'aws_iam_group_membership',
  'aws_secretsmanager_secret_policy',
  'aws_sns_topic_policy',
  'aws_sns_topic_subscription',
  'aws_s3_bucket_inventory',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_logging',
  'aws_s3_bucket_ownership_controls',
  'aws_s3_bucket_policy',
  'aws_s3_bucket_versioning',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_replication_configuration',
  'aws_s3_bucket_server_side_encryption_configuration',
  'terraform_data',
];

/** How many of a resource one stands for: of a function, what it reserves. */
function countOf(quota: QuotaName, { reserved_concurrent_executions: reserved }: Attributes) {
  return quota === 'concurrency' ? Number(reserved ?? 0) : 1;
}

function synthesized(stack: Stack): string[] {
  const { provider } = JSON.parse(stack.text) as { provider: { aws: { region: string }[] } };
  const regions = provider.aws.map(({ region }) => region);
  const used = QUOTA_NAMES.flatMap((quota) =>
    stack.all(RESOURCES[quota]).map(([, attributes]) => ({
      quota,
      region: (attributes.provider === 'aws.replica' ? regions[1] : regions[0]) ?? '',
      count: countOf(quota, attributes),
    })),
  );
  return added(used);
}

/** Usage summed up, one line each. */
function added(usage: readonly Usage[]): string[] {
  const sums = new Map<string, number>();
  for (const { quota, region, count } of usage) {
    const key = `${quota} in ${region}`;
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return [...sums]
    .filter(([, count]) => count > 0)
    .map(([key, count]) => `${key}: ${count}`)
    .sort();
}

const { environments, problems } = loadEnvironments([FILE]);
const [environment] = environments;
if (!environment) throw new Error('the environment was not read');
const STACKS = synthesize([FILE]);
const stackOf = (id: string) => {
  const stack = STACKS.find((each) => each.id === id);
  if (!stack) throw new Error(`${id} was not synthesized`);
  return stack;
};

test('the stores have every access method and every addition, and no problems', () => {
  expect(problems.filter(({ warning }) => !warning)).toEqual([]);
  expect(environment.stores).toHaveLength(2 * 6 + 5 * 2 + 3);
});

test.each(environment.stores.map((store) => [store.id, store] as const))(
  'what %s makes is what is counted for it',
  (id, store) => {
    expect(added(usageOfStore(store))).toEqual(synthesized(stackOf(id)));
  },
);

test('what the stacks of the state and of the roles make is what is counted for an environment', () => {
  const both = [...synthesized(stackOf('state-prod')), ...synthesized(stackOf('ci-prod'))].sort();
  expect(added(usageOfEnvironment(environment))).toEqual(both);
  expect(both).toEqual([
    `buckets in ${REPLICA_REGION}: 2`,
    `identityProviders in ${REGION}: 1`,
    `keys in ${REPLICA_REGION}: 1`,
    `roles in ${REGION}: 2`,
  ]);
});

test('an existing identity provider is not counted', () => {
  const ci = { repository: 'acme/recordings', createProvider: false };
  expect(added(usageOfEnvironment({ ...environment, ci }))).not.toContain(
    `identityProviders in ${REGION}: 1`,
  );
});

test('every quota is used by one of the stores', () => {
  const used = environment.stores.flatMap(usageOfStore).map(({ quota }) => quota);
  expect([...new Set(used)].sort()).toEqual([...QUOTA_NAMES].sort());
});

test('every resource is counted, or listed here as not counted', () => {
  const made = new Set(STACKS.flatMap(({ types }) => types));
  expect([...made].sort()).toEqual([...Object.values(RESOURCES), ...UNCOUNTED].sort());
});
