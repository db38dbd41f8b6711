import {
  judgeParts,
  nothingToAdopt,
  synthesizedParts,
  plannedParts,
  replacedBy,
} from '../../../cli/existing/adopted';
import { judgeExisting } from '../../../cli/existing/judge';
import { parseRawPlan } from '../../../review/raw-plan';
import { synthesize } from '../../../synth/synthesize';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';
import { deployed, missing, observed, refused } from '../doctor/deployed';

const BUCKET = 'aws_s3_bucket.Recordings_Bucket_A';
const LOGS = 'aws_s3_bucket.Logs_Bucket_B';

/** A plan that creates two buckets with settings, as Terraform writes it. */
function planOf(
  settings: readonly (readonly [address: string, bucket: string, action?: string])[],
) {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: [
      ...[BUCKET, LOGS].map((address) => [address, 'create'] as const),
      ...settings.map(([address, , action = 'create']) => [address, action] as const),
    ].map(([address, action]) => ({
      address,
      mode: 'managed',
      type: address.split('.')[0],
      change: { actions: [action] },
    })),
    configuration: {
      root_module: {
        resources: settings.map(([address, bucket]) => ({
          address,
          expressions: { bucket: { references: [`${bucket}.id`, bucket] } },
        })),
      },
    },
  };
  return parseRawPlan(JSON.stringify(plan), 'calls-prod');
}

test('the settings of a bucket are those that refer to it and are created', () => {
  const plan = planOf([
    ['aws_s3_bucket_policy.A', BUCKET],
    ['aws_s3_bucket_versioning.A', BUCKET, 'no-op'],
    ['aws_s3_bucket_inventory.A', BUCKET],
    ['aws_s3_bucket_policy.B', LOGS],
  ]);
  expect(plannedParts(plan, BUCKET)).toEqual([
    { address: 'aws_s3_bucket_policy.A', type: 'aws_s3_bucket_policy' },
  ]);
});

test('in a synthesized stack, the settings of the bucket are found by its name', () => {
  const environments = environmentsOf([{ file: 'environments/prod.yaml', text: GOOD }]);
  const [stack] = synthesize({ environments, stacks: ['calls-prod'] });
  const { bucket, parts } = synthesizedParts(stack?.text ?? '', 'acme-calls');
  expect(bucket).toMatch(/^aws_s3_bucket\.Recordings_Bucket_/);
  expect(parts.map(({ type }) => type)).toEqual([
    'aws_s3_bucket_lifecycle_configuration',
    'aws_s3_bucket_logging',
    'aws_s3_bucket_ownership_controls',
    'aws_s3_bucket_policy',
    'aws_s3_bucket_public_access_block',
    'aws_s3_bucket_server_side_encryption_configuration',
    'aws_s3_bucket_versioning',
  ]);
  expect(synthesizedParts(stack?.text ?? '', 'acme-none')).toEqual({
    bucket: undefined,
    parts: [],
  });
});

const { live } = deployed('calls-prod');
const part = (type: string) => ({ address: `${type}.A`, type });
const POLICY = part('aws_s3_bucket_policy');

test('a setting that the bucket has is imported, and one that it lacks is created', () => {
  const bucket = { ...live.bucket, versioning: observed('Enabled'), policy: missing };
  expect(judgeParts([part('aws_s3_bucket_versioning'), POLICY], bucket, 'acme-calls')).toEqual({
    imports: [{ to: 'aws_s3_bucket_versioning.A', id: 'acme-calls' }],
    problems: [],
  });
});

test('a setting that AWS does not show keeps the bucket from being adopted', () => {
  expect(judgeParts([POLICY], { ...live.bucket, policy: refused }, 'acme-calls')).toEqual({
    imports: [],
    problems: [
      {
        address: 'aws_s3_bucket_policy.A',
        what: 'AWS does not show what the bucket acme-calls has now: s3:GetBucketPolicy acme-calls: AccessDenied: no',
        fix: 'Use credentials that can read all settings of the bucket.',
      },
    ],
  });
});

test('a policy with elements that callvault does not know is imported', () => {
  const policy = { ...refused, answer: 'it has "Acton"', unreadable: true } as const;
  const { imports } = judgeParts([POLICY], { ...live.bucket, policy }, 'acme-calls');
  expect(imports).toEqual([{ to: 'aws_s3_bucket_policy.A', id: 'acme-calls' }]);
});

test('an imported resource that would be replaced is a problem, and one that is updated is not', () => {
  const plan = planOf([['aws_s3_bucket_policy.A', BUCKET, 'update']]);
  const changes = plan.resource_changes ?? [];
  const [bucket] = changes;
  if (!bucket) throw new Error('the plan has no changes');
  bucket.change.actions = ['delete', 'create'];
  const imports = changes.map(({ address: to }) => ({ to, id: `id of ${to}` }));
  expect(replacedBy(plan, imports).map(({ address }) => address)).toEqual([BUCKET]);
  expect(replacedBy(plan, [])).toEqual([]);
});

test.each([
  ['acme-calls', 'acme-calls', 'imported'],
  ['acme-calls', undefined, 'refused'],
  ['acme-calls', 'acme-other', 'refused'],
])('of a bucket %s with objects, with %s adopted, is %s', (name, adopted, verdict) => {
  const created = {
    address: BUCKET,
    type: 'aws_s3_bucket',
    name,
    region: 'eu-central-1',
    tags: {},
  };
  const existing = [{ created, live: { id: name, empty: false } }] as const;
  const { imports } = judgeExisting(existing as never, adopted);
  expect(imports.length > 0 ? 'imported' : 'refused').toBe(verdict);
});

test('a bucket of another account cannot be adopted', () => {
  const created = { address: BUCKET, type: 'aws_s3_bucket', name: 'a', region: '', tags: {} };
  const existing = [{ created, live: { id: 'a', inaccessible: true } }];
  expect(judgeExisting(existing as never, 'a').problems).toHaveLength(1);
});

test('without a bucket there is nothing to adopt', () => {
  expect(nothingToAdopt(deployed('calls-prod').store, BUCKET)).toEqual({
    address: BUCKET,
    what: 'calls-prod has adopt: true, and the bucket acme-calls does not exist',
    fix: 'Correct the name of the bucket, or remove adopt: to create it.',
  });
});
