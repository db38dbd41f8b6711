import { principalContext } from '../../../access/callers';
import { type Context, decide } from '../../../access/decide';
import { checkPolicySize, type Policy, renderPolicy, type Statement } from '../../../core/policy';
import { parsePolicy } from '../../../core/policy-statement';
import { SERVICE_ACTIONS } from '../../../modules/ci-actions';
import { IDENTITY_ACTIONS } from '../../../modules/ci-identity-actions';
import { expandArns } from '../../../modules/ci-names';
import {
  boundaryPolicy,
  DEPLOYER_ARN,
  deployerPolicies,
  type ExamplePolicy,
  statePolicy,
} from '../../../dev/reference/permissions';
import { engine } from '../../access/world';

const ACCOUNT = '111111111111';
const STATE = 'arn:aws:s3:::acme-callvault-state';
const RECORDINGS = 'arn:aws:s3:::acme-recordings-calls';
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1b5c9f0e-3a4e-4a8e-9d55-2f0b7c0b8f11`;
const alias = (name: string) => `arn:aws:kms:eu-central-1:${ACCOUNT}:alias/${name}`;
const iam = (name: string) => `arn:aws:iam::${ACCOUNT}:${name}`;
const secret = (name: string) => `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:${name}`;

const MINE: Context = { 'aws:ResourceAccount': ACCOUNT };
const tags = (kind: string, environment = 'prod'): Context => ({
  [`aws:${kind}Tag/environment`]: environment,
  [`aws:${kind}Tag/managed-by`]: 'callvault',
});
const through = (service: string, context: Context): Context => ({
  'kms:ViaService': `${service}.eu-central-1.amazonaws.com`,
  ...context,
});
const forBucket = (arn: string) => through('s3', { 'kms:EncryptionContext:aws:s3:arn': arn });
const forSecret = (arn: string) =>
  through('secretsmanager', { 'kms:EncryptionContext:SecretARN': arn });
const bounded = (name: string): Context => ({
  'iam:PermissionsBoundary': iam(`policy/${name}`),
});
const OWN_BOUNDARY = bounded('callvault-boundary-prod');

/** The policy of a key that leaves its use to IAM. */
const DELEGATES: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'All',
      Effect: 'Allow',
      Principal: { AWS: iam('root') },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

type Asked = readonly [action: string, resource: string, context?: Context];

async function isAllowed(
  policies: readonly ExamplePolicy[],
  [action, resource, context = {}]: Asked,
) {
  const caller = {
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/callvault-deployer/session`,
    policies: policies.map(({ name, statements }) => ({
      name,
      policy: parsePolicy(renderPolicy(statements)),
    })),
    context: principalContext(DEPLOYER_ARN),
  };
  const isOfKey = action.startsWith('kms:') && resource.includes(':key/');
  const { allowed } = await decide(engine(), caller, {
    action,
    resource,
    account: ACCOUNT,
    context,
    ...(isOfKey && { resourcePolicy: DELEGATES }),
  });
  return allowed;
}

/** What is not decided as it should be. */
async function wrong(policies: readonly ExamplePolicy[], asked: readonly Asked[], right: boolean) {
  const found: string[] = [];
  for (const each of asked) {
    if ((await isAllowed(policies, each)) !== right) found.push(`${each[0]} on ${each[1]}`);
  }
  return found;
}

/** What bootstrap, Terraform and its backend call for the stack of the state bucket. */
const BOOTSTRAP: readonly Asked[] = [
  ...[STATE, `${STATE}-logs`].flatMap((bucket) =>
    [
      'CreateBucket',
      'ListBucket',
      'GetBucketPolicy',
      'GetLifecycleConfiguration',
      'PutBucketLogging',
      'PutBucketOwnershipControls',
      'PutBucketPolicy',
      'PutBucketPublicAccessBlock',
      'PutBucketTagging',
      'PutBucketVersioning',
      'PutEncryptionConfiguration',
      'PutLifecycleConfiguration',
    ].map((action): Asked => [`s3:${action}`, bucket, MINE]),
  ),
  ['s3:GetObject', `${STATE}/state-prod/terraform.tfstate`],
  ['s3:PutObject', `${STATE}/state-prod/terraform.tfstate`],
  ['s3:PutObject', `${STATE}/state-prod/terraform.tfstate.tflock`],
  ['s3:DeleteObject', `${STATE}/state-prod/terraform.tfstate.tflock`],
  ['kms:ListKeys', '*'],
  ['kms:ListAliases', '*'],
  ['kms:DescribeKey', KEY],
  ['kms:CreateKey', '*', tags('Request')],
  ['kms:TagResource', KEY, tags('Request')],
  ['kms:PutKeyPolicy', KEY],
  ['kms:PutKeyPolicy', KEY, { ...tags('Resource'), 'kms:ResourceAliases': 'alias/state-prod' }],
  ['kms:EnableKeyRotation', KEY],
  ['kms:CreateAlias', KEY],
  ['kms:CreateAlias', alias('state-prod')],
  ['kms:GenerateDataKey', KEY, forBucket(STATE)],
  ['kms:Decrypt', KEY, forBucket(`${STATE}/state-prod/terraform.tfstate`)],
];

