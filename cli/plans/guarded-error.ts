import type { GuardedChange } from '../../review/guarded';
import { plainText, sentence } from '../../review/sentence';
import { unwrapped } from './terraform-problem';

/** Terraform refused to plan a stack, because the plan would destroy protected resources. */
export class GuardedError extends Error {
  override readonly name = 'GuardedError';

  /** @param changes - at least one */
  constructor(
    readonly id: string,
    readonly changes: readonly GuardedChange[],
  ) {
    const reasons = changes.map(({ what }) => `  ${plainText(what)}`);
    super(
      [`${id} cannot be planned, because protected resources would be destroyed:`, ...reasons].join(
        '\n',
      ),
    );
  }
}

/**
 * The resources that Terraform refused to destroy.
 *
 * @see Terraform documentation, "The lifecycle Meta-Argument", `prevent_destroy`
 */
export function guardedAddresses(output: string): string[] {
  const refusals = unwrapped(output).matchAll(/Resource (\S+) has lifecycle\.prevent_destroy set/g);
  return [...new Set([...refusals].flatMap(([, address]) => address ?? []))];
}

/**
 * Recognizes that a bucket was not found in the region of its provider, which version 5 of the provider reports as an
 * error: buckets have no region there that a plan could change.
 *
 * @see Amazon S3 API Reference, "Error responses": 301, PermanentRedirect
 */
export function tryFindOtherRegion(id: string, output: string): GuardedChange | undefined {
  const text = unwrapped(output);
  if (!/StatusCode: 301\b|MovedPermanently|PermanentRedirect|BucketRegionError/.test(text))
    return undefined;
  const [, bucket] = /S3[^:]* Bucket \(([^)\s]+)\)/.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  const what = sentence`The bucket ${bucket} is in another region than the environment file says, and a bucket cannot move to another region. Set the region back. To move, add another store, and keep this one until its recordings have expired. See docs/migration.md.`;
  return { address: id, what };
}
