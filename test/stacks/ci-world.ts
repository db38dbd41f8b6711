import type { Statement } from '../../core/policy';
import type { Caller, Context } from '../../access/decide';
import { ALLOW_ALL, type Authorization } from '../../access/decide';
import { principalContext } from '../../access/callers';
import { keyAuthorization, S3_OPERATIONS, s3Authorizations } from '../../access/operations';
import { type BucketPolicy, readPolicies } from '../../access/policies';
import type { StackPolicies } from '../../access/policies';
import { synthesize } from './synthesized';

const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';

/** An environment with CI roles, and a store that has a secret. */
export const ENVIRONMENT = `account: '111111111111'
region: eu-central-1
type: production
administrators: [arn:aws:iam::111111111111:role/callvault-deploy-prod, arn:aws:iam::111111111111:role/break-glass]
state:
  backend: s3
  bucket: acme-state
  kmsKeyArn: ${KEY}
ci:
  repository: acme/recordings
  ownerId: 123456
  repositoryId: 456789
stores:
  video:
    vendor: twilio
    bucket: acme-video
    recordings: true
    compositions: false
    retention: { days: 90 }
`;

/** The stacks that the roles are tested on. */
export interface CiWorld {
  readonly ci: StackPolicies;
  readonly state: StackPolicies;
  readonly store: StackPolicies;
  /** Whose identity provider the roles trust, without `https://`. */
  readonly issuer: string;
}

/** The stacks of an environment named `prod`. */
export function ciWorld(
  text = ENVIRONMENT,
  issuer = 'token.actions.githubusercontent.com',
): CiWorld {
  const stacks = synthesize([{ file: 'environments/prod.yaml', text }]);
  const read = (id: string) =>
    readPolicies(id, stacks.find((stack) => stack.id === id)?.text ?? '{}');
  return {
    ci: read('ci-prod'),
    state: withKey(read('state-prod')),
    store: read('video-prod'),
    issuer,
  };
}

/** The key of the state bucket as the environment file names it. */
function withKey(stack: StackPolicies): StackPolicies {
  const [key] = stack.keys;
  const named = (arn: string | undefined) => (arn === key?.arn ? KEY : arn);
  return {
    ...stack,
    keys: stack.keys.map((each) => ({ ...each, arn: KEY })),
    buckets: stack.buckets.map((each) => ({ ...each, keyArn: named(each.keyArn) })),
  };
}

/** `plan role`, `deploy role with everything`. */
export function roleOf({ ci }: CiWorld, who: string): Caller {
  const { name, arn, policy } = principal(ci, who);
  return {
    principal: `arn:aws:sts::${ci.account}:assumed-role/${name}/session`,
    policies: [{ name, policy }, ...(who.endsWith('with everything') ? ALLOW_ALL : [])],
    context: principalContext(arn),
  };
}

/** The role itself. */
export function principal({ principals }: StackPolicies, who: string) {
  const kind = who.startsWith('plan') ? 'plan' : 'deploy';
  const found = principals.find(({ name }) => name === `callvault-${kind}-prod`);
  if (!found) throw new Error(`${who} does not exist`);
  return found;
}

const HERE = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2' };

/** Everything AWS authorizes for one operation, in the words of docs/access/ci.md. */
export function authorizations(world: CiWorld, does: string, to: string): Authorization[] {
  if (/^(another|new) key|^key of/.test(to)) return [useAnotherKey(world, does, to)];
  if (does.startsWith('kms:') && to !== 'everything') return [useKey(world, does, to)];
  if (does.includes(':')) return [useService(world, does, to)];
  const [stack, bucket, object] = s3Target(world, to);
  const operation = S3_OPERATIONS[does as keyof typeof S3_OPERATIONS];
  const owner = to === 'bucket of another account' ? '999999999999' : stack.account;
  const context = { ...HERE, 'aws:ResourceAccount': owner };
  return s3Authorizations(stack, { operation, bucket, object, headers: {} }, context).map(
    (each): Authorization =>
      owner === stack.account
        ? each
        : { ...each, account: owner, resourcePolicy: allowsEverybody(each.resource) },
  );
}

function allowsEverybody(resource: string) {
  const statement = { Sid: 'All', Effect: 'Allow', Principal: '*', Action: '*' } as const;
  return { Version: '2012-10-17', Statement: [{ ...statement, Resource: resource }] };
}

