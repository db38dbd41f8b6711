import { changedKeys } from '../attributes';
import { type Category, type Finding, FINDINGS, GATES } from '../finding';
import type { Action, Change } from '../plan';
import type { ReviewedFinding } from '../accept';
import type { ReviewReport, StackReport } from '../report';

/** What a category means to a reviewer, as a heading and in a sum. */
export const CATEGORY_WORDS: Readonly<
  Record<Category, { readonly heading: string; readonly sum: string }>
> = {
  'data-loss': { heading: 'Recordings can be lost', sum: 'data loss' },
  'writes-stop': { heading: 'The vendor can be shut out', sum: 'writes stop' },
  access: { heading: 'Access widens', sum: 'access widens' },
  unclear: { heading: 'Needs a person', sum: 'needs a person' },
  unwatched: { heading: 'Monitoring ends or changes', sum: 'unwatched' },
  retention: { heading: 'Retention and cost', sum: 'retention or cost' },
};

/** What happens to a resource. */
export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  'no-op': 'moved in the state',
  create: 'created',
  read: 'read',
  update: 'changed',
  delete: 'destroyed',
  replace: 'destroyed and made anew',
  forget: 'no longer managed',
  unknown: 'something unknown',
};

/** Findings of a category with their stacks, those that are let through left out. */
export function openFindings(
  { stacks }: ReviewReport,
  category: Category,
): { readonly stack: string; readonly finding: ReviewedFinding }[] {
  return stacks.flatMap(({ stack, findings }) =>
    findings
      .filter(({ id, accepted }) => FINDINGS[id] === category && !accepted)
      .map((finding) => ({ stack, finding })),
  );
}

/** What changes outside did in a category, with their stacks. */
export function outsideFindings(
  { stacks }: ReviewReport,
  category: Category,
): { readonly stack: string; readonly finding: Finding }[] {
  return stacks.flatMap(({ stack, outside }) =>
    outside.filter(({ id }) => FINDINGS[id] === category).map((finding) => ({ stack, finding })),
  );
}

/** What else was changed outside: that of which nothing was found, in words. */
export function plainDrift({ drift, outside }: StackReport) {
  return drift
    .filter(({ address }) => !outside.some((each) => each.address === address))
    .map(({ address, action }) => ({
      did: action === 'delete' ? 'no longer there:' : ACTION_WORDS[action],
      address,
    }));
}

/** `Plan review: data loss (2), access widens (1)`. */
export function verdictOf(report: ReviewReport): string {
  const { about, stacks } = report;
  const found = about === 'drift' ? outsideFindings : openFindings;
  const counts = [...GATES, 'unclear' as const, 'retention' as const]
    .map((category) => ({ category, count: found(report, category).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ category, count }) => `${CATEGORY_WORDS[category].sum} (${count.toLocaleString('en')})`,
    );
  if (about === 'change') {
    return `Plan review: ${counts.length === 0 ? 'nothing endangers recordings' : counts.join(', ')}`;
  }
  const drift = stacks.reduce((sum, stack) => sum + stack.drift.length, 0);
  if (drift === 0) return 'Drift: nothing was changed outside, and what is written is not deployed';
  return `Drift: ${counts.length === 0 ? 'nothing that endangers recordings' : counts.join(', ')}`;
}

/** Findings that are let through, with their stacks. */
export function acceptedFindings({
  stacks,
}: ReviewReport): { readonly stack: string; readonly finding: ReviewedFinding }[] {
  return stacks.flatMap(({ stack, findings }) =>
    findings.filter(({ accepted }) => accepted).map((finding) => ({ stack, finding })),
  );
}

/** `3 changed, 1 created`; empty when nothing is. */
export function actionCounts(changes: readonly Change[]): string {
  const counts = new Map<Action, number>();
  for (const { action } of changes) counts.set(action, (counts.get(action) ?? 0) + 1);
  return Object.entries(ACTION_WORDS)
    .flatMap(([action, word]) => {
      const count = counts.get(action as Action);
      return count === undefined ? [] : [`${count.toLocaleString('en')} ${word}`];
    })
    .join(', ');
}

/** `2 stacks: 10 changed, only in their tags.` */
export function changesSum({ stacks }: ReviewReport): string {
  const changes = stacks.flatMap((stack) => stack.changes);
  const counts = actionCounts(changes);
  const tags = changes.length > 0 && changes.every(onlyTags) ? ', only in their tags' : '';
  return `${plural(stacks.length, 'stack')}: ${counts === '' ? 'nothing changes' : counts}${tags}.`;
}

function onlyTags({ action, before, after, unknown }: Change): boolean {
  const changed = [...changedKeys(before, after, unknown)];
  return action === 'update' && changed.every((key) => key === 'tags' || key === 'tags_all');
}

/** Whether there is nothing to be said but how much changes. */
export function isQuiet({ stacks, notes, stopped }: ReviewReport): boolean {
  const said = ({ findings, retention, drift, unused }: StackReport) =>
    findings.length + retention.length + drift.length + unused.length;
  return !stopped && notes.length === 0 && stacks.every((stack) => said(stack) === 0);
}

/** Changes of a stack that nothing was found in. */
export function quietChanges({ changes, findings }: StackReport): Change[] {
  const found = new Set(findings.map(({ address }) => address));
  return changes.filter(({ address }) => !found.has(address));
}

/** `1 stack`, `2 stacks`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
