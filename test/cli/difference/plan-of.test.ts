import { plansOf } from '../../../cli/difference/plan-of';
import { add, change, type Edit, moved, remove, set } from '../../../dev/review/edit';
import { readBefore } from '../../../dev/review/fixtures';
import { STORIES } from '../../../dev/review/stories';
import { type Story, storyText } from '../../../dev/review/story';
import type { StackJson } from '../../../dev/review/workspace';
import { reportOn } from '../../../review/report';
import { plainText } from '../../../review/sentence';
import { type Synthesized, synthesize } from '../../../synth/synthesize';
import { environmentsOf } from '../../environments';
import { BASE } from './base';

const synthesized = (text: string, stacks?: readonly string[]) =>
  synthesize({ environments: environmentsOf([{ file: 'environments/prod.yaml', text }]), stacks });
const before = synthesized(BASE);

function findingsOf(from: readonly Synthesized[], to: readonly Synthesized[]) {
  const { stacks } = reportOn(plansOf(from, to), { failOn: ['data-loss'], today: '2026-11-21' });
  return stacks.flatMap(({ stack, findings }) => findings.map((each) => ({ stack, ...each })));
}

const idsOf = (...sides: [readonly Synthesized[], readonly Synthesized[]]) =>
  findingsOf(...sides).map(({ stack, id }) => `${stack} ${id}`);

/** The stacks as the code would synthesize them after an edit. */
function edited(stacks: readonly Synthesized[], edit: Edit): Synthesized[] {
  return stacks.map(({ id, text }) => {
    const json = JSON.parse(text) as StackJson;
    edit(json);
    return { id, text: JSON.stringify(json) };
  });
}

test('equal stacks have no plan', () => {
  expect(plansOf(before, before)).toEqual([]);
});

test.each([
  { from: 'days: 730', to: 'days: 729', finds: ['calls-prod expiry-shortened'] },
  { from: 'days: 730', to: 'days: 731', finds: ['calls-prod retention-extended'] },
  { from: 'name-of-role', to: 'name-of-another', finds: ['calls-prod principal-replaced'] },
  { from: '40de-944b', to: '40de-944c', finds: ['calls-prod external-id-changed'] },
  // Once for the role's policy and once for the bucket's: one range is removed, another one is added.
  {
    from: '203.0.113.0/24',
    to: '198.51.100.0/24',
    finds: ['removed', 'removed', 'widened', 'widened'].map((each) => `calls-prod cidr-${each}`),
  },
  {
    // Two buckets may be destroyed with what they hold, and their keys, and the lock on the path of recordings.
    from: 'type: production',
    to: 'type: throw-away',
    finds: [
      ...Array.from({ length: 5 }, () => 'calls-prod destroy-guard-removed'),
      ...Array.from({ length: 2 }, () => 'calls-prod force-destroy-on'),
      ...Array.from({ length: 2 }, () => 'calls-prod key-deletion-window-shortened'),
    ],
  },
  { from: 'tags: {}', to: 'tags: { team: calls }', finds: [] },
  { from: '\nregion: eu-central-1', to: '\nregion: eu-west-1', finds: ['calls-prod region-moved'] },
  { from: 'organization: acme', to: 'organization: other', finds: ['calls-prod state-moved'] },
  {
    from: 'backend: cloud, organization: acme',
    to: 'backend: s3, bucket: acme-state',
    finds: ['calls-prod state-moved'],
  },
])('changing $from to $to gives the findings of a plan', ({ from, to, finds }) => {
  if (!BASE.includes(from)) throw new Error(`${from} is not in the file`);
  expect(idsOf(before, synthesized(BASE.replace(from, to)))).toEqual(finds);
});

test('another account is named, besides the policies that name it', () => {
  const after = synthesized(BASE.replace("account: '222222222222'", "account: '333333333333'"));
  expect(findingsOf(before, after).map(({ what }) => plainText(what))).toContain(
    'The setting allowed_account_ids of the provider aws changes from ["222222222222"] to ["333333333333"].',
  );
});

test('a key under another name without a moved block is another key', () => {
  const after = edited(before, (json) => {
    moved('aws_kms_key', 'RecordingsKey', 'Other')(json);
    Object.assign(json, { moved: undefined });
  });
  const found = idsOf(before, after);
  expect(found).toContain('calls-prod key-destroyed');
  expect(found).toContain('calls-prod encryption-key-changed');
});

