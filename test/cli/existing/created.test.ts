import { createdBy, namedIn } from '../../../cli/existing/created';
import { judgeExisting } from '../../../cli/existing/judge';
import { parseRawPlan } from '../../../review/raw-plan';
import { synthesize } from '../../../synth/synthesize';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';
import { NEW_STORE } from '../new-store';

const parse = (text: string) => parseRawPlan(text, 'meetings-prod');

/** The plan of a new store, with one resource changed. */
function planWith(address: string, edit: (change: Record<string, unknown>) => object) {
  const plan = JSON.parse(NEW_STORE) as {
    resource_changes: { address: string; change: Record<string, unknown> }[];
  };
  plan.resource_changes = plan.resource_changes.map((each) =>
    each.address === address ? { ...each, change: edit(each.change) as never } : each,
  );
  return parse(JSON.stringify(plan));
}

test('a plan of a new store names each resource that cannot be created twice', () => {
  const created = createdBy(parse(NEW_STORE));
  expect(created.map(({ type, name, region }) => [type, name, region])).toEqual([
    ['aws_iam_role', 'recordings-meetings-prod', 'us-east-1'],
    ['aws_kms_alias', 'alias/meetings-prod-operations', 'us-east-1'],
    ['aws_kms_alias', 'alias/meetings-prod-recordings', 'us-east-1'],
    ['aws_s3_bucket', 'acme-meetings-prod-logs', 'us-east-1'],
    ['aws_s3_bucket', 'acme-meetings-prod', 'us-east-1'],
  ]);
  expect(created.at(-1)?.tags).toMatchObject({
    environment: 'prod',
    'managed-by': 'callvault',
    'storage-kind': 'recordings',
    store: 'meetings',
  });
});

test('an alias, which has no tags, is expected with those that its key gets from the provider', () => {
  const created = createdBy(parse(NEW_STORE)).filter(({ type }) => type === 'aws_kms_alias');
  const tags = { environment: 'prod', 'managed-by': 'callvault', store: 'meetings' };
  expect(created.map((each) => each.tags)).toEqual([tags, tags]);

  const live = { id: 'alias', tags };
  const other = { id: 'alias', tags: { ...tags, store: 'calls' } };
  const judge = (found: typeof live) =>
    judgeExisting(created.map((each) => ({ created: each, live: found })));
  expect(judge(live)).toMatchObject({ imports: [{}, {}], problems: [] });
  expect(judge(other)).toMatchObject({ imports: [], problems: [{}, {}] });
});

const BUCKET = 'aws_s3_bucket.Recordings_Bucket_4660BE97';

test.each([
  ['is imported', { importing: { id: 'acme-meetings-prod' } }],
  ['is updated', { actions: ['update'] }],
  [
    'is replaced under its name',
    { actions: ['delete', 'create'], before: { bucket: 'acme-meetings-prod' } },
  ],
])('a bucket that %s is not created', (_, edit) => {
  const created = createdBy(planWith(BUCKET, (change) => ({ ...change, ...edit })));
  expect(created.map(({ address }) => address)).not.toContain(BUCKET);
});

test('a role that is replaced by one of another name is created', () => {
  const address = 'aws_iam_role.Access_Role_B85239E2';
  const before = { name: 'recordings-old' };
  const plan = planWith(address, (change) => ({
    ...change,
    actions: ['delete', 'create'],
    before,
  }));
  const created = createdBy(plan).filter((each) => each.address === address);
  expect(created).toMatchObject([{ name: 'recordings-meetings-prod', replaces: true }]);
});

test('a resource of another provider is in its region', () => {
  const plan = JSON.parse(NEW_STORE) as Record<string, unknown>;
  plan.configuration = {
    provider_config: {
      aws: { expressions: { region: { constant_value: 'us-east-1' } } },
      'aws.replica': { expressions: { region: { constant_value: 'us-west-2' } } },
    },
    root_module: { resources: [{ address: BUCKET, provider_config_key: 'aws.replica' }] },
  };
  const regions = createdBy(parse(JSON.stringify(plan))).map(({ address, region }) => [
    address === BUCKET,
    region,
  ]);
  expect(regions.filter(([own]) => own)).toEqual([[true, 'us-west-2']]);
  expect(regions.filter(([own]) => !own).every(([, region]) => region === 'us-east-1')).toBe(true);
});

test('a synthesized stack names the same resources as its plan, with the tags of its provider', () => {
  const environments = environmentsOf([{ file: 'environments/prod.yaml', text: GOOD }]);
  const { stores } = environments[0] ?? { stores: [] };
  for (const { id, bucketName, name } of stores) {
    const [stack] = synthesize({ environments, stacks: [id] });
    const named = namedIn(stack?.text ?? '');
    const bucket = named.find((each) => each.name === bucketName);
    expect(bucket).toMatchObject({
      type: 'aws_s3_bucket',
      region: stores.find((each) => each.id === id)?.region,
      tags: { 'managed-by': 'callvault', environment: 'prod', store: name },
    });
    expect(named.filter(({ name: each }) => each.includes('$'))).toEqual([]);
  }
});