function s3Target({ state, store }: CiWorld, to: string): [StackPolicies, BucketPolicy, string] {
  const of = (stack: StackPolicies, kind: BucketPolicy['kind']): BucketPolicy => {
    const found = stack.buckets.find((bucket) => bucket.kind === kind);
    if (!found) throw new Error(`${stack.stack} has no bucket of ${kind}`);
    return found;
  };
  const targets: Record<string, () => [StackPolicies, BucketPolicy, string]> = {
    state: () => [state, of(state, 'state'), 'video-prod/terraform.tfstate'],
    'state of ci': () => [state, of(state, 'state'), 'ci-prod/terraform.tfstate'],
    'state of the state bucket': () => [state, of(state, 'state'), 'state-prod/terraform.tfstate'],
    'state of another environment': () => [
      state,
      of(state, 'state'),
      'video-staging/terraform.tfstate',
    ],
    'another bucket': () => [store, another(of(store, 'recordings')), ''],
    'lock of the state': () => [state, of(state, 'state'), 'video-prod/terraform.tfstate.tflock'],
    'state bucket': () => [state, of(state, 'state'), ''],
    'log bucket of the state': () => [state, of(state, 'logs'), ''],
    recording: () => [store, of(store, 'recordings'), `${store.prefix}2026/a.wav`],
    'recordings bucket': () => [store, of(store, 'recordings'), ''],
    'bucket of another account': () => [store, of(store, 'recordings'), ''],
  };
  const target = targets[to];
  if (!target) throw new Error(`${to} does not exist`);
  return target();
}

/** A bucket of the account that is not callvault's. */
function another(bucket: BucketPolicy): BucketPolicy {
  const policy = { Version: '2012-10-17', Statement: [] };
  return { ...bucket, name: 'acme-billing', arn: 'arn:aws:s3:::acme-billing', policy };
}

/** The tags of a key, and those that a request to tag it asks for. */
function tagContext(environment: string, action: string): Context {
  return {
    'aws:ResourceTag/environment': environment,
    'aws:ResourceTag/managed-by': 'callvault',
    'kms:ResourceAliases': [`alias/video-${environment}-recordings`],
    ...requestedTags(action),
  };
}

/** The tags that a request asks for: those of the environment, unless it says others. */
function requestedTags(action: string, said = ''): Context {
  if (action !== 'kms:TagResource' && action !== 'kms:CreateKey') return {};
  const other = said.startsWith('with');
  const environment = said === 'with the tags of another environment' ? 'staging' : 'prod';
  return {
    'aws:RequestTag/environment': environment,
    'aws:RequestTag/managed-by': other && environment === 'prod' ? 'another' : 'callvault',
  };
}

function useKey(world: CiWorld, action: string, to: string): Authorization {
  const [, name = '', through] = /^(state|recordings|operations) key(?: (.*))?$/.exec(to) ?? [];
  const stack = name === 'state' ? world.state : world.store;
  const key = stack.keys.find(({ kind }) => kind === name);
  if (!key) throw new Error(`${to} does not exist`);
  const tags = tagContext('prod', action);
  if (through === undefined) return keyAuthorization(stack, key, { action, context: tags });
  const { service, context } = usedThrough(world, through);
  return keyAuthorization(stack, key, { action, service, context: { ...tags, ...context } });
}

function usedThrough({ state, store }: CiWorld, what: string) {
  const [bucket] = state.buckets.filter(({ kind }) => kind === 'state');
  const secret = { 'kms:EncryptionContext:SecretARN': store.secrets[0]?.arn ?? '' };
  const s3 = (arn = '') => ({
    service: 's3' as const,
    context: { 'kms:EncryptionContext:aws:s3:arn': arn },
  });
  const uses: Record<string, { service: 's3' | 'secretsmanager'; context: Context }> = {
    'through S3': s3(bucket?.arn),
    'for another bucket': s3('arn:aws:s3:::another'),
    'through Secrets Manager': { service: 'secretsmanager', context: secret },
    'through Secrets Manager, without a secret': { service: 'secretsmanager', context: {} },
  };
  const use = uses[what];
  if (!use) throw new Error(`${what} is not a use of a key`);
  return use;
}

