import type { Sample } from '../life';
import { type Sentence, sentence } from '../sentence';

/** Which of the two ends of a recording: that nobody can read it, or that nobody can recover it. */
export type End = 'days' | 'noncurrentDays';

/** What ends. */
export const RECORDINGS: Readonly<Record<End, Sentence>> = {
  days: sentence`Recordings`,
  noncurrentDays: sentence`Expired, deleted and replaced recordings`,
};

/** Until when. */
export const UNTIL: Readonly<Record<End, Sentence>> = {
  days: sentence`can be read for`,
  noncurrentDays: sentence`can be recovered for`,
};

/** Where the recordings are that a rule applies to; nothing is said of the whole bucket. */
export function belowOf(rule: Sample): Sentence {
  return rule.prefix + rule.narrowed === '' ? sentence`` : sentence` below ${folderOf(rule)}`;
}

/** What a rule applies to. */
export function folderOf({ prefix, narrowed }: Sample): Sentence {
  const where = prefix === '' ? sentence`the whole bucket` : sentence`${prefix}`;
  return narrowed === '' ? where : sentence`${where} (where ${narrowed})`;
}
