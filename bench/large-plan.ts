import * as fs from 'node:fs';

/** What a plan of many resources looks like. */
export interface LargePlan {
  /** Resources in all. */
  readonly resources: number;
  /** Whether all of them are in one stack's plan; otherwise there is a plan for each store, one per line. */
  readonly isOneStack: boolean;
}

type Values = Record<string, unknown>;

interface Resource {
  readonly address: string;
  readonly type: string;
  readonly change: { actions: string[]; before: Values | null; after: Values };
}

/** The stories of a new store, and of one whose policies are written otherwise: together they have every value. */
const STORIES = ['new-store', 'policies-rewritten'];
const NAME = /meetings-prod/g;

const readStory = (name: string) =>
  JSON.parse(fs.readFileSync(`test/review/${name}/plan.json`, 'utf8')) as {
    readonly resource_changes: readonly Resource[];
  };

/** Values that AWS computes, so that a story of a new store becomes one of an existing store. */
function computed({ address, type }: Resource): Values {
  const id = address.replace(/^[^.]+\./, '');
  return {
    arn: `arn:aws:${type.slice(4, 7)}:us-east-1:123456789012:${type}/${id}`,
    id,
    tags_all: { store: 'meetings', environment: 'prod' },
    ...(type.startsWith('aws_s3_bucket_') && { bucket: bucketOf(id) }),
  };
}

const bucketOf = (id: string) => `acme-meetings-prod${id.startsWith('Logs') ? '-logs' : ''}`;

/** The resources of an existing store, by address. */
function existingStore(): Resource[] {
  const stories = STORIES.flatMap((name) => readStory(name).resource_changes);
  const known = stories.flatMap((each): [string, Resource][] => {
    const values = { ...computed(each), ...each.change.after };
    const isComplete = Object.keys(each.change.after).length > 2;
    const change = { actions: ['no-op'], before: values, after: values };
    return isComplete ? [[each.address, { ...each, change }]] : [];
  });
  return [...new Map(known).values()];
}

/** The text of a plan in which one store in five changes. */
export function writeLargePlan(file: string, { resources, isOneStack }: LargePlan): void {
  const existing = existingStore();
  const stores = Math.ceil(resources / existing.length);
  const texts = Array.from({ length: stores }, (_, index) => storeText(existing, index));
  const whole = (changes: readonly string[]) => planText(changes);
  fs.writeFileSync(file, isOneStack ? whole(texts) : texts.map((each) => whole([each])).join('\n'));
}

function storeText(existing: readonly Resource[], index: number): string {
  const changed = index % 5 === 0 ? existing.map(updated) : existing;
  const text = JSON.stringify(changed)
    .replaceAll(NAME, `meetings${index}-prod`)
    .replaceAll(/("address":"[^"]+)"/g, `$1_${index}"`);
  return text.slice(1, -1);
}

/** A resource with another policy, other days or another description. */
function updated(resource: Resource): Resource {
  const text = JSON.stringify(resource.change.after);
  const other = text
    .replaceAll('s3:AbortMultipartUpload', 's3:GetObject')
    .replaceAll('"days":365', '"days":364')
    .replaceAll('"description":"', '"description":"New: ');
  if (other === text) return resource;
  const change = { ...resource.change, actions: ['update'], after: JSON.parse(other) as Values };
  return { ...resource, change };
}

/** The parts of a plan that Terraform writes, with the values before and after twice. */
function planText(changes: readonly string[]): string {
  const resources = (JSON.parse(`[${changes.join()}]`) as Resource[]).map((each) => ({
    ...each,
    mode: 'managed',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    schema_version: 0,
    values: each.change.after,
    change: undefined,
    sensitive_values: {},
  }));
  const module = JSON.stringify({ root_module: { resources } });
  const expressions = { bucket: { references: ['aws_s3_bucket.A.bucket', 'aws_s3_bucket.A'] } };
  const configured = resources.map(({ address, type }) => ({ address, type, expressions }));
  const head = '"format_version":"1.2","terraform_version":"1.11.4"';
  return `{${head},"planned_values":${module},"resource_changes":[${changes.join()}],"prior_state":{"format_version":"1.0","values":${module}},"configuration":{"root_module":{"resources":${JSON.stringify(configured)}}}}`;
}
