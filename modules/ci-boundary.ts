import { bucketArn } from '../core/arn';
import type { Statement } from '../core/policy';
import { allow } from '../core/statements';
import { changedNames, expandArns } from './ci-names';
import type { CiScope } from './ci-scope';

/**
 * The permissions boundary of the roles and users of an environment: everything that any of them may be allowed, and
 * nothing that changes permissions. Without it, the deploy role could create an administrator.
 *
 * It allows nothing by itself: what a role may do is what its own policy and this one both allow.
 *
 * @see IAM User Guide, "Permissions boundaries for IAM entities", "Delegating responsibility to others"
 */
export function boundaryStatements(scope: CiScope): Statement[] {
  const { partition, account, names } = scope;
  const buckets = names.buckets.map((name) => bucketArn(partition, name));
  const keys = `arn:${partition}:kms:*:${account}:key/*`;
  const objects = buckets.map((arn) => `${arn}/*`);
  return [
    ...(buckets.length === 0
      ? []
      : [
          allow('UseObjects', ['s3:*MultipartUpload*', 's3:*Object*', 's3:Replicate*'], objects),
          allow('ReadBuckets', ['s3:Get*', 's3:List*'], buckets),
        ]),
    allow('UseWithoutResource', WITHOUT_RESOURCE, '*'),
    { ...allow('UseKeysThroughServices', KEY_USES, keys), Condition: THROUGH_SERVICES },
    ...OTHERS.flatMap(({ sid, actions, resources }) => {
      const arns = expandArns(resources, changedNames(scope));
      return arns.length === 0 ? [] : [allow(sid, actions, arns)];
    }),
    actAsVendors(scope),
  ];
}

/** What canaries act as vendors with. No other role of an environment may read a vendor's access key. */
function actAsVendors(scope: CiScope): Statement {
  const { partition, account, environment } = scope;
  const canaries = `arn:${partition}:iam::${account}:role/arrivals-canary-*-${environment}`;
  return {
    ...allow('CanariesActAsVendors', CANARY_ACTIONS, expandArns(CANARY_ARNS, changedNames(scope))),
    Condition: { ArnLike: { 'aws:PrincipalArn': canaries } },
  };
}

const CANARY_ACTIONS = [
  'iam:GetGroupPolicy',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListGroupsForUser',
  'secretsmanager:GetSecretValue',
  'sts:AssumeRole',
];

const CANARY_ARNS = [
  'arn:{partition}:secretsmanager:*:{account}:secret:callvault/*-{environment}/access-key-*',
  'arn:{partition}:iam::{account}:role/{vendorRole}',
  'arn:{partition}:iam::{account}:user/{user}',
  'arn:{partition}:iam::{account}:group/{user}',
];

/** Actions of Step Functions' log delivery, of X-Ray and of CloudWatch, and the list that some vendors need, have no resource. */
const WITHOUT_RESOURCE = [
  'cloudwatch:GetMetricStatistics',
  'logs:*LogDeliver*',
  'logs:*ResourcePolic*',
  'logs:DescribeLogGroups',
  's3:ListAllMyBuckets',
  'xray:Put*',
];

const KEY_USES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** Through the services whose resources are listed here, so that a key of others decrypts nothing. */
const THROUGH_SERVICES = {
  StringLike: { 'kms:ViaService': ['s3.*', 'secretsmanager.*', 'sqs.*'] },
};

const OTHERS = [
  {
    sid: 'DescribeKeys',
    actions: ['kms:DescribeKey'],
    resources: ['arn:{partition}:kms:*:{account}:key/*'],
  },
  {
    sid: 'ReadVendorSecrets',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [
      'arn:{partition}:secretsmanager:*:{account}:secret:callvault/*-{environment}/vendor-api-*',
    ],
  },
  {
    sid: 'RunChecks',
    actions: ['lambda:InvokeFunction'],
    resources: ['arn:{partition}:lambda:*:{account}:function:integrity-*-{environment}'],
  },
  {
    sid: 'RunExecutions',
    actions: ['states:DescribeExecution', 'states:StartExecution', 'states:StopExecution'],
    resources: [
      'arn:{partition}:states:*:{account}:stateMachine:integrity-*-{environment}',
      'arn:{partition}:states:*:{account}:execution:integrity-*-{environment}/*',
    ],
  },
  {
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [
      'arn:{partition}:logs:*:{account}:log-group:/aws/lambda/arrivals-*-{environment}:*',
      'arn:{partition}:logs:*:{account}:log-group:/aws/lambda/integrity-*-{environment}:*',
    ],
  },
  {
    sid: 'TellOfFailures',
    actions: ['sqs:SendMessage'],
    resources: [
      'arn:{partition}:sqs:*:{account}:arrivals-*-{environment}-failed',
      'arn:{partition}:sqs:*:{account}:integrity-*-{environment}-failed',
    ],
  },
  {
    sid: 'ReadAccessKeys',
    actions: ['iam:ListAccessKeys'],
    resources: ['arn:{partition}:iam::{account}:user/{user}'],
  },
] as const;
