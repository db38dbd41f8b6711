import { S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '../../config/environment';
import { STORAGE_KIND_TAG } from '../../core/tags';
import { block, isRecord, text } from '../../review/attributes';
import type { RawPlan } from '../../review/raw-plan';
import { HoldRegister } from '../../recordings/holds';
import type { Store } from '../../store/store';
import { asDeployer } from '../deployer';
import type { ExistingProblem } from './judge';

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

/** The bucket of reports that a plan destroys, and with it the register of holds. */
export function destroyedRegister({ resource_changes: changes = [] }: RawPlan) {
  return changes
    .filter(
      ({ type, change: { actions } }) => type === 'aws_s3_bucket' && actions.includes('delete'),
    )
    .map(({ address, change: { before } }) => ({
      address,
      bucket: text(before ?? {}, 'bucket'),
      kind: text(block(before ?? {}, 'tags'), STORAGE_KIND_TAG),
    }))
    .find(({ kind, bucket }) => kind === 'reports' && bucket !== '');
}

/**
 * Says which cases hold recordings of a store that a plan destroys or retires.
 *
 * @param onNote - called with a sentence
 * @returns the bucket of reports, if the plan destroys it with the register of cases that hold recordings
 */
export async function noteHeld(
  id: string,
  { environment, plan }: { readonly environment: Environment; readonly plan: RawPlan },
  onNote: (note: string) => void,
): Promise<ExistingProblem[]> {
  const [risk, register] = [riskToHeld(plan), destroyedRegister(plan)];
  const store = environment.stores.find((each) => each.id === id);
  const bucket = registerOf(register, store);
  if (risk === undefined || !store || bucket === undefined) return [];
  try {
    const s3 = new S3Client(await asDeployer(environment, store.region));
    const held = await describeHeld(new HoldRegister({ s3, bucket }));
    if (held === undefined) return [];
    if (register) return [destroysRegister(register, held)];
    onNote(`${id}: ${held}. ${risk}`);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'NoSuchBucket')
      onNote(`${id}: whether cases hold recordings is not known: ${message}`);
  }
  return [];
}

/** The bucket of reports, before the plan. */
const registerOf = (destroyed: ReturnType<typeof destroyedRegister>, store: Store | undefined) =>
  destroyed?.bucket ?? store?.integrity?.reportBucketName;

/** Which cases hold how many versions; undefined if none does. */
async function describeHeld(register: HoldRegister): Promise<string | undefined> {
  const { cases, versions, complete } = await register.countHeld();
  if (versions === 0) return undefined;
  const count = `${complete ? '' : 'at least '}${versions.toLocaleString('en')}`;
  return `${cases.join(', ')} hold ${count} ${versions === 1 ? 'version' : 'versions'}`;
}

function destroysRegister(
  { address, bucket }: NonNullable<ReturnType<typeof destroyedRegister>>,
  held: string,
): ExistingProblem {
  return {
    address,
    what: `bucket ${bucket} would be destroyed with the register of cases: ${held}`,
    fix: 'Release the cases first, with callvault hold release. See docs/hold.md.',
  };
}
