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
administrators: [arn:aws:iam::111111111111:role/callvault-deploy-prod]
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
}

/** The stacks of an environment named `prod`. */
export function ciWorld(text = ENVIRONMENT): CiWorld {
  const stacks = synthesize([{ file: 'environments/prod.yaml', text }]);
  const read = (id: string) =>
    readPolicies(id, stacks.find((stack) => stack.id === id)?.text ?? '{}');
  return { ci: read('ci-prod'), state: withKey(read('state-prod')), store: read('video-prod') };
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

/** Everything AWS authorizes for one operation, in the words of docs/ci.md. */
export function authorizations(world: CiWorld, does: string, to: string): Authorization[] {
  if (to === 'another key') return [useAnotherKey(world, does)];
  if (does.startsWith('kms:')) return [useKey(world, does, to)];
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

function useKey(world: CiWorld, action: string, to: string): Authorization {
  const [, name = '', through] = /^(state|recordings|operations) key(?: (.*))?$/.exec(to) ?? [];
  const stack = name === 'state' ? world.state : world.store;
  const key = stack.keys.find(({ kind }) => kind === name);
  if (!key) throw new Error(`${to} does not exist`);
  if (through === undefined) return keyAuthorization(stack, key, { action });
  return keyAuthorization(stack, key, { action, ...usedThrough(world, through) });
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
function useAnotherKey({ ci, store }: CiWorld, action: string): Authorization {
  const root = { AWS: `arn:aws:iam::${ci.account}:root` };
  const all = { Sid: 'All', Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' };
  return {
    action,
    account: ci.account,
    context: { 'kms:EncryptionContext:SecretARN': store.secrets[0]?.arn ?? '' },
    resource: `arn:aws:kms:${ci.region}:${ci.account}:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d`,
    resourcePolicy: { Version: '2012-10-17', Statement: [all as Statement] },
  };
}

function useService(world: CiWorld, does: string, to: string): Authorization {
  const { ci, store } = world;
  const [action = '', service] = does.split(' to ');
  const [secret] = store.secrets;
  const resources: Record<string, { arn: string; policy?: Authorization['resourcePolicy'] }> = {
    secret: { arn: secret?.arn ?? '', policy: secret?.policy },
    'plan role': { arn: principal(ci, 'plan role').arn },
    'deploy role': { arn: principal(ci, 'deploy role').arn },
    'another role': { arn: `arn:aws:iam::${ci.account}:role/another` },
    'identity provider': {
      arn: `arn:aws:iam::${ci.account}:oidc-provider/token.actions.githubusercontent.com`,
    },
  };
  const resource = resources[to];
  if (!resource) throw new Error(`${to} does not exist`);
  const context: Context =
    service === undefined ? {} : { 'iam:PassedToService': `${service}.amazonaws.com` };
  return {
    action,
    resource: resource.arn,
    account: ci.account,
    context,
    resourcePolicy: does === 'sts:AssumeRole' ? principal(ci, to).trust : resource.policy,
  };
}
