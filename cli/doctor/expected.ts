import {
  type Policy,
  readPolicies,
  type StackPolicies,
  tryFindMainBucket,
  tryFindVendor,
} from '../../access/policies';

/** The policies a store should have, with the ARN of the key it does have. */
export interface Expected {
  /** Of the vendor's role, or its user's group; undefined where the vendor writes as itself. */
  readonly access?: Policy | undefined;
  /** Who may take on the role; undefined where there is none. */
  readonly trust?: Policy | undefined;
  /** Of the bucket. */
  readonly bucket: Policy;
  /** Of the key; undefined where S3's own keys encrypt. */
  readonly key?: Policy | undefined;
}

/**
 * The policies of a synthesized stack. ARNs that are known only after the apply stand for what is deployed.
 *
 * @param text - the stack's `cdk.tf.json`
 * @param keyArn - the recordings' key; without one, what is synthesized stands for itself
 */
export function readExpected(id: string, text: string, keyArn: string | undefined): Expected {
  const invented = readPolicies(id, text);
  const stack = withKey(invented, keyArn);
  const bucket = tryFindMainBucket(stack);
  if (!bucket) throw new Error(`${id} has no bucket for recordings.`);
  const vendor = tryFindVendor(stack);
  return {
    access: vendor?.policy,
    trust: vendor?.trust,
    bucket: bucket.policy,
    key: stack.keys.find(({ kind }) => kind === 'recordings')?.policy,
  };
}

function withKey(stack: StackPolicies, keyArn: string | undefined): StackPolicies {
  const invented = stack.keys.find(({ kind }) => kind === 'recordings')?.arn;
  if (invented === undefined || keyArn === undefined) return stack;
  return JSON.parse(JSON.stringify(stack).replaceAll(invented, keyArn)) as StackPolicies;
}
