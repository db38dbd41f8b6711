import type { Environment } from '../../config/environment';
import { dayOf } from '../../core/day';
import type { Gate } from '../../review/finding';
import { findRemovedStacks, planOfRemoved } from '../../review/removed-stacks';
import { renderMarkdown } from '../../review/render/markdown';
import { reportOn } from '../../review/report';
import { synthesize } from '../../synth/synthesize';
import { acceptancesOf } from '../review/review';
import { stackDifferences } from './difference';
import { plansOf } from './plan-of';
import { renderDifference } from './render';

/** Synthesizes previous and current environments and reviews the difference, as Markdown. */
export function reviewDifference(
  previous: readonly Environment[],
  current: readonly Environment[],
  failOn: readonly Gate[] = [],
): { text: string; stopped: boolean } {
  const before = synthesize({ environments: previous });
  const after = synthesize({ environments: current });
  const plans = [...plansOf(before, after), ...findRemovedStacks(before, after).map(planOfRemoved)];
  const report = reportOn(plans, {
    failOn,
    acceptances: acceptancesOf(current),
    today: dayOf(Date.now()),
  });
  const parts = [
    ...(plans.length > 0 ? [renderMarkdown(report)] : []),
    renderDifference(stackDifferences(before, after)),
  ];
  return { text: parts.join('\n').trimEnd(), stopped: report.stopped };
}
