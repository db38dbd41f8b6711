import { isRecord, text } from './attributes';
import { effectiveChanges } from './effective';
import { CATEGORIES, type Category, type Finding, FINDINGS, finding, type Rule } from './finding';
import type { Change, Plan } from './plan';
import { RULES } from './rules';
import { identityOf, type Scene, sceneOf } from './scene';
import { plainText, sentence } from './sentence';

/** What a plan does, in the words of its reviewer. */
export interface StackReview {
  /** The stack, e.g. `calls-prod`; where its resources do not tell, the file the plan was read from. */
  readonly stack: string;
  /** All that a reviewer must know of, the worst first. */
  readonly findings: readonly Finding[];
  /** All changes, in the order of the plan; what stays as it is is left out. */
  readonly changes: readonly Change[];
  /** What Terraform found changed outside of it. */
  readonly drift: readonly Change[];
  /** What those changes outside did, the worst first. They have happened, so nothing of it stops a plan. */
  readonly outside: readonly Finding[];
}

/** The category of a finding. */
export function categoryOf({ id }: Pick<Finding, 'id'>): Category {
  return FINDINGS[id];
}

/** Reads a plan as its reviewer would. */
export function reviewPlan(plan: Plan, rules: readonly Rule[] = RULES): StackReview {
  return {
    stack: stackOf(plan),
    findings: [
      ...(plan.deferred ? [deferred(plan)] : []),
      ...movedRegion(plan),
      ...(plan.unread ?? []).map((part) => unread(part, plan)),
      ...findingsOf(plan, rules),
    ].sort(byWeight),
    changes: plan.changes.filter(isShown),
    drift: plan.drift,
    outside: outsideOf(plan, rules),
  };
}

function findingsOf(plan: Plan, rules: readonly Rule[]): Finding[] {
  const scene = sceneOf(plan);
  return effectiveChanges(plan.changes)
    .filter((change) => !goesWithBucket(change, scene))
    .flatMap((change) => rules.flatMap((rule) => apply(rule, change, scene)));
}

/** Rules foretell what a destroy will do; of what is gone already, that is all there is to say. */
const TOLD_BY_BEING_GONE = [
  'aws_iam_role',
  'aws_iam_user',
  'aws_kms_key',
  'aws_s3_bucket',
  'aws_secretsmanager_secret',
];

function outsideOf(plan: Plan, rules: readonly Rule[]): Finding[] {
  const gone = new Set(
    plan.drift
      .filter(({ action, type }) => action === 'delete' && TOLD_BY_BEING_GONE.includes(type))
      .map(({ address }) => address),
  );
  return findingsOf({ ...plan, changes: plan.drift, drift: [] }, rules)
    .filter(({ address }) => !gone.has(address))
    .sort(byWeight);
}

/** The settings of a bucket that is destroyed: that it is destroyed says more. */
function goesWithBucket({ type, action, before }: Change, { gone, replaced }: Scene): boolean {
  if (action !== 'delete' || !type.startsWith('aws_s3_bucket_')) return false;
  return (
    gone.has(identityOf('aws_s3_bucket', text(before, 'bucket'))) ||
    replaced.has(text(before, 'bucket'))
  );
}

/** A rule that fails has not found that all is well. */
function apply(rule: Rule, change: Change, scene: Scene): readonly Finding[] {
  try {
    return rule(change, scene);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = sentence`What is done to it could not be judged: ${why}. Read this change yourself, and tell us.`;
    return [finding('check-failed', change, what)];
  }
}

function deferred({ source }: Plan): Finding {
  const what = sentence`The plan leaves changes for a later one; they are not in it, so nobody can review them yet.`;
  return finding('plan-deferred', { address: source }, what);
}

function movedRegion(plan: Plan): Finding[] {
  const [from, to] = sceneOf(plan).regionMove ?? [];
  if (from === undefined || to === undefined) return [];
  const what = sentence`The store moves from ${from} to ${to}: its keys and its bucket are where they were, and the vendor must be given the new ones. See docs/migration.md.`;
  return [finding('region-moved', { address: plan.source }, what)];
}

function unread(part: string, { source }: Plan): Finding {
  const what = sentence`The plan has ${part}, which this version of callvault does not judge.`;
  return finding('plan-part-unknown', { address: source }, what);
}

const isShown = ({ action, previousAddress }: Change) =>
  (action !== 'no-op' || previousAddress !== undefined) && action !== 'read';

const rankOf = (each: Finding) => CATEGORIES.indexOf(categoryOf(each));

function byWeight(a: Finding, b: Finding): number {
  return (
    rankOf(a) - rankOf(b) ||
    compareText(a.id, b.id) ||
    compareText(a.address, b.address) ||
    compareText(plainText(a.what), plainText(b.what))
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Every stack of callvault tags what it makes with its store and environment. What most resources had counts. */
function stackOf({ changes, drift, source }: Plan): string {
  const counts = new Map<string, number>();
  for (const { before, after } of [...changes, ...drift]) {
    const tags = isRecord(before.tags_all) ? before.tags_all : after.tags_all;
    if (!isRecord(tags)) continue;
    const [store, environment] = [text(tags, 'store'), text(tags, 'environment')];
    if (store === '' || environment === '') continue;
    const name = `${store}-${environment}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? source;
}
