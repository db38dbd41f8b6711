import type { Change } from '../../review/plan';
import { reviewPlan } from '../../review/review';
import { plainText } from '../../review/sentence';

/** A change of one resource; without other values, an update. */
export function change(values: Partial<Change>): Change {
  return {
    address: `${values.type ?? 'aws_s3_bucket'}.A`,
    type: 'aws_s3_bucket',
    action: 'update',
    actions: [values.action ?? 'update'],
    before: {},
    after: {},
    unknown: {},
    ...values,
  };
}

/** A bucket that does not change, so that the stack already exists. */
export const BUCKET = change({
  address: 'aws_s3_bucket.Calls',
  action: 'no-op',
  before: { bucket: 'calls', arn: 'arn:aws:s3:::calls' },
  after: { bucket: 'calls', arn: 'arn:aws:s3:::calls' },
});

/** The findings of a plan of an existing stack, with their sentences. */
export function findingsOf(...changes: readonly Change[]): [id: string, what: string][] {
  const plan = { source: 'plan.json', drift: [], deferred: false, regions: [] };
  const { findings } = reviewPlan({ ...plan, changes: [BUCKET, ...changes] });
  return findings.map(({ id, what }) => [id, plainText(what)]);
}

/** The ids of the findings of a plan of an existing stack. */
export const idsOf = (...changes: readonly Change[]) => findingsOf(...changes).map(([id]) => id);