describe('the findings are those of the plan with the real Terraform', () => {
  const beforeText = readBefore();
  const deployed = new Map<string, Synthesized[]>();
  const deployedStack = (stack: string) => {
    const found = deployed.get(stack) ?? synthesized(beforeText, [stack]);
    deployed.set(stack, found);
    return found;
  };
  /** In a plan, Terraform does not find the keys in the other region, and says that a function hides a policy. */
  const OTHERS: Readonly<Record<string, readonly string[]>> = {
    'region-moved': ['region-moved'],
    'policy-sensitive': ['value-unknown'],
    // Only a deployed role has the policies that an empty inline_policy block removes.
    'inline-policies-emptied': [],
  };
  /** Terraform has read a setting back into the bucket; without that, the difference finds it in two places. */
  const MORE: Readonly<Record<string, readonly string[]>> = {
    'settings-in-the-bucket': [
      ...Array<string>(4).fill('settings-overwritten'),
      'storage-setting-changed',
    ],
    'settings-configured-twice': Array<string>(6).fill('settings-overwritten'),
  };
  // Only a plan contains drift, and the difference also finds removed prevent_destroy.
  const stories = STORIES.filter(({ drift, fresh }) => !drift && !fresh);

  test.each(stories.map((story): [string, Story] => [story.name, story]))('%s', (name, story) => {
    const after = story.yaml
      ? synthesized(storyText(beforeText, story), [story.stack])
      : deployedStack(story.stack);
    const findings = findingsOf(
      deployedStack(story.stack),
      story.code ? edited(after, story.code) : after,
    );
    const ids = findings.map(({ id }) => id).filter((id) => id !== 'destroy-guard-removed');
    const expected = [...(OTHERS[name] ?? story.findings), ...(MORE[name] ?? [])];
    expect(ids.sort()).toEqual(expected.sort());
  });
});

describe('stacks that only one side has', () => {
  test('a new one has no findings', () => {
    expect(idsOf([], before)).toEqual([]);
  });

  test('a removed one is a finding', () => {
    expect(idsOf(before, [])).toEqual(['calls-prod stack-not-retired']);
  });

  test('a renamed one is compared with its predecessor', () => {
    const renamed = BASE.replace('  calls:', '  phone:').replace('days: 730', 'days: 729');
    const found = idsOf(before, synthesized(renamed));
    expect(found).toContain('calls-prod stack-renamed');
    expect(found).toContain('phone-prod expiry-shortened');
    expect(found).not.toContain('phone-prod state-moved');
  });
});

const top =
  (key: string, value: unknown): Edit =>
  (json) => {
    Object.assign(json, { [key]: value });
  };
const KEY = { id: 'x', status: 'Enabled', filter: [{ prefix: '' }] };

