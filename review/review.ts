import type { Day } from '../core/day';
import { isRecord, text } from './attributes';
import { effectiveChanges } from './effective';
import {
  CATEGORIES,
  categoryOf,
  type ComparedPlan,
  type Finding,
  finding,
  type Rule,
} from './finding';
import type { Change, Plan } from './plan';
import { identityOf, type PlanContext, readPlanContext } from './plan-context';
import { RULES } from './rules';
import { retiredFindings } from './retired';
import { switchedOffFindings } from './switched-off';
import { storageModeFindings } from './rules/storage-mode';
import { plainText, sentence } from './sentence';

/** The review of one plan. */
export interface StackReview {
  /** The stack id, e.g. `calls-prod`; when the tags do not contain it, the source of the plan. */
  readonly stack: string;
  /** Everything a reviewer must know about the plan, the most severe first. */
  readonly findings: readonly Finding[];
  /** The changes in the order of the plan, without resources that stay the same. */
  readonly changes: readonly Change[];
  /** Changes made outside Terraform. */
  readonly drift: readonly Change[];
  /** The effects of those changes, the most severe first. They have already happened, so none of them stops a plan. */
  readonly driftFindings: readonly Finding[];
}

/**
 * Reviews a plan.
 *
 * @param today - for sentences with dates. @default - findings have no dates
 */
export function reviewPlan(
  plan: ComparedPlan,
  rules: readonly Rule[] = RULES,
  today?: Day,
): StackReview {
  const context = readPlanContext(plan, today);
  const ofPlan = [
    ...(plan.deferred ? [deferredFinding(plan)] : []),
    ...regionFindings(plan, context),
    ...(plan.known ?? []),
    ...storageModeFindings(plan.outputs ?? []),
    ...retiredFindings(plan),
    ...switchedOffFindings(plan.switchedOff ?? []),
    ...(plan.unread ?? []).map((part) => unreadFinding(plan, part)),
  ];
  return {
    stack: plan.stack ?? stackOf(plan),
    findings: [...ofPlan, ...findingsOf(context, rules)].sort(bySeverity),
    changes: plan.changes.filter(isShown),
    drift: plan.drift,
    driftFindings: driftFindingsOf(plan, rules, today),
  };
}

function findingsOf(context: PlanContext, rules: readonly Rule[]): Finding[] {
  const ofExisting = { ...context, isNewStack: false };
  const imported = context.changes.filter(({ isImported }) => isImported);
  const addresses = new Set(imported.map(({ address }) => address));
  /** What a new stack sets on a resource that exists already is a change of it. */
  const contextOf = ({ isImported, references = [] }: Change) =>
    isImported === true || references.some((each) => addresses.has(each)) ? ofExisting : context;
  return effectiveChanges(context.changes)
    .filter((change) => !belongsToDestroyedBucket(change, context))
    .flatMap((change) => rules.flatMap((rule) => applyRule(rule, change, contextOf(change))));
}

/** Rules predict what a destroy will do. Once the resource is deleted, only that remains to be reported. */
const REPORTED_AS_DELETED = [
  'aws_iam_role',
  'aws_iam_user',
  'aws_kms_key',
  'aws_s3_bucket',
  'aws_secretsmanager_secret',
];

function driftFindingsOf(plan: Plan, rules: readonly Rule[], today?: Day): Finding[] {
  const deleted = plan.drift.filter(
    ({ action, type }) => action === 'delete' && REPORTED_AS_DELETED.includes(type),
  );
  const addresses = new Set(deleted.map(({ address }) => address));
  const context = readPlanContext({ ...plan, changes: plan.drift, drift: [] }, today);
  return findingsOf({ ...context, resources: driftedResources(plan) }, rules)
    .filter((each) => !addresses.has(each.address))
    .sort(bySeverity);
}

/** Every resource before and after the drift. A refresh-only plan does not list those without drift. */
function driftedResources({ changes, drift }: Plan): readonly Change[] {
  if (changes.length === 0) return [];
  const drifted = new Set(drift.map(({ address }) => address));
  const others = changes.filter(
    ({ address, action }) => action !== 'create' && !drifted.has(address),
  );
  return [
    ...drift,
    ...others.map((each): Change => {
      return { ...each, after: each.before, unknown: {}, action: 'no-op', actions: ['no-op'] };
    }),
  ];
}

/** The settings of a bucket that is destroyed or replaced: the finding about the bucket covers them. */
function belongsToDestroyedBucket(
  { type, action, before }: Change,
  { destroyed, replacedBuckets }: PlanContext,
): boolean {
  if (action !== 'delete' || !type.startsWith('aws_s3_bucket_')) return false;
  const bucket = text(before, 'bucket');
  return destroyed.has(identityOf('aws_s3_bucket', bucket)) || replacedBuckets.has(bucket);
}

/** A rule that fails does not count as passed. */
function applyRule(rule: Rule, change: Change, context: PlanContext): readonly Finding[] {
  try {
    return rule(change, context);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = sentence`This change could not be checked: ${why}. Review it yourself, and report this error to the callvault maintainers.`;
    return [finding('check-failed', change, what)];
  }
}

function deferredFinding({ source }: Plan): Finding {
  const what = sentence`The plan defers changes to a later plan. It does not contain them, so they cannot be reviewed yet.`;
  return finding('plan-deferred', { address: source }, what);
}

function regionFindings(plan: ComparedPlan, { regionMove }: PlanContext): Finding[] {
  if (plan.known?.some(({ id }) => id === 'region-moved')) return [];
  const [from, to] = regionMove ?? [];
  if (from === undefined || to === undefined) return [];
  const what = sentence`The store moves from ${from} to ${to}. Its existing bucket and keys stay in ${from}, and the new ones must be registered with the vendor. See docs/migration.md.`;
  return [finding('region-moved', { address: plan.source }, what)];
}

function unreadFinding({ source }: Plan, part: string): Finding {
  const what = sentence`The plan contains ${part}, which this version of callvault does not review.`;
  return finding('plan-part-unknown', { address: source }, what);
}

const isShown = ({ action, previousAddress }: Change) =>
  (action !== 'no-op' || previousAddress !== undefined) && action !== 'read';

const rankOf = (each: Finding) => CATEGORIES.indexOf(categoryOf(each));

function bySeverity(a: Finding, b: Finding): number {
  return (
    rankOf(a) - rankOf(b) ||
    compareText(a.id, b.id) ||
    compareText(a.address, b.address) ||
    compareText(plainText(a.what), plainText(b.what))
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/**
 * Every stack of callvault tags its resources with its store and environment. The tags of most resources decide, so
 * that a tag on a single resource cannot make another stack's acceptances count.
 */
function stackOf({ changes, drift, stateTags = [], source }: Plan): string {
  const counts = new Map<string, number>();
  const tags = [...changes, ...drift].map(({ before, after }) => before.tags_all ?? after.tags_all);
  for (const stack of [...tags, ...stateTags].flatMap(taggedStack)) {
    counts.set(stack, (counts.get(stack) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? source;
}

function taggedStack(tags: unknown): string[] {
  if (!isRecord(tags)) return [];
  const [store, environment] = [text(tags, 'store'), text(tags, 'environment')];
  return store === '' || environment === '' ? [] : [`${store}-${environment}`];
}
