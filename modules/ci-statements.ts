import { type AccountScope, bucketArn } from '../core/arn';
import type { Statement } from '../core/policy';
import { viaService } from '../core/region';
import { PASSED_TO, SERVICE_ACTIONS } from './ci-actions';
import { s3EncryptionContext } from './key';
import { logBucketName } from './log-bucket';

/** The bucket that Terraform state is in. */
export interface CiState {
  /** Its name. */
  readonly bucketName: string;
  /** Its region. */
  readonly region: string;
  /** ARN of its key. */
  readonly keyArn: string;
}

/** What decides what the two roles may do. */
export interface CiScope extends AccountScope {
  /** Where Terraform state is. @default - not in this account: neither role reads or writes any */
  readonly state?: CiState | undefined;
  /** Buckets may be destroyed with all they hold. @default false */
  readonly disposable?: boolean | undefined;
}

/** What of an identity the deploy role must never change: itself, the plan role, and how both come in. */
export interface CiIdentities {
  /** ARNs of the two roles. */
  readonly roleArns: readonly string[];
  /** ARN of the identity provider. */
  readonly providerArn: string;
}

/**
 * What the plan role may do: read what a plan reads. All else is denied, whatever somebody attaches to it.
 *
 * It cannot take the lock of the state, so plans of it run with `-lock=false`.
 */
export function planStatements(scope: CiScope): Statement[] {
  const allowed = [...readSettings(scope), ...readState(scope.state, scope)];
  return [
    ...allowed,
    {
      Sid: 'PlanRoleDenyAllElse',
      Effect: 'Deny',
      NotAction: allowed.flatMap(({ Action = [] }) => Action),
      Resource: '*',
    },
    ...denyContents('PlanRole', scope),
  ];
}

/**
 * What the deploy role may do: make, change and destroy what callvault's stacks are made of. It reads no
 * recording, and changes neither itself nor where state is kept.
 */
export function deployStatements(scope: CiScope, identities: CiIdentities): Statement[] {
  return [
    ...readSettings(scope),
    ...changeSettings(scope),
    ...(scope.disposable ? [emptyBuckets(scope)] : []),
    ...readState(scope.state, scope),
    ...writeState(scope.state, scope),
    ...denyContents('DeployRole', scope),
    ...denyOwnRoles(identities),
    ...denyOwnState(scope),
  ];
}

function readSettings(scope: CiScope): Statement[] {
  return SERVICE_ACTIONS.map(({ name, resources, read }) => ({
    Sid: `Read${name}`,
    Effect: 'Allow' as const,
    Action: read,
    Resource: resources(scope),
    ...ofAccount(name, scope),
  }));
}

function changeSettings(scope: CiScope): Statement[] {
  const changes = SERVICE_ACTIONS.flatMap(({ name, resources, write = [] }): Statement[] =>
    write.length === 0
      ? []
      : [
          {
            Sid: `Change${name}`,
            Effect: 'Allow',
            Action: write,
            Resource: resources(scope),
            ...ofAccount(name, scope),
          },
        ],
  );
  const { partition, account } = scope;
  return [
    ...changes,
    {
      Sid: 'PassRolesToServices',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `arn:${partition}:iam::${account}:role/*`,
      Condition: { StringEquals: { 'iam:PassedToService': PASSED_TO } },
    },
  ];
}

/** The ARN of a bucket does not say whose it is. */
function ofAccount(name: string, { account }: CiScope): Pick<Statement, 'Condition'> {
  if (name !== 'Buckets') return {};
  return { Condition: { StringEquals: { 'aws:ResourceAccount': account } } };
}

function emptyBuckets({ partition, account }: CiScope): Statement {
  return {
    Sid: 'EmptyBuckets',
    Effect: 'Allow',
    Action: ['s3:ListBucketVersions', 's3:DeleteObject', 's3:DeleteObjectVersion'],
    Resource: `arn:${partition}:s3:::*`,
    Condition: { StringEquals: { 'aws:ResourceAccount': account } },
  };
}

function readState(state: CiState | undefined, { partition }: CiScope): Statement[] {
  if (!state) return [];
  return [
    {
      Sid: 'ReadState',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `${bucketArn(partition, state.bucketName)}/*`,
    },
    useStateKey('DecryptState', 'kms:Decrypt', { state, partition }),
  ];
}

function writeState(state: CiState | undefined, { partition }: CiScope): Statement[] {
  if (!state) return [];
  const bucket = bucketArn(partition, state.bucketName);
  return [
    { Sid: 'WriteState', Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket}/*` },
    {
      Sid: 'ReleaseLock',
      Effect: 'Allow',
      Action: 's3:DeleteObject',
      Resource: `${bucket}/*.tflock`,
    },
    useStateKey('EncryptState', 'kms:GenerateDataKey', { state, partition }),
  ];
}

function useStateKey(
  sid: string,
  action: string,
  { state, partition }: { state: CiState } & Pick<CiScope, 'partition'>,
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: action,
    Resource: state.keyArn,
    Condition: {
      StringEquals: { 'kms:ViaService': viaService('s3', state.region) },
      ...s3EncryptionContext(bucketArn(partition, state.bucketName)),
    },
  };
}

/** No recording is read or written, no secret opened, whatever else is attached or granted. */
function denyContents(owner: string, { partition, state, disposable }: CiScope): Statement[] {
  const objects = ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:ReplicateObject'];
  const deletions = disposable ? [] : ['s3:DeleteObject', 's3:DeleteObjectVersion'];
  const others = state
    ? { NotResource: `${bucketArn(partition, state.bucketName)}/*` }
    : { Resource: '*' };
  return [
    {
      Sid: `${owner}DenyObjects`,
      Effect: 'Deny',
      Action: [...objects, ...deletions],
      ...others,
    },
    {
      Sid: `${owner}DenySecrets`,
      Effect: 'Deny',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
      Resource: '*',
    },
    {
      Sid: `${owner}DenyKeys`,
      Effect: 'Deny',
      Action: ['kms:Decrypt', 'kms:CreateGrant'],
      ...(state ? { NotResource: state.keyArn } : { Resource: '*' }),
    },
  ];
}

function denyOwnRoles({ roleArns, providerArn }: CiIdentities): Statement[] {
  return [
    {
      Sid: 'DeployRoleDenyItself',
      Effect: 'Deny',
      NotAction: ['iam:Get*', 'iam:List*'],
      Resource: [...roleArns, providerArn],
    },
  ];
}

/** The stack of the state bucket is deployed by `callvault bootstrap`, as a person. */
function denyOwnState({ partition, state }: CiScope): Statement[] {
  if (!state) return [];
  const bucket = bucketArn(partition, state.bucketName);
  const data = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  return [
    {
      Sid: 'DeployRoleDenyStateBucket',
      Effect: 'Deny',
      NotAction: ['s3:Get*', 's3:List*'],
      Resource: [bucket, bucketArn(partition, logBucketName(state.bucketName))],
    },
    {
      Sid: 'DeployRoleDenyStateVersions',
      Effect: 'Deny',
      NotAction: data,
      Resource: `${bucket}/*`,
    },
    {
      Sid: 'DeployRoleDenyStateKey',
      Effect: 'Deny',
      NotAction: [
        ...['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:GetKeyPolicy'],
        ...['kms:GetKeyRotationStatus', 'kms:ListResourceTags'],
      ],
      Resource: state.keyArn,
    },
  ];
}
