import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule as S3Rule,
} from '@aws-sdk/client-s3';
import { dayOf } from '../core/day';
import type { Lifecycle, LifecycleRule } from '../core/lifecycle/rule';
import type { BucketClient } from '../integrity/bucket-client';
import { block, blocks, type Attributes, text } from '../review/attributes';
import { readLifecycle } from '../review/lifecycle';

/** `${aws_s3_bucket.Recordings_Bucket_1A2B.id}` */
const REFERENCE = /^\$\{aws_s3_bucket\.(\w+)\.\w+\}$/;

/**
 * The lifecycle of a bucket in a synthesized stack.
 *
 * @param stack - the stack's `cdk.tf.json`
 */
export function synthesizedLifecycle(stack: string, bucket: string): Lifecycle {
  const resources = block(JSON.parse(stack) as Attributes, 'resource');
  const buckets = block(resources, 'aws_s3_bucket');
  const configurations = block(resources, 'aws_s3_bucket_lifecycle_configuration');
  const found = Object.keys(configurations)
    .flatMap((name) => blocks(configurations, name))
    .find((each) => {
      const reference = text(each, 'bucket');
      const name = REFERENCE.exec(reference)?.[1] ?? '';
      return reference === bucket || text(block(buckets, name), 'bucket') === bucket;
    });
  return readLifecycle(found ?? {});
}

/** The lifecycle of a deployed bucket; without rules if it has none. */
export async function deployedLifecycle({ s3, bucket }: BucketClient): Promise<Lifecycle> {
  const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket });
  const answer = await s3.send(command).catch((error: unknown) => {
    if ((error as Error).name !== 'NoSuchLifecycleConfiguration') throw error;
    return { Rules: [], TransitionDefaultMinimumObjectSize: undefined };
  });
  return {
    rules: enabledRules(answer.Rules ?? []),
    minimumSize: answer.TransitionDefaultMinimumObjectSize,
  };
}

/** The rules that S3 applies. */
export function enabledRules(rules: readonly S3Rule[]): LifecycleRule[] {
  return rules.filter(({ Status }) => Status === 'Enabled').map(readRule);
}

/** A rule as S3 lists it. One in the old form has its prefix next to its filter. */
type ListedRule = Omit<S3Rule, 'Prefix'> & { readonly Prefix?: string };

function readRule(rule: ListedRule): LifecycleRule {
  const { Expiration = {}, NoncurrentVersionExpiration: old = {} } = rule;
  return {
    ...readFilter(rule),
    days: Expiration.Days,
    ...dateOf(Expiration.Date),
    clearsMarkers: Expiration.ExpiredObjectDeleteMarker === true,
    noncurrentDays: old.NoncurrentDays,
    keptVersions: old.NewerNoncurrentVersions ?? 0,
    transitions: (rule.Transitions ?? []).map(({ StorageClass = '', Days = 0, Date: date }) => ({
      storageClass: StorageClass,
      days: Days,
      ...dateOf(date),
    })),
    noncurrentTransitions: (rule.NoncurrentVersionTransitions ?? []).map(
      ({ StorageClass = '', NoncurrentDays = 0, NewerNoncurrentVersions: keptVersions = 0 }) => ({
        storageClass: StorageClass,
        days: NoncurrentDays,
        keptVersions,
      }),
    ),
    abortDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  };
}

const dateOf = (date: Date | undefined) => (date ? { date: dayOf(date.getTime()) } : {});

function readFilter({ Filter = {}, Prefix }: ListedRule) {
  const { And = {}, Tag } = Filter;
  const all = { ...Filter, ...And };
  const tags = [...(Tag ? [Tag] : []), ...(And.Tags ?? [])].map(
    ({ Key = '', Value = '' }) => [Key, Value] as const,
  );
  const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = all;
  return {
    prefix: all.Prefix ?? Prefix ?? '',
    narrowed: JSON.stringify([tags, above, below]),
    tags: Object.fromEntries(tags),
    ...(above !== undefined && { above }),
    ...(below !== undefined && { below }),
  };
}
