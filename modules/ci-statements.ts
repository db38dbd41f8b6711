import { type AccountScope, bucketArn } from '../core/arn';
import type { Conditions, Statement } from '../core/policy';
import { viaService } from '../core/region';
import { allow } from '../core/statements';
import { SERVICE_ACTIONS } from './ci-actions';
import { s3EncryptionContext } from './key';
import { logBucketName } from './log-bucket';

/** Services that roles of a store are passed to. */
const PASSED_TO: readonly string[] = [
  'events.amazonaws.com',
  'lambda.amazonaws.com',
  's3.amazonaws.com',
  'states.amazonaws.com',
];

/** The bucket of the Terraform state. */
export interface CiState {
  readonly bucketName: string;
  readonly region: string;
  readonly keyArn: string;
}

/** What decides what the two roles may do. */
export interface CiScope extends AccountScope {
  /** Where the Terraform state is. @default - not in this account: the roles cannot access it */
  readonly state?: CiState | undefined;
  /** Buckets can be destroyed with everything in them. @default false */
  readonly disposable?: boolean | undefined;
}

/** What the deploy role must never change: itself, the plan role, and the provider both trust. */
export interface CiIdentities {
  /** ARNs of the two roles. */
  readonly roleArns: readonly string[];
  /** ARN of the identity provider. */
  readonly providerArn: string;
}

/**
 * The plan role reads what a plan reads. Everything else is denied, whatever other policies are attached to it.
 *
 * It cannot take the lock of the state, so it plans with `-lock=false`.
 */
export function planStatements(scope: CiScope): Statement[] {
  const allowed = [...readSettings(scope), ...readState(scope)];
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
 * The deploy role creates, changes and destroys the resources of callvault's stacks. It reads no recordings, and
 * changes neither its own permissions nor the bucket of the state.
 */
export function deployStatements(scope: CiScope, identities: CiIdentities): Statement[] {
  return [
    ...readSettings(scope),
    ...changeSettings(scope),
    ...(scope.disposable ? [emptyBuckets(scope)] : []),
    ...readState(scope),
    ...writeState(scope),
    encryptSecrets(scope),
    ...denyContents('DeployRole', scope),
    denyKeys('DeployRole', scope, { StringNotLike: { 'kms:ViaService': SECRETS_MANAGER } }),
    denyGrants('DeployRole'),
    denyOwnRoles(identities),
    ...denyOwnState(scope),
  ];
}

function readSettings(scope: CiScope): Statement[] {
  return SERVICE_ACTIONS.map(({ name, resources, read }) => ({
    ...allow(`Read${name}`, read, resourceArns(resources, scope)),
    ...ofAccount(name, scope),
  }));
}

function changeSettings(scope: CiScope): Statement[] {
  const changes = SERVICE_ACTIONS.flatMap(({ name, resources, write = [] }) =>
    write.length === 0
      ? []
      : {
          ...allow(`Change${name}`, write, resourceArns(resources, scope)),
          ...ofAccount(name, scope),
        },
  );
  const { partition, account } = scope;
  return [
    ...changes,
    {
      ...allow('PassRolesToServices', 'iam:PassRole', `arn:${partition}:iam::${account}:role/*`),
      Condition: { StringEquals: { 'iam:PassedToService': PASSED_TO } },
    },
  ];
}

function resourceArns(patterns: readonly string[], { partition, account }: CiScope): string[] {
  return patterns.map((each) =>
    each.replace('{partition}', partition).replace('{account}', account),
  );
}

/** The ARN of a bucket does not include the account. */
function ofAccount(name: string, { account }: CiScope): Pick<Statement, 'Condition'> {
  if (name !== 'Buckets') return {};
  return { Condition: { StringEquals: { 'aws:ResourceAccount': account } } };
}

function emptyBuckets(scope: CiScope): Statement {
  const actions = ['s3:ListBucketVersions', 's3:DeleteObject', 's3:DeleteObjectVersion'];
  return {
    ...allow('EmptyBuckets', actions, `arn:${scope.partition}:s3:::*`),
    ...ofAccount('Buckets', scope),
  };
}

function readState({ state, partition }: CiScope): Statement[] {
  if (!state) return [];
  return [
    allow('ReadState', 's3:GetObject', `${bucketArn(partition, state.bucketName)}/*`),
    useStateKey('DecryptState', 'kms:Decrypt', { state, partition }),
  ];
}

function writeState({ state, partition }: CiScope): Statement[] {
  if (!state) return [];
  const bucket = bucketArn(partition, state.bucketName);
  return [
    allow('WriteState', 's3:PutObject', `${bucket}/*`),
    allow('ReleaseLock', 's3:DeleteObject', `${bucket}/*.tflock`),
    useStateKey('EncryptState', 'kms:GenerateDataKey', { state, partition }),
  ];
}

/** The host names of Secrets Manager, in every region and partition. */
const SECRETS_MANAGER = 'secretsmanager.*';

/**
 * Secrets Manager uses a customer managed key as the principal that creates or updates a secret. The role cannot read
 * the value of a secret: {@link denyContents}.
 *
 * @see AWS Secrets Manager User Guide, "Secret encryption and decryption", "Permissions for the KMS key"
 */
function encryptSecrets({ partition, account }: CiScope): Statement {
  return {
    ...allow(
      'EncryptSecrets',
      ['kms:GenerateDataKey', 'kms:Decrypt'],
      `arn:${partition}:kms:*:${account}:key/*`,
    ),
    Condition: {
      StringLike: {
        'kms:ViaService': SECRETS_MANAGER,
        'kms:EncryptionContext:SecretARN': `arn:${partition}:secretsmanager:*:${account}:secret:*`,
      },
    },
  };
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

/** Denies decryption with every key but that of the state. */
function denyKeys(owner: string, { state }: CiScope, Condition?: Conditions): Statement {
  return {
    Sid: `${owner}DenyKeys`,
    Effect: 'Deny',
    Action: 'kms:Decrypt',
    ...allBut(state?.keyArn),
    Condition,
  };
}

/** Denies the way around {@link denyKeys}: a grant to another principal. */
function denyGrants(owner: string): Statement {
  return { Sid: `${owner}DenyGrants`, Effect: 'Deny', Action: 'kms:CreateGrant', Resource: '*' };
}

function allBut(arn: string | undefined): Pick<Statement, 'Resource' | 'NotResource'> {
  return arn === undefined ? { Resource: '*' } : { NotResource: arn };
}

function denyAllBut(Sid: string, NotAction: readonly string[], Resource: string | string[]) {
  return { Sid, Effect: 'Deny', NotAction, Resource } as const;
}

function denyOwnRoles({ roleArns, providerArn }: CiIdentities): Statement {
  return denyAllBut('DeployRoleDenyItself', ['iam:Get*', 'iam:List*'], [...roleArns, providerArn]);
}

/** The stack of the state bucket is deployed by hand, with `callvault bootstrap`. */
function denyOwnState({ partition, state }: CiScope): Statement[] {
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
    denyAllBut('DeployRoleDenyStateKey', keyUse, state.keyArn),
  ];
}
