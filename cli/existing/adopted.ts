import { S3Client } from '@aws-sdk/client-s3';
import { type Attributes, block, text, textsIn } from '../../review/attributes';
import type { RawPlan } from '../../review/raw-plan';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { type LiveBucket, readBucket } from '../doctor/live-bucket';
import type { Observed } from '../doctor/observed';
import type { CreatedResource } from './created';
import type { ExistingProblem } from './judge';

/** What Terraform imports. */
export interface ImportBlock {
  /** Its address in Terraform. */
  readonly to: string;
  readonly id: string;
}

type PartKey = Exclude<keyof LiveBucket, 'region' | 'payer'>;

/** The settings of a bucket that are resources of their own, and where they are read. */
const PARTS: Readonly<Record<string, PartKey>> = {
  aws_s3_bucket_lifecycle_configuration: 'lifecycle',
  aws_s3_bucket_logging: 'logging',
  aws_s3_bucket_object_lock_configuration: 'lock',
  aws_s3_bucket_ownership_controls: 'ownership',
  aws_s3_bucket_policy: 'policy',
  aws_s3_bucket_public_access_block: 'openTo',
  aws_s3_bucket_replication_configuration: 'replication',
  aws_s3_bucket_server_side_encryption_configuration: 'encryption',
  aws_s3_bucket_versioning: 'versioning',
};

/** A setting of a bucket that a plan creates. */
export interface PlannedPart {
  readonly address: string;
  readonly type: string;
}

/** The settings that a plan creates for a bucket. Until the bucket exists, only their references name it. */
export function plannedParts(plan: RawPlan, bucketAddress: string): PlannedPart[] {
  const resources = plan.configuration?.root_module?.resources ?? [];
  const ofBucket = new Set(
    resources
      .filter(({ expressions = {} }) =>
        textsIn(block(expressions, 'bucket').references).includes(bucketAddress),
      )
      .map(({ address }) => address),
  );
  return (plan.resource_changes ?? [])
    .filter(({ address, change }) => ofBucket.has(address) && change.actions.join() === 'create')
    .filter(({ type }) => Object.hasOwn(PARTS, type))
    .map(({ address, type }) => ({ address, type }));
}

/**
 * The settings of a bucket in a synthesized stack, with the bucket itself.
 *
 * @param stack - its `cdk.tf.json`
 */
export function synthesizedParts(
  stack: string,
  bucketName: string,
): { readonly bucket: string | undefined; readonly parts: readonly PlannedPart[] } {
  const resources = block(JSON.parse(stack) as Attributes, 'resource');
  const namesOf = (type: string) => Object.keys(block(resources, type));
  const name = namesOf('aws_s3_bucket').find(
    (each) => text(block(resources, 'aws_s3_bucket', each), 'bucket') === bucketName,
  );
  if (name === undefined) return { bucket: undefined, parts: [] };
  const reference = `\${aws_s3_bucket.${name}.id}`;
  const parts = Object.keys(PARTS).flatMap((type) =>
    namesOf(type)
      .filter((each) => text(block(resources, type, each), 'bucket') === reference)
      .map((each) => ({ address: `${type}.${each}`, type })),
  );
  return { bucket: `aws_s3_bucket.${name}`, parts };
}

/** How the settings of a bucket are adopted. */
export interface AdoptedParts {
  /** Those that the bucket has. The others are created. */
  readonly imports: readonly ImportBlock[];
  /** Those that AWS does not show: the plan would replace them without saying so. */
  readonly problems: readonly ExistingProblem[];
}

/** Decides which settings of a bucket are imported. */
export function judgeParts(
  parts: readonly PlannedPart[],
  live: Readonly<Record<PartKey, Observed<unknown>>>,
  bucket: string,
): AdoptedParts {
  const all = parts.flatMap(({ address, type }) => {
    const key = PARTS[type];
    return key ? [{ address, key, found: live[key] }] : [];
  });
  return {
    imports: all
      .filter(({ found }) => found.kind === 'value' || isUnreadable(found))
      .map(({ address }) => ({ to: address, id: bucket })),
    problems: all.flatMap(({ address, found }) => {
      if (found.kind !== 'refused' || isUnreadable(found)) return [];
      const what = `AWS does not show what the bucket ${bucket} has now: ${found.call}: ${found.answer}`;
      return [{ address, what, fix: 'Use credentials that can read all settings of the bucket.' }];
    }),
  };
}

/** A policy that exists, and that callvault cannot read. */
const isUnreadable = (found: Observed<unknown>) =>
  found.kind === 'refused' && found.unreadable === true;

/** Reads the settings of the bucket that a store adopts. */
export async function adoptParts(
  store: Store,
  plan: RawPlan,
  { created, settings }: { readonly created: CreatedResource; readonly settings: ClientSettings },
): Promise<AdoptedParts> {
  const s3 = new S3Client({ ...settings, region: created.region });
  const parts = plannedParts(plan, created.address);
  return judgeParts(parts, await readBucket(store, s3), created.name);
}

/** The imported resources that a plan would replace. */
export function replacedBy(plan: RawPlan, imports: readonly ImportBlock[]): ExistingProblem[] {
  const imported = new Map(imports.map(({ to, id }) => [to, id]));
  return (plan.resource_changes ?? [])
    .filter(({ address, change }) => imported.has(address) && change.actions.includes('delete'))
    .map(({ address }) => ({
      address,
      what: `${imported.get(address) ?? ''} exists, and would be replaced: it differs in what cannot be changed in place`,
      fix: 'Choose another name, or change the resource first.',
    }));
}

/** AWS does not say whether the bucket that a store adopts exists. */
export function unknownToAdopt({ bucketName, id }: Store, address: string): ExistingProblem {
  return {
    address,
    what: `${id} has adopt: true, and AWS does not say whether the bucket ${bucketName} exists`,
    fix: 'Use credentials that can read the bucket.',
  };
}

/** The bucket that a store adopts does not exist. */
export function nothingToAdopt({ bucketName, id }: Store, address: string): ExistingProblem {
  return {
    address,
    what: `${id} has adopt: true, and the bucket ${bucketName} does not exist`,
    fix: 'Correct the name of the bucket, or remove adopt: to create it.',
  };
}
