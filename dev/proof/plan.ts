import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../../review/finding';
import { parsePlan } from '../../review/plan';
import { reviewPlan } from '../../review/review';

/** A resource of a plan; without values before it is created, and without values after it is destroyed. */
export interface ProofChange {
  readonly address: string;
  readonly type: string;
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

const OTHER = { bucket: 'another', arn: 'arn:aws:s3:::another' };

/** A resource that stays, so that the stack exists. */
const STAYS: ProofChange = {
  address: 'aws_s3_bucket.Another',
  type: 'aws_s3_bucket',
  before: OTHER,
  after: OTHER,
};

/** The findings of a plan with these changes. */
export function reviewChanges(changes: readonly ProofChange[]): readonly Finding[] {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: [STAYS, ...changes].map(({ address, type, before, after }) => ({
      address,
      mode: 'managed',
      type,
      change: { actions: [actionOf(before, after)], before: before ?? null, after: after ?? null },
    })),
  };
  return reviewPlan(parsePlan(JSON.stringify(plan), 'proof')).findings;
}

function actionOf(before: object | undefined, after: object | undefined): string {
  if (!before) return 'create';
  if (!after) return 'delete';
  return isDeepStrictEqual(before, after) ? 'no-op' : 'update';
}
