import { decide } from '../../access/decide';
import { type Principal, readPolicies } from '../../access/policies';
import { ciNames } from '../../config/ci';
import type { Environment } from '../../config/environment';
import { many, type Policy } from '../../core/policy';
import { boundaryStatements } from '../../modules/ci-boundary';
import {
  BUCKET_ACTIONS,
  CREATE_GRANT,
  KEY_ACTIONS,
  OBJECT_ACTIONS,
} from '../../vendors/custom/actions';
import { engine } from '../access/world';
import { environmentsOf } from '../environments';
import { synthesize } from '../stacks/synthesized';
import { readFolder } from '../../config/files';

const FOLDERS = ['test/environments', 'test/access/environments', 'environments'];

/** The boundary of an environment, as if it had ci. */
function boundaryOf({ name, account, partition, stores }: Environment): Policy {
  const names = ciNames({ repository: 'acme/recordings' }, stores);
  const scope = { partition, account, environment: name, names, boundaryArn: '' };
  return { Version: '2012-10-17', Statement: boundaryStatements(scope) };
}

/** An action for each pattern. */
const ANY: Readonly<Record<string, string>> = {
  'kms:ReEncrypt*': 'kms:ReEncryptTo',
  'kms:GenerateDataKey*': 'kms:GenerateDataKeyWithoutPlaintext',
};

/** The policy of a key that leaves it to IAM who may use it. */
const DELEGATES: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'All',
      Effect: 'Allow',
      Principal: { AWS: ['111111111111', '123456789012', '222222222222'] },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

interface Asked {
  readonly action: string;
  readonly resource: string;
  /** Name of the role. @default any */
  readonly role?: string;
}

/** Whether the boundary does not limit it: as the only policy of a role, it would allow it. */
async function isWithin(policy: Policy, account: string, asked: Asked) {
  const { action, resource, role = 'any' } = asked;
  const key = action.startsWith('kms:') && action !== 'kms:DescribeKey';
  const { allowed } = await decide(
    engine(),
    {
      principal: `arn:aws:sts::${account}:assumed-role/${role}/session`,
      policies: [{ name: 'boundary', policy }],
      context: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${role}` },
    },
    {
      action: ANY[action] ?? action,
      resource:
        resource === '*'
          ? '*'
          : resource
              .replace(/:\*$/, ':log-stream:x')
              .replace(/(:execution:.*\/)\*$/, '$1label:x')
              .replace('*', 'x'),
      account,
      ...(action.startsWith('kms:') && { resourcePolicy: DELEGATES }),
      context: key ? { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } : {},
    },
  );
  return allowed;
}

const grantsOf = ({ policy, name: role }: Principal): Asked[] =>
  policy.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, Resource }) =>
    many(Action).flatMap((action) =>
      many(Resource).map((resource) => ({ action, resource, role })),
    ),
  );

/** What the boundary would take from the roles and users of a store. */
async function limitedIn(environment: Environment, text: string, id: string): Promise<string[]> {
  const boundary = boundaryOf(environment);
  const limited: string[] = [];
  const asked = readPolicies(id, text).principals.flatMap(grantsOf);
  expect(asked.length).toBeGreaterThan(0);
  for (const each of asked) {
    if (await isWithin(boundary, environment.account, each)) continue;
    limited.push(`${id}: ${each.action} on ${each.resource}`);
  }
  return limited;
}

test.each(FOLDERS)('the boundary limits no role or user of %s', async (folder) => {
  const stacks = new Map(synthesize(readFolder(folder)).map(({ id, text }) => [id, text]));
  for (const each of environmentsOf(folder)) {
    for (const { id, principalArn } of each.stores) {
      if (principalArn === undefined) continue;
      expect(await limitedIn(each, stacks.get(id) ?? '', id)).toEqual([]);
    }
  }
});

const [environment] = environmentsOf('test/access/environments').filter(
  ({ name }) => name === 'prod',
);
const within = (action: string, resource: string, role?: string) => {
  if (!environment) throw new Error('there is no environment prod');
  return isWithin(boundaryOf(environment), environment.account, {
    action,
    resource,
    ...(role !== undefined && { role }),
  });
};

test.each([
  ...BUCKET_ACTIONS.filter((action) => action !== 's3:ListAllMyBuckets').map((action) => [
    action,
    'arn:aws:s3:::BUCKET',
  ]),
  ...OBJECT_ACTIONS.map((action) => [action, 'arn:aws:s3:::BUCKET/a.wav']),
  ...KEY_ACTIONS.filter((action) => action !== CREATE_GRANT).map((action) => [
    action,
    'arn:aws:kms:eu-central-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d',
  ]),
])('a described vendor may be granted %s within the boundary', async (action, resource) => {
  const bucket = environment?.stores[0]?.bucketName ?? '';
  await expect(within(action, resource.replace('BUCKET', bucket))).resolves.toBe(true);
});

test.each([
  ['iam:CreateUser', 'arn:aws:iam::111111111111:user/admin'],
  ['iam:PutRolePolicy', 'arn:aws:iam::111111111111:role/recordings-calls-prod'],
  ['iam:PassRole', 'arn:aws:iam::111111111111:role/recordings-calls-prod'],
  ['sts:AssumeRole', 'arn:aws:iam::111111111111:role/OrganizationAccountAccessRole'],
  ['s3:PutObject', 'arn:aws:s3:::acme-billing/a.txt'],
  ['s3:GetObject', 'arn:aws:s3:::acme-callvault-state/calls-prod/terraform.tfstate'],
  [
    'kms:PutKeyPolicy',
    'arn:aws:kms:eu-central-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d',
  ],
  [
    'kms:CreateGrant',
    'arn:aws:kms:eu-central-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d',
  ],
  [
    'secretsmanager:GetSecretValue',
    'arn:aws:secretsmanager:eu-central-1:111111111111:secret:billing-AbCdEf',
  ],
  [
    'secretsmanager:GetSecretValue',
    'arn:aws:secretsmanager:eu-central-1:111111111111:secret:callvault/video-prod/access-key-AbCdEf',
  ],
  [
    'lambda:UpdateFunctionCode',
    'arn:aws:lambda:eu-central-1:111111111111:function:integrity-calls-prod',
  ],
  ['ec2:RunInstances', 'arn:aws:ec2:eu-central-1:111111111111:instance/i-0123456789abcdef0'],
])('nothing gets %s on %s within the boundary', async (action, resource) => {
  await expect(within(action, resource)).resolves.toBe(false);
});

test.each([
  [
    'secretsmanager:GetSecretValue',
    'arn:aws:secretsmanager:eu-central-1:111111111111:secret:callvault/video-prod/access-key-AbCdEf',
  ],
  ['sts:AssumeRole', 'arn:aws:iam::111111111111:role/recordings-calls-prod'],
  ['iam:GetRolePolicy', 'arn:aws:iam::111111111111:role/recordings-calls-prod'],
])('only canaries get %s on %s within the boundary', async (action, resource) => {
  await expect(within(action, resource, 'arrivals-canary-video-prod')).resolves.toBe(true);
  await expect(within(action, resource, 'arrivals-canary-video-staging')).resolves.toBe(false);
  await expect(within(action, resource, 'arrivals-video-prod')).resolves.toBe(false);
});

test('a bucket of a store cannot be changed within the boundary', async () => {
  const bucket = environment?.stores[0]?.bucketArn ?? '';
  for (const action of ['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:DeleteBucket']) {
    await expect(within(action, bucket)).resolves.toBe(false);
  }
});
