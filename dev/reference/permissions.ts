import { bucketArn, policyArn, principalArn, type RegionScope } from '../../core/arn';
import { many, type Statement } from '../../core/policy';
import { viaService } from '../../core/region';
import { allow } from '../../core/statements';
import { SERVICE_ACTIONS, type ServiceActions } from '../../modules/ci-actions';
import { ciBoundaryArn } from '../../modules/ci-access';
import { boundaryStatements } from '../../modules/ci-boundary';
import { changeKeys } from '../../modules/ci-keys';
import type { CiScope } from '../../modules/ci-scope';
import {
  deployChangeStatements,
  deployReadStatements,
  deployStatements,
} from '../../modules/ci-statements';
import { s3EncryptionContext } from '../../modules/key';
import { logBucketName } from '../../modules/log-bucket';

/** An environment, as far as the policies name it. */
interface PolicyPlace extends RegionScope {
  /** Its name. */
  readonly environment: string;
  readonly stateBucket: string;
}

const PLACE: PolicyPlace = {
  partition: 'aws',
  account: '111111111111',
  region: 'eu-central-1',
  environment: 'prod',
  stateBucket: 'acme-callvault-state',
};
const USER = `recordings-*-${PLACE.environment}`;

/** The role that `deployer.roleArn` names in the example. */
export const DEPLOYER_ARN = principalArn(PLACE, 'role', 'callvault-deployer');

/** One policy of the page. */
export interface ExamplePolicy {
  /** Its name in IAM. */
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** The actions that change buckets, without those that destroy something or that the state bucket does not need. */
const STATE_BUCKET_CHANGES =
  /^s3:(?:CreateBucket|Put(?:Bucket(?!ObjectLock)\w+|EncryptionConfiguration|LifecycleConfiguration)|TagResource|UntagResource)$/;

/** For those who bootstrap, and for the deployer: the state bucket with its key, and the states in it. */
export function statePolicy(place: PolicyPlace = PLACE): ExamplePolicy {
  const { partition, account, environment, region, stateBucket } = place;
  const bucket = bucketArn(partition, stateBucket);
  const keys = `arn:${partition}:kms:*:${account}:key/*`;
  const { read = [], write = [] } = actionsOf('Buckets');
  const changes = write.filter((action) => STATE_BUCKET_CHANGES.test(action));
  const buckets = [bucket, bucketArn(partition, logBucketName(stateBucket))];
  const states = `${bucket}/*-${environment}/*`;
  return {
    name: `callvault-state-${environment}`,
    statements: [
      {
        ...allow('StateBuckets', [...read, ...changes], buckets),
        Condition: { StringEquals: { 'aws:ResourceAccount': account } },
      },
      allow('States', ['s3:GetObject', 's3:PutObject'], states),
      allow('ReleaseLocks', 's3:DeleteObject', `${states}.tflock`),
      allow('FindKeys', ['kms:ListAliases', 'kms:ListKeys'], '*'),
      allow('ReadKeys', actionsOf('Keys').read ?? [], keys),
      allow(
        'NameKey',
        ['kms:CreateAlias', 'kms:EnableKeyRotation', 'kms:UpdateAlias'],
        [keys, `arn:${partition}:kms:*:${account}:alias/state-${environment}`],
      ),
      ...changeKeys(scope(place)).map((statement) => ({
        ...statement,
        Action: many(statement.Action).filter((action) => action !== 'kms:ScheduleKeyDeletion'),
      })),
      {
        ...allow('EncryptStates', ['kms:Decrypt', 'kms:GenerateDataKey'], keys),
        Condition: {
          StringEquals: { 'kms:ViaService': viaService('s3', region) },
          ...s3EncryptionContext(bucket),
        },
      },
    ],
  };
}

/** For the deployer besides {@link statePolicy}: what deploys stores, and what `connect`, `rotate` and `doctor` call. */
export function deployerPolicies(): ExamplePolicy[] {
  const names = ['reads', 'changes', 'identities'].map((part) => nameOf(`deploy-${part}`));
  const [reads = '', changes = '', identities = ''] = names;
  const own = [
    DEPLOYER_ARN,
    ...[...names, statePolicy().name].map((name) => policyArn(PLACE, name)),
  ];
  return [
    { name: reads, statements: [...deployReadStatements(scope()), ...diagnosis()] },
    { name: changes, statements: [...deployChangeStatements(scope()), ...vendorKeys()] },
    {
      name: identities,
      // The others would also deny the states, and the secrets that connect writes: nothing here allows more.
      statements: deployStatements(scope(), own).filter(
        ({ Sid }) => !/Deny(?:Objects|Secrets|Keys)$/.test(Sid),
      ),
    },
  ];
}

/** The permissions boundary that `permissionsBoundary` names: of all roles and users that the deployer creates. */
export function boundaryPolicy(): ExamplePolicy {
  return { name: nameOf('boundary'), statements: boundaryStatements(scope()) };
}

const nameOf = (part: string) => `callvault-${part}-${PLACE.environment}`;

function scope(place: PolicyPlace = PLACE): CiScope {
  return {
    ...place,
    names: { buckets: ['acme-recordings-*'], roles: [], users: [USER], issuers: [] },
    boundaryArn: ciBoundaryArn(place),
  };
}

function actionsOf(name: string): Pick<ServiceActions, 'read' | 'write'> {
  return SERVICE_ACTIONS.find((each) => each.name === name) ?? {};
}

/** What `connect`, `rotate` and `disconnect` call for a vendor that writes with an access key. */
function vendorKeys(): Statement[] {
  const { partition, account, environment } = PLACE;
  const secrets = `arn:${partition}:secretsmanager:*:${account}:secret:callvault/*-${environment}/*`;
  return [
    allow(
      'ChangeAccessKeys',
      [
        'CreateAccessKey',
        'DeleteAccessKey',
        'GetAccessKeyLastUsed',
        'ListAccessKeys',
        'UpdateAccessKey',
      ].map((action) => `iam:${action}`),
      principalArn(PLACE, 'user', USER),
    ),
    allow(
      'HandOverAccessKeys',
      ['GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
        (action) => `secretsmanager:${action}`,
      ),
      secrets,
    ),
  ];
}

/** What `doctor`, `connect` and `retire` read besides what Terraform reads. */
function diagnosis(): Statement[] {
  const { partition, account, environment } = PLACE;
  return [
    allow(
      'DiagnoseUsers',
      ['iam:ListAttachedUserPolicies', 'iam:ListUserPolicies'],
      principalArn(PLACE, 'user', USER),
    ),
    allow(
      'DiagnoseGroups',
      ['iam:ListAttachedGroupPolicies', 'iam:ListGroupPolicies'],
      `arn:${partition}:iam::${account}:group/${USER}`,
    ),
    allow(
      'DiagnoseBuckets',
      ['s3:ListBucketMultipartUploads', 's3:ListBucketVersions'],
      bucketArn(partition, 'acme-recordings-*'),
    ),
    allow(
      'DiagnoseTopics',
      'sns:ListSubscriptionsByTopic',
      `arn:${partition}:sns:*:${account}:*-${environment}-alarms`,
    ),
  ];
}