test('the policy for the state allows what bootstrap calls', async () => {
  expect(await wrong([statePolicy()], BOOTSTRAP, true)).toEqual([]);
});

test('every statement of the policy for the state is needed for a call', async () => {
  const { name, statements } = statePolicy();
  const spare: string[] = [];
  for (const removed of statements) {
    const rest = { name, statements: statements.filter((each) => each !== removed) };
    if ((await wrong([rest], BOOTSTRAP, true)).length === 0) spare.push(removed.Sid);
  }
  expect(spare).toEqual([]);
});

test('the policy for the state allows nothing else', async () => {
  const others = { 'kms:ResourceAliases': 'alias/other' };
  const asked: readonly Asked[] = [
    ['s3:CreateBucket', RECORDINGS, MINE],
    ['s3:PutBucketPolicy', STATE, { 'aws:ResourceAccount': '999999999999' }],
    ['s3:PutBucketPolicy', `${STATE}-2`, MINE],
    ['s3:DeleteBucket', STATE, MINE],
    ['s3:DeleteBucketPolicy', STATE, MINE],
    ['s3:PutReplicationConfiguration', STATE, MINE],
    ['s3:PutLifecycleConfiguration', RECORDINGS, MINE],
    ['s3:GetObject', `${STATE}/calls-staging/terraform.tfstate`],
    ['s3:DeleteObject', `${STATE}/state-prod/terraform.tfstate`],
    ['s3:DeleteObjectVersion', `${STATE}/state-prod/terraform.tfstate`],
    ['s3:GetObject', `${RECORDINGS}/recordings/1.wav`],
    ['kms:CreateKey', '*'],
    ['kms:CreateKey', '*', tags('Request', 'staging')],
    ['kms:TagResource', KEY, { ...tags('Request'), ...others }],
    ['kms:PutKeyPolicy', KEY, others],
    ['kms:PutKeyPolicy', KEY, { ...tags('Resource', 'staging'), ...others }],
    ['kms:ScheduleKeyDeletion', KEY, tags('Resource')],
    ['kms:DisableKey', KEY, tags('Resource')],
    ['kms:CreateGrant', KEY, tags('Resource')],
    ['kms:CreateAlias', alias('state-staging')],
    ['kms:DeleteAlias', alias('state-prod')],
    ['kms:Decrypt', KEY],
    ['kms:Decrypt', KEY, forBucket(RECORDINGS)],
    ['kms:GenerateDataKey', KEY, forSecret(secret('callvault/calls-prod/access-key-a1b2c3'))],
    ['iam:CreateRole', iam('role/recordings-calls-prod')],
    ['iam:CreateAccessKey', iam('user/recordings-video-prod')],
    ['secretsmanager:GetSecretValue', secret('callvault/video-prod/access-key-a1b2c3')],
  ];
  expect(await wrong([statePolicy()], asked, false)).toEqual([]);
});

const DEPLOYER = [statePolicy(), ...deployerPolicies()];

/** An ARN that a pattern of the service's actions matches. */
const one = (pattern: string) =>
  expandArns([pattern], {
    partition: ['aws'],
    account: [ACCOUNT],
    environment: ['prod'],
    bucket: ['acme-recordings-calls'],
    role: ['recordings-calls-prod'],
    user: ['recordings-calls-prod'],
    issuer: [],
    policy: [],
  }).map((arn) => arn.replace(/(?<!log-group:.*):\*$/, ':1a2b').replaceAll(/(?<!^)\*/g, 'calls'));

/** Everything that Terraform calls for the resources of stores, as the lists of the roles of `ci` have it. */
const DEPLOYMENT: readonly Asked[] = [...SERVICE_ACTIONS, ...IDENTITY_ACTIONS].flatMap(
  ({ name, resources, read = [], write = [], bounded: limited = [] }) =>
    resources
      .flatMap(one)
      .flatMap((arn): Asked[] => [
        ...[...read, ...write].map((action): Asked => [
          action,
          arn,
          name === 'Buckets' ? MINE : {},
        ]),
        ...limited.map((action): Asked => [action, arn, OWN_BOUNDARY]),
      ]),
);

