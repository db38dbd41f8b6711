import { addDays } from '../core/day';
import type { PlanContext } from './plan-context';
import { ownWords, type Sentence, sentence } from './sentence';

/** How long something lasts that starts with the apply: `for 30 days, until 2026-12-26 if it is applied today`. */
export function lastingText(days: number, { today }: PlanContext): Sentence {
  const until = today === undefined ? '' : `, until ${addDays(today, days)} if it is applied today`;
  return sentence`for ${days} days${ownWords(until)}`;
}
