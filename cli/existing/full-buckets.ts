import type { Environment } from '../../config/environment';
import { text } from '../../review/attributes';
import type { RawPlan } from '../../review/raw-plan';
import { asDeployer } from '../deployer';
import { AccountReader } from './account-reader';
import type { CreatedResource } from './created';
import { findExisting } from './find-existing';
import type { ExistingProblem } from './judge';
import type { LiveResource } from './reader';

/** The buckets that a plan destroys, or replaces, and that S3 deletes only if they are empty. */
export function destroyedBuckets({ resource_changes: changes = [] }: RawPlan): CreatedResource[] {
  return changes.flatMap(({ address, type, change: { actions, before } }) =>
    type === 'aws_s3_bucket' && actions.includes('delete') && before?.force_destroy !== true
      ? [
          {
            address,
            type,
            name: text(before ?? {}, 'bucket'),
            region: text(before ?? {}, 'region'),
            tags: {},
          },
        ]
      : [],
  );
}

/** What is known of the buckets that a plan destroys. */
export interface DestroyedContent {
  /** Those in which something is. */
  readonly full: readonly ExistingProblem[];
  /** Why it is not known of others whether they are empty, in words that follow the id of the stack. */
  readonly unknown: readonly string[];
}

/**
 * Finds the buckets that a plan destroys although something is in them. S3 would refuse in the middle of the apply, after
 * Terraform has removed their policies and the alarms.
 *
 * @throws what the SDK throws if AWS does not answer
 */
export async function findFullBuckets(
  environment: Environment,
  destroyed: readonly CreatedResource[],
): Promise<DestroyedContent> {
  const settings = await asDeployer(environment, environment.region);
  const found = await findExisting(destroyed, new AccountReader(environment, settings));
  return {
    full: found.existing
      .filter(({ live }) => live.empty === false)
      .map(({ created: { address, name } }) => ({
        address,
        what: `bucket ${name} would be destroyed, and is not empty`,
        fix: 'Put it back, and end it first: see docs/retire.md, docs/replication.md or docs/integrity.md.',
      })),
    unknown: [
      ...found.existing
        .filter(({ live }) => live.empty === undefined)
        .map(({ created: { name }, live }) => ({ what: `bucket ${name}`, why: whyUnknown(live) })),
      ...found.unknown.map(({ call, answer }) => ({ what: call, why: answer })),
    ].map(
      ({ what, why }) =>
        `whether ${what}, which it destroys, is empty is not known: ${why}. If it is not, S3 refuses to delete it halfway.`,
    ),
  };
}

const whyUnknown = ({ inaccessible, otherRegion }: LiveResource) =>
  inaccessible
    ? 'these credentials have no access to it'
    : otherRegion === undefined
      ? 'these credentials may not list its versions'
      : `it is in ${otherRegion}`;