test('the policies of the deployer allow what deployments call', async () => {
  expect(DEPLOYMENT.length).toBeGreaterThan(150);
  expect(await wrong(DEPLOYER, DEPLOYMENT.filter(isPossible), true)).toEqual([]);
});

/** The lists combine each action of a service with each kind of resource; IAM has fewer. */
const isPossible = ([action, resource]: Asked) =>
  !(action.startsWith('sns:') && /:1a2b$/.test(resource)) &&
  !(action === 'kms:EnableKeyRotation' && resource.includes(':alias/')) &&
  !(action.startsWith('logs:') && resource.endsWith(':*'));

test('the policies of the deployer allow what connect, rotate and doctor call', async () => {
  const user = iam('user/recordings-video-prod');
  const key = secret('callvault/video-prod/access-key-a1b2c3');
  const asked: readonly Asked[] = [
    ['iam:CreateAccessKey', user],
    ['iam:ListAccessKeys', user],
    ['iam:UpdateAccessKey', user],
    ['iam:DeleteAccessKey', user],
    ['iam:GetAccessKeyLastUsed', user],
    ['iam:ListUserPolicies', user],
    ['iam:ListAttachedUserPolicies', user],
    ['iam:ListGroupPolicies', iam('group/recordings-video-prod')],
    ['secretsmanager:GetSecretValue', key],
    ['secretsmanager:PutSecretValue', key],
    ['secretsmanager:UpdateSecretVersionStage', key],
    ['kms:GenerateDataKey', KEY, forSecret(key)],
    ['kms:Decrypt', KEY, forSecret(key)],
    ['s3:ListBucketVersions', RECORDINGS],
    ['s3:ListBucketMultipartUploads', RECORDINGS],
    ['sns:ListSubscriptionsByTopic', `arn:aws:sns:eu-central-1:${ACCOUNT}:calls-prod-alarms`],
    [
      'iam:PassRole',
      iam('role/integrity-calls-prod'),
      { 'iam:PassedToService': 'lambda.amazonaws.com' },
    ],
  ];
  expect(await wrong(DEPLOYER, asked, true)).toEqual([]);
});

test('the policies of the deployer allow no recordings, no other environment and no more permissions', async () => {
  const role = iam('role/recordings-calls-prod');
  const asked: readonly Asked[] = [
    ['s3:GetObject', `${RECORDINGS}/recordings/1.wav`],
    ['s3:PutObject', `${RECORDINGS}/recordings/1.wav`],
    ['s3:DeleteObject', `${RECORDINGS}/recordings/1.wav`],
    ['s3:DeleteObjectVersion', `${RECORDINGS}/recordings/1.wav`],
    ['s3:DeleteBucket', STATE, MINE],
    ['s3:DeleteObjectVersion', `${STATE}/calls-prod/terraform.tfstate`],
    ['kms:Decrypt', KEY, forBucket(RECORDINGS)],
    ['kms:CreateGrant', KEY, tags('Resource')],
    ['iam:CreateRole', role],
    ['iam:CreateRole', role, bounded('other')],
    ['iam:CreateRole', iam('role/recordings-calls-staging'), OWN_BOUNDARY],
    ['iam:CreateRole', iam('role/administrator'), OWN_BOUNDARY],
    ['iam:PutRolePolicy', role],
    ['iam:PutRolePolicy', DEPLOYER_ARN, OWN_BOUNDARY],
    ['iam:AttachRolePolicy', role, OWN_BOUNDARY],
    ['iam:UpdateAssumeRolePolicy', DEPLOYER_ARN],
    ['iam:DeleteRolePermissionsBoundary', role],
    ['iam:CreatePolicyVersion', iam('policy/callvault-boundary-prod')],
    ['iam:CreatePolicyVersion', iam('policy/callvault-deploy-reads-prod')],
    ['iam:CreateAccessKey', iam('user/administrator')],
    ['iam:CreateLoginProfile', iam('user/recordings-video-prod')],
    ['iam:PassRole', role, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
    ['secretsmanager:GetSecretValue', secret('callvault/video-staging/access-key-a1b2c3')],
    ['secretsmanager:GetSecretValue', secret('other-a1b2c3')],
    ['lambda:UpdateFunctionCode', `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:other`],
    [
      'lambda:InvokeFunction',
      `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:integrity-calls-prod`,
    ],
  ];
  expect(await wrong(DEPLOYER, asked, false)).toEqual([]);
});

test('each policy fits into a managed policy', () => {
  const all = [...DEPLOYER, boundaryPolicy()];
  const sizes = all.flatMap(({ statements }: { statements: readonly Statement[] }) =>
    checkPolicySize('managed policy', statements),
  );
  expect(sizes).toEqual([]);
});
