import type { Acceptance } from '../../review/acceptance';
import type { Gate } from '../../review/finding';
import { renderMarkdown } from '../../review/render/markdown';
import { reportOn } from '../../review/report';
import type { Synthesized } from '../../synth/synthesize';
import { stackDifferences } from './difference';
import { plansOf } from './plan-of';
import { renderDifference } from './render';

/** What is compared, and how it is reviewed. */
export interface DifferenceOptions {
  /** The stacks before the change, and after it. */
  readonly before: readonly Synthesized[];
  readonly after: readonly Synthesized[];
  /** Findings that are accepted. */
  readonly acceptances: readonly Acceptance[];
  /** Categories that stop the change. */
  readonly failOn: readonly Gate[];
  /** The current day in UTC, e.g. `2026-11-20`. */
  readonly today: string;
}

/** Reviews the difference between two syntheses, as Markdown. */
export function reviewDifference(options: DifferenceOptions): { text: string; stopped: boolean } {
  const { before, after, ...rest } = options;
  const plans = plansOf(before, after);
  const report = reportOn(plans, rest);
  const parts = [
    ...(plans.length > 0 ? [renderMarkdown(report)] : []),
    renderDifference(stackDifferences(before, after)),
  ];
  return { text: parts.join('\n').trimEnd(), stopped: report.stopped };
}