/** A secret is named, but the request does not come from Secrets Manager. */
function useAnotherKey({ ci, store }: CiWorld, does: string, to: string): Authorization {
  const root = { AWS: `arn:aws:iam::${ci.account}:root` };
  const all = { Sid: 'All', Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' };
  const contexts: Record<string, Context> = {
    'another key': { 'kms:ResourceAliases': ['alias/billing'] },
    'new key': {},
    'key of another environment': tagContext('staging', ''),
    'key of another environment, without an alias': {
      'aws:ResourceTag/environment': 'staging',
      'aws:ResourceTag/managed-by': 'callvault',
    },
    'another key, with the environment as a tag': { 'aws:ResourceTag/environment': 'prod' },
  };
  const { action, said } = wordsOf(does);
  return {
    action,
    account: ci.account,
    context: {
      'kms:EncryptionContext:SecretARN': store.secrets[0]?.arn ?? '',
      ...contexts[to],
      ...requestedTags(action, said),
    },
    resource: `arn:aws:kms:${ci.region}:${ci.account}:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d`,
    resourcePolicy: { Version: '2012-10-17', Statement: [all as Statement] },
  };
}

/** Resources of a service: one of a store, one of another environment, and one that is not callvault's. */
const NAMES: Readonly<Record<string, readonly [string, string, string]>> = {
  role: ['replication-calls-prod', 'replication-calls-staging', 'OrganizationAccountAccessRole'],
  user: ['recordings-video-prod', 'recordings-video-staging', 'alice'],
  group: ['recordings-video-prod', 'recordings-video-staging', 'admins'],
  function: ['integrity-calls-prod', 'integrity-calls-staging', 'billing'],
  secret: [
    'callvault/video-prod/access-key-AbCdEf',
    'callvault/video-staging/access-key-AbCdEf',
    'billing-AbCdEf',
  ],
  'state machine': ['integrity-calls-prod', 'integrity-calls-staging', 'billing'],
  rule: ['integrity-calls-prod-check', 'integrity-calls-staging-check', 'billing'],
  'log group': [
    '/aws/lambda/integrity-calls-prod',
    '/aws/lambda/integrity-calls-staging',
    'billing',
  ],
  alarm: ['calls-prod-integrity-late', 'calls-staging-integrity-late', 'billing'],
  topic: ['calls-prod-alarms', 'calls-staging-alarms', 'billing'],
  queue: ['integrity-calls-prod-failed', 'integrity-calls-staging-failed', 'billing'],
};

/** The ARN of a resource, from its service to before its name. */
const ARNS: Readonly<Record<string, string>> = {
  role: 'iam::111111111111:role/',
  user: 'iam::111111111111:user/',
  group: 'iam::111111111111:group/',
  function: 'lambda:eu-central-1:111111111111:function:',
  secret: 'secretsmanager:eu-central-1:111111111111:secret:',
  'state machine': 'states:eu-central-1:111111111111:stateMachine:',
  rule: 'events:eu-central-1:111111111111:rule/',
  'log group': 'logs:eu-central-1:111111111111:log-group:',
  alarm: 'cloudwatch:eu-central-1:111111111111:alarm:',
  topic: 'sns:eu-central-1:111111111111:',
  queue: 'sqs:eu-central-1:111111111111:',
};

/** Resources that exist once. */
const SINGLE: Readonly<Record<string, string>> = {
  everything: '*',
  'plan role': 'arn:aws:iam::111111111111:role/callvault-plan-prod',
  'deploy role': 'arn:aws:iam::111111111111:role/callvault-deploy-prod',
  administrator: 'arn:aws:iam::111111111111:role/break-glass',
  'the boundary': 'arn:aws:iam::111111111111:policy/callvault-boundary-prod',
  'policy of the deploy role': 'arn:aws:iam::111111111111:policy/callvault-deploy-changes-prod',
  'another policy': 'arn:aws:iam::111111111111:policy/another',
  'another provider': 'arn:aws:iam::111111111111:oidc-provider/issuer.example',
  'SAML provider': 'arn:aws:iam::111111111111:saml-provider/idp',
  'instance profile': 'arn:aws:iam::111111111111:instance-profile/another',
  instance: 'arn:aws:ec2:eu-central-1:111111111111:instance/i-0123456789abcdef0',
  'CloudFormation stack': 'arn:aws:cloudformation:eu-central-1:111111111111:stack/another/1',
  'CodeBuild project': 'arn:aws:codebuild:eu-central-1:111111111111:project/another',
  'ECS task definition': 'arn:aws:ecs:eu-central-1:111111111111:task-definition/another:1',
  notebook: 'arn:aws:sagemaker:eu-central-1:111111111111:notebook-instance/another',
};

/** How the three names of {@link NAMES} are called. */
const OWNERS = [/^(.*) of a store$/, /^(.*) of another environment$/, /^another (.*)$/];

function arnOf(to: string): string {
  const single = SINGLE[to];
  if (single !== undefined) return single;
  for (const [index, owner] of OWNERS.entries()) {
    const kind = owner.exec(to)?.[1] ?? '';
    const name = NAMES[kind]?.[index];
    if (name !== undefined) return `arn:aws:${ARNS[kind] ?? ''}${name}`;
  }
  throw new Error(`${to} does not exist`);
}

/** The action of a row, and what the request says besides its resource: `with the boundary`, `to lambda`. */
function wordsOf(does: string): { readonly action: string; readonly said: string } {
  const [, action = '', said = ''] = /^(\S+)(?: ((?:with|to) .*))?$/.exec(does) ?? [];
  return { action, said };
}

function saidContext(said: string): Context {
  if (said.startsWith('to ')) return { 'iam:PassedToService': `${said.slice(3)}.amazonaws.com` };
  const boundaries: Record<string, string | undefined> = {
    'with the boundary': SINGLE['the boundary'],
    'with another boundary': 'arn:aws:iam::aws:policy/AdministratorAccess',
  };
  const boundary = boundaries[said];
  return boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
}

function useService(world: CiWorld, does: string, to: string): Authorization {
  const { ci, store } = world;
  const { action, said } = wordsOf(does);
  const resource =
    to === 'identity provider'
      ? `arn:aws:iam::${ci.account}:oidc-provider/${world.issuer}`
      : arnOf(to);
  const secret = store.secrets.find(({ arn }) => arn === resource);
  const isOwnRole = to === 'plan role' || to === 'deploy role';
  return {
    action,
    resource,
    account: ci.account,
    context: { ...saidContext(said), ...requestedTags(action, said) },
    resourcePolicy:
      action === 'sts:AssumeRole' && isOwnRole ? principal(ci, to).trust : secret?.policy,
  };
}
