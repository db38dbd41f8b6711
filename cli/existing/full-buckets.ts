import type { Environment } from '../../config/environment';
import { text } from '../../review/attributes';
import type { RawPlan } from '../../review/raw-plan';
import { asDeployer } from '../deployer';
import { AccountReader } from './account-reader';
import type { CreatedResource } from './created';
import { findExisting } from './find-existing';
import type { ExistingProblem } from './judge';

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

/**
 * Finds the buckets that a plan destroys although something is in them. S3 would refuse in the middle of the apply, after
 * Terraform has removed their policies and the alarms.
 *
 * @throws what the SDK throws if AWS does not answer
 */
export async function findFullBuckets(
  environment: Environment,
  destroyed: readonly CreatedResource[],
): Promise<ExistingProblem[]> {
  const settings = await asDeployer(environment, environment.region);
  const { existing } = await findExisting(destroyed, new AccountReader(environment, settings));
  return existing
    .filter(({ live }) => live.empty === false)
    .map(({ created: { address, name } }) => ({
      address,
      what: `bucket ${name} would be destroyed, and is not empty`,
      fix: 'Put it back, and end it first: see docs/retire.md, docs/replication.md or docs/integrity.md.',
    }));
}
