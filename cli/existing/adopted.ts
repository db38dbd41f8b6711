import { S3Client } from '@aws-sdk/client-s3';
import { type Attributes, block, text, textsIn } from '../../review/attributes';
import type { RawPlan } from '../../review/raw-plan';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import {
  type LiveBucket,
  type OwnedBucket,
  readBucket,
  readGrants,
  readMfaDelete,
} from '../doctor/live-bucket';
import { lookUp, type Observed, observedValue, type RefusedLookup } from '../doctor/observed';
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
      return [notShown(address, bucket, found)];
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
  const live = await readBucket(store, s3);
  const { imports, problems } = judgeParts(parts, live, created.name);
  const isEnforced = observedValue(live.ownership) === 'BucketOwnerEnforced';
  const blocked = await findBlocking(store, isEnforced ? [MFA_DELETE] : [MFA_DELETE, GRANTS], {
    parts,
    s3,
  });
  return { imports, problems: [...problems, ...blocked] };
}

/** What to do about grants of a bucket's ACL. */
export const removeGrants = (bucket: string) =>
  `S3 refuses to disable ACLs while the ACL of the bucket grants anything to others: give them access by policy, and then run aws s3api put-bucket-acl --bucket ${bucket} --acl private.`;

/** What to do about MFA Delete. */
export const removeMfaDelete = (bucket: string) =>
  `S3 refuses lifecycle rules while it is on: as the root user, run aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled,MFADelete=Disabled --mfa "<device> <code>".`;

/** A setting because of which S3 would refuse the deployment halfway. */
interface Blocking {
  /** What S3 would refuse. */
  readonly type: string;
  readonly call: string;
  readonly read: (s3: S3Client, bucket: OwnedBucket) => Promise<string | undefined>;
  readonly fix: (bucket: string) => string;
}

/** @see Amazon S3 User Guide, Object Ownership, "Troubleshooting": `InvalidBucketAclWithObjectOwnership` */
const GRANTS: Blocking = {
  type: 'aws_s3_bucket_ownership_controls',
  call: 's3:GetBucketAcl',
  read: async (s3, bucket) => {
    const grants = await readGrants(s3, bucket);
    return grants.length === 0 ? undefined : `the ACL grants ${grants.join(', ')}`;
  },
  fix: removeGrants,
};

/** @see Amazon S3 User Guide, "Setting an S3 Lifecycle configuration on a bucket": not with MFA Delete */
const MFA_DELETE: Blocking = {
  type: 'aws_s3_bucket_lifecycle_configuration',
  call: 's3:GetBucketVersioning',
  read: async (s3, bucket) => ((await readMfaDelete(s3, bucket)) ? 'MFA Delete is on' : undefined),
  fix: removeMfaDelete,
};

async function findBlocking(
  { bucketName: Bucket, account: ExpectedBucketOwner }: Store,
  all: readonly Blocking[],
  { parts, s3 }: { readonly parts: readonly PlannedPart[]; readonly s3: S3Client },
): Promise<ExistingProblem[]> {
  const looked = all.map(async ({ type, call, read, fix }): Promise<ExistingProblem[]> => {
    const address = parts.find((each) => each.type === type)?.address;
    if (address === undefined) return [];
    const found = await lookUp({ call: `${call} ${Bucket}`, link: 'bucket' }, () =>
      read(s3, { Bucket, ExpectedBucketOwner }),
    );
    if (found.kind === 'refused') return [notShown(address, Bucket, found)];
    const what = observedValue(found);
    return what === undefined
      ? []
      : [{ address, what: `${what} (bucket ${Bucket})`, fix: fix(Bucket) }];
  });
  return (await Promise.all(looked)).flat();
}

function notShown(address: string, bucket: string, { call, answer }: RefusedLookup) {
  const what = `AWS does not show what the bucket ${bucket} has now: ${call}: ${answer}`;
  return { address, what, fix: 'Use credentials that can read all settings of the bucket.' };
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
