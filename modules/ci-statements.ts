import { bucketArn } from '../core/arn';
import type { Statement } from '../core/policy';
import { viaService } from '../core/region';
import { allow } from '../core/statements';
import { SERVICE_ACTIONS } from './ci-actions';
import { allBut, allowOn, denyAllBut } from './ci-allow';
import { IDENTITY_ACTIONS } from './ci-identity-actions';
import { changeIdentities, denyIdentities } from './ci-identities';
import {
  changeKeys,
  denyGrants,
  denyKeys,
  encryptSecrets,
  ofOwnKeys,
  SECRETS_MANAGER,
} from './ci-keys';
import { changedNames, expandArns, readNames } from './ci-names';
import type { CiByHand, CiScope, CiState } from './ci-scope';
import { s3EncryptionContext } from './key';
import { logBucketName } from './log-bucket';

const NOTHING_BY_HAND: CiByHand = { roles: [], policies: [] };

/**
 * The plan role reads what a plan reads. Everything else is denied, whatever other policies are attached to it.
 *
 * It cannot take the lock of the state, so it plans with `-lock=false`.
 */
export function planStatements(scope: CiScope, byHand: CiByHand): Statement[] {
  const allowed = [
    ...readSettings(scope, byHand).map(ofOwnKeys(scope)),
    ...listVersions(scope),
    ...readState(scope),
  ];
  return [
    ...allowed,
    {
      Sid: 'PlanRoleDenyAllElse',
      Effect: 'Deny',
      NotAction: allowed.flatMap(({ Action = [] }) => Action),
      Resource: '*',
    },
    ...denyContents('PlanRole', scope),
    denyKeys('PlanRole', scope),
    denyGrants('PlanRole'),
  ];
}

/**
 * What the deploy role reads: the stores, and keys with any tags. KMS may know the tags of a new key only after minutes.
 *
 * @see AWS KMS Developer Guide, "ABAC for AWS KMS"
 */
export function deployReadStatements(scope: CiScope): Statement[] {
  return [...readSettings(scope, NOTHING_BY_HAND), ...readState(scope)];
}

/**
 * The deploy role creates, changes and destroys the resources of the environment's stores, and nothing else in the
 * account. It reads no recordings. The roles and users it creates have a permissions boundary. It also has
 * {@link deployReadStatements} and {@link deployChangeStatements}.
 *
 * @param byHandArns - the two roles, their policies and the identity provider, which it must never change
 */
export function deployStatements(scope: CiScope, byHandArns: readonly string[]): Statement[] {
  return [
    ...changeIdentities(scope),
    ...changeKeys(scope),
    ...listVersions(scope),
    ...(scope.disposable ? [emptyBuckets(scope)] : []),
    ...writeState(scope),
    encryptSecrets(scope),
    ...denyContents('DeployRole', scope),
    denyKeys('DeployRole', scope, { StringNotLike: { 'kms:ViaService': SECRETS_MANAGER } }),
    denyGrants('DeployRole'),
    ...denyIdentities(scope, byHandArns),
    ...denyOwnState(scope),
  ];
}

function readSettings(scope: CiScope, byHand: CiByHand): Statement[] {
  const names = readNames(scope, byHand);
  return [...SERVICE_ACTIONS, ...IDENTITY_ACTIONS].flatMap(({ name, resources, read = [] }) =>
    onResources(allowOn(`Read${name}`, read, expandArns(resources, names)), scope),
  );
}

/** What the deploy role changes of the resources of stores, besides identities and keys. */
export function deployChangeStatements(scope: CiScope): Statement[] {
  const names = changedNames(scope);
  return SERVICE_ACTIONS.flatMap(({ name, resources, write = [] }) =>
    onResources(allowOn(`Change${name}`, write, expandArns(resources, names)), scope),
  );
}

function onResources(statements: readonly Statement[], scope: CiScope): Statement[] {
  return statements.map((statement) =>
    statement.Sid.endsWith('Buckets') ? onBuckets(scope, statement) : statement,
  );
}

