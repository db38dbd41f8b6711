import { changedKeys } from '../attributes';
import { CATEGORIES, type Category, categoryOf, isWithoutPlan } from '../finding';
import type { Action, Change } from '../plan';
import type { ReviewReport } from '../report';
import type { StackReview } from '../review';

/** What a category means to a reviewer: as a heading, and in the verdict. */
export const CATEGORY_LABELS: Readonly<
  Record<Category, { readonly heading: string; readonly verdict: string }>
> = {
  'data-loss': { heading: 'Recordings can be lost', verdict: 'data loss' },
  'writes-stop': { heading: 'The vendor can lose write access', verdict: 'writes stop' },
  access: { heading: 'Broader access', verdict: 'broader access' },
  unclear: { heading: 'Needs manual review', verdict: 'needs manual review' },
  unwatched: { heading: 'Monitoring ends or changes', verdict: 'monitoring changes' },
  retention: { heading: 'Retention and cost', verdict: 'retention or cost' },
};

/** What a plan does with a resource. */
export const ACTION_LABELS: Readonly<Record<Action, string>> = {
  'no-op': 'moved in the state',
  create: 'created',
  read: 'read',
  update: 'changed',
  delete: 'destroyed',
  replace: 'destroyed and recreated',
  forget: 'no longer managed',
  unknown: 'with an unknown action',
};

/** `Plan review: data loss (2), broader access (1)`. */
export function verdictOf({ kind, stacks, unneeded }: ReviewReport): string {
  const findings = stacks.flatMap((stack) =>
    kind === 'drift'
      ? [...stack.driftFindings, ...stack.findings.filter(({ id }) => isWithoutPlan(id))]
      : stack.findings.filter(({ accepted }) => !accepted),
  );
  const counts = CATEGORIES.flatMap((category) => {
    const { length } = findings.filter((each) => categoryOf(each) === category);
    return length > 0 ? [`${CATEGORY_LABELS[category].verdict} (${count(length)})`] : [];
  });
  if (kind === 'drift' && findings.length === 0 && stacks.every(hasNoDrift)) {
    return 'No drift, but the configuration is not deployed yet';
  }
  const added =
    unneeded.length +
    stacks.flatMap((stack) => stack.findings).filter(({ accepted }) => accepted?.isNew).length;
  if (kind === 'change' && added > 0) counts.push(`accepted by this change (${count(added)})`);
  const verdict = counts.length === 0 ? 'no risk to recordings found' : counts.join(', ');
  return `${kind === 'drift' ? 'Drift' : 'Plan review'}: ${verdict}`;
}

const hasNoDrift = ({ drift }: StackReview) => drift.length === 0;

/** `3 changed, 1 created`; empty without changes. */
export function actionCounts(changes: readonly Change[]): string {
  return Object.entries(ACTION_LABELS)
    .flatMap(([action, label]) => {
      const { length } = changes.filter((change) => change.action === action);
      return length > 0 ? [`${count(length)} ${label}`] : [];
    })
    .join(', ');
}

/** `2 stacks: 10 changed (tags only).`, or `1 of 2 stacks planned: no changes.` */
export function changesSummary({ stacks }: ReviewReport): string {
  if (stacks.length === 0) return 'No stack changes.';
  const changes = stacks.flatMap((stack) => stack.changes);
  const counts = actionCounts(changes) || 'no changes';
  const tags = changes.length > 0 && changes.every(isTagChange) ? ' (tags only)' : '';
  const planned = stacks.filter(({ findings }) => !findings.some(({ id }) => isWithoutPlan(id)));
  const all = `${count(stacks.length)} ${stacks.length === 1 ? 'stack' : 'stacks'}`;
  if (planned.length === stacks.length) return `${all}: ${counts}${tags}.`;
  const some = `${count(planned.length)} of ${all} planned`;
  return planned.length === 0 ? `${some}.` : `${some}: ${counts}${tags}.`;
}

function isTagChange({ action, before, after, unknown }: Change): boolean {
  const changed = [...changedKeys(before, after, unknown)];
  return action === 'update' && changed.every((key) => key === 'tags' || key === 'tags_all');
}

/** A number with thousands separators. */
export const count = (value: number) => value.toLocaleString('en');

/** What stops a change: the categories, and stacks without a plan in any case. */
export const stopsOn = (failOn: ReviewReport['failOn']) =>
  failOn.length === 0 ? 'stacks without a plan' : failOn.join(', ');
