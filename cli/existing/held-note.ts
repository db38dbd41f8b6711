import { S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '../../config/environment';
import { isRecord } from '../../review/attributes';
import type { RawPlan } from '../../review/raw-plan';
import { HoldRegister } from '../../recordings/holds';
import { asDeployer } from '../deployer';

/** Without them, a version on hold is lost or cannot be read. */
const NEEDED = ['aws_s3_bucket', 'aws_kms_key'];

/** What the plan does that a version on hold outlives, or does not; undefined if it does neither. */
export function riskToHeld({ resource_changes: changes = [], output_changes: outputs }: RawPlan) {
  const destroyed = changes.filter(
    ({ type, change }) => NEEDED.includes(type) && change.actions.includes('delete'),
  );
  if (destroyed.length > 0) {
    const addresses = destroyed.map(({ address }) => address).join(', ');
    return `Release the cases before you destroy ${addresses}: the versions, their key or their register would be lost.`;
  }
  const { actions = [], after } = outputs?.retired ?? {};
  const retires = isRecord(after) && actions.some((each) => each === 'create' || each === 'update');
  return retires ? 'They stay after their last day, until the cases are released.' : undefined;
}

/**
 * Says which cases hold recordings of a store that a plan destroys or retires.
 *
 * @param onNote - called with a sentence
 */
export async function noteHeld(
  id: string,
  { environment, plan }: { readonly environment: Environment; readonly plan: RawPlan },
  onNote: (note: string) => void,
): Promise<void> {
  const risk = riskToHeld(plan);
  const store = environment.stores.find((each) => each.id === id);
  const bucket = store?.integrity?.reportBucketName;
  if (risk === undefined || !store || bucket === undefined) return;
  try {
    const s3 = new S3Client(await asDeployer(environment, store.region));
    const { cases, versions, complete } = await new HoldRegister({ s3, bucket }).countHeld();
    if (versions === 0) return;
    const count = `${complete ? '' : 'at least '}${versions.toLocaleString('en')} versions`;
    onNote(`${id}: ${cases.join(', ')} hold ${count}. ${risk}`);
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucket') return;
    onNote(`${id}: whether cases hold recordings is not known: ${(error as Error).message}`);
  }
}