/** Whether a bucket that exists already, or that a plan destroys, is empty. */
function listVersions(scope: CiScope): Statement[] {
  return allowOn('ListVersions', ['s3:ListBucketVersions'], bucketsOf(scope)).map((statement) =>
    onBuckets(scope, statement),
  );
}

function emptyBuckets(scope: CiScope): Statement {
  const actions = ['s3:DeleteObject', 's3:DeleteObjectVersion'];
  const objects = bucketsOf(scope).map((arn) => `${arn}/*`);
  return onBuckets(scope, allow('EmptyBuckets', actions, objects));
}

const bucketsOf = ({ names, partition }: CiScope) =>
  names.buckets.map((name) => bucketArn(partition, name));

/** The ARN of a bucket does not include the account. */
const onBuckets = ({ account }: CiScope, statement: Statement): Statement => ({
  ...statement,
  Condition: { StringEquals: { 'aws:ResourceAccount': account } },
});

/** The folders of the environment's stacks, whose ids end with its name. */
function stateObjects({ partition, environment }: CiScope, { bucketName }: CiState): string {
  return `${bucketArn(partition, bucketName)}/*-${environment}/*`;
}

function readState(scope: CiScope): Statement[] {
  const { state, partition } = scope;
  if (!state) return [];
  return [
    allow('ReadState', 's3:GetObject', stateObjects(scope, state)),
    useStateKey('DecryptState', 'kms:Decrypt', { state, partition }),
  ];
}

function writeState(scope: CiScope): Statement[] {
  const { state, partition } = scope;
  if (!state) return [];
  const objects = stateObjects(scope, state);
  return [
    allow('WriteState', 's3:PutObject', objects),
    allow('ReleaseLock', 's3:DeleteObject', `${objects}.tflock`),
    useStateKey('EncryptState', 'kms:GenerateDataKey', { state, partition }),
  ];
}

function useStateKey(
  sid: string,
  action: string,
  { state, partition }: { state: CiState } & Pick<CiScope, 'partition'>,
): Statement {
  return {
    ...allow(sid, action, state.keyArn),
    Condition: {
      StringEquals: { 'kms:ViaService': viaService('s3', state.region) },
      ...s3EncryptionContext(bucketArn(partition, state.bucketName)),
    },
  };
}

/** Denies reading and writing recordings and reading secrets, whatever else is attached or granted. */
function denyContents(owner: string, { partition, state, disposable }: CiScope): Statement[] {
  const objects = ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:ReplicateObject'];
  const deletions = disposable ? [] : ['s3:DeleteObject', 's3:DeleteObjectVersion'];
  return [
    {
      Sid: `${owner}DenyObjects`,
      Effect: 'Deny',
      Action: [...objects, ...deletions],
      ...allBut(state && `${bucketArn(partition, state.bucketName)}/*`),
    },
    {
      Sid: `${owner}DenySecrets`,
      Effect: 'Deny',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
      Resource: '*',
    },
  ];
}

/** The stack of the state bucket is deployed by hand, with `callvault bootstrap`, and so is that of the roles. */
function denyOwnState({ partition, state, environment }: CiScope): Statement[] {
  if (!state) return [];
  const bucket = bucketArn(partition, state.bucketName);
  const logs = bucketArn(partition, logBucketName(state.bucketName));
  const data = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  const keyUse = [
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'kms:GetKeyRotationStatus',
    'kms:ListResourceTags',
  ];
  return [
    denyAllBut('DeployRoleDenyStateBucket', ['s3:Get*', 's3:List*'], [bucket, logs]),
    denyAllBut('DeployRoleDenyStateVersions', data, `${bucket}/*`),
    {
      Sid: 'DeployRoleDenyStatesByHand',
      Effect: 'Deny',
      Action: 's3:*',
      Resource: ['ci', 'state'].map((stack) => `${bucket}/${stack}-${environment}/*`),
    },
    denyAllBut('DeployRoleDenyStateKey', keyUse, state.keyArn),
  ];
}