test.each<[string, Edit, string[]]>([
  ['a renamed key, to which policies refer', moved('aws_kms_key', 'RecordingsKey', 'Other'), []],
  ['a renamed bucket', moved('aws_s3_bucket', 'Recordings', 'Other'), []],
  [
    'a renamed bucket that loses prevent_destroy',
    (json) => {
      moved('aws_s3_bucket', 'Recordings', 'Other')(json);
      set('aws_s3_bucket', 'Other', { lifecycle: {} })(json);
    },
    ['destroy-guard-removed'],
  ],
  [
    'an expiry as an expression',
    change('aws_s3_bucket_lifecycle_configuration', 'Retention', (values) => {
      (values.rule as object[]).push({ ...KEY, expiration: [{ days: '${1}' }] });
    }),
    ['value-unknown'],
  ],
  [
    'a policy that is read from a file',
    set('aws_s3_bucket_policy', 'Recordings', { policy: '${file("policy.json")}' }),
    ['value-unknown'],
  ],
  [
    'the provider of a bucket',
    set('aws_s3_bucket', 'Recordings', { provider: 'aws.other' }),
    ['provider-changed'],
  ],
  [
    'the source of a provider',
    top('terraform', {
      cloud: undefined,
      required_providers: { aws: { source: 'evil/aws', version: '>= 5.99.0, < 7.0.0' } },
    }),
    ['provider-changed', 'state-moved'],
  ],
  [
    'the version of a provider',
    ({ terraform }) => {
      Object.assign(terraform, {
        required_providers: { aws: { source: 'aws', version: '6.1.0' } },
      });
    },
    [],
  ],
  [
    'credentials of a provider',
    ({ provider: { aws } }) => {
      Object.assign(aws[0] ?? {}, { profile: 'other' });
    },
    ['provider-changed'],
  ],
  [
    'another provider for the same account',
    ({ provider: { aws } }) => {
      aws.push({ ...aws[0], alias: 'replica', region: 'eu-west-1' });
    },
    [],
  ],
  // What refers to the bucket has no value then.
  [
    'a count of 0',
    set('aws_s3_bucket', 'Recordings', { count: 0 }),
    ['bucket-destroyed', 'value-unknown'],
  ],
  ['another count', set('aws_s3_bucket', 'Recordings', { count: 2 }), ['attribute-unclassified']],
  [
    'a program that an apply runs',
    set('aws_s3_bucket', 'Recordings', { provisioner: [{ 'local-exec': { command: 'x' } }] }),
    ['plan-part-unknown'],
  ],
  [
    'a program that an apply runs for a new resource',
    add('terraform_data', 'New', { provisioner: [{ 'local-exec': { command: 'x' } }] }),
    ['plan-part-unknown'],
  ],
  ['an import', top('import', [{ to: 'aws_s3_bucket.Other', id: 'x' }]), ['plan-part-unknown']],
  ['a data source', top('data', { aws_s3_bucket: { Other: {} } }), ['plan-part-unknown']],
  [
    'tags that claim to belong to another store',
    (json) => {
      for (const type of Object.keys(json.resource)) {
        change(type, '', (values) => Object.assign(values, { tags_all: { store: 'x' } }))(json);
      }
    },
    ['attribute-unclassified'],
  ],
])('%s', (_, edit, finds) => {
  const found = findingsOf(before, edited(before, edit));
  expect([...new Set(found.map(({ id }) => id))]).toEqual(finds);
  expect(new Set(found.map(({ stack }) => stack))).toEqual(
    new Set(finds.length > 0 ? ['calls-prod'] : []),
  );
});

test('a resource that Terraform only forgets is not destroyed', () => {
  const kept: Edit = (json) => {
    const [name = ''] = Object.keys(json.resource.aws_s3_bucket_ownership_controls ?? {});
    remove(name)(json);
    const from = `aws_s3_bucket_ownership_controls.${name}`;
    Object.assign(json, { removed: [{ from, lifecycle: { destroy: false } }] });
  };
  expect(idsOf(before, edited(before, kept))).toEqual(['calls-prod no-longer-managed']);
});

test('a moved region is named with both regions', () => {
  const after = synthesized(BASE.replace('\nregion: eu-central-1', '\nregion: eu-west-1'));
  expect(findingsOf(before, after).map(({ what }) => plainText(what))).toEqual([
    'The store moves from eu-central-1 to eu-west-1. Existing buckets and keys stay in eu-central-1, and new ones must be registered with the vendor. See docs/migration.md.',
  ]);
});

test('a region that is an expression is not known', () => {
  const after = edited(before, ({ provider: { aws } }) => {
    Object.assign(aws[0] ?? {}, { region: '${lower("EU-WEST-1")}' });
  });
  expect(idsOf(before, after)).toEqual(['calls-prod provider-changed']);
});

test('a replica that is removed does not move', () => {
  const replicated = BASE.replace(
    'retention:',
    'replication: { region: eu-west-1 }\n    retention:',
  );
  const found = idsOf(synthesized(replicated), before);
  expect(found).toContain('calls-prod bucket-destroyed');
  expect(found).not.toContain('calls-prod region-moved');
  expect(found).not.toContain('calls-prod provider-changed');
});

test('a replica that moves is named as that', () => {
  const withReplica = (region: string) =>
    synthesized(BASE.replace('retention:', `replication: { region: ${region} }\n    retention:`));
  const found = findingsOf(withReplica('eu-west-1'), withReplica('eu-north-1'));
  expect(found.map(({ what }) => plainText(what))).toEqual([
    'The provider aws.replica moves from eu-west-1 to eu-north-1. Existing buckets and keys stay in eu-west-1, and new ones must be registered with the vendor. See docs/migration.md.',
  ]);
});
