import { FINDINGS, type Finding, type FindingId } from '../../review/finding';
import type { PolicyText } from './document';
import { invent, mutate, rewrite } from './mutations';
import { Oracle } from './oracle';
import { reviewChanges } from './plan';
import { Random } from './random';
import { type ProofRequest, RequestSource } from './requests';
import type { ProofSubject } from './subjects';

/** A change of a policy, and what was found out about it. */
export interface Trial {
  readonly seed: number;
  readonly subject: ProofSubject;
  readonly before: PolicyText;
  readonly after: PolicyText;
  /** A request that is allowed after the change only. @default - none was found */
  readonly gained?: ProofRequest;
  /** A request that is allowed before the change only. @default - none was found */
  readonly lost?: ProofRequest;
  readonly findings: readonly Finding[];
}

const REQUESTS = 25;

/** Changes a random policy at random, asks about requests, and reviews the change. The same seed is the same trial. */
export function runTrial(subjects: readonly ProofSubject[], seed: number): Trial {
  const random = new Random(seed);
  const subject = random.oneOf(subjects);
  const before = firstVersion(subject, random);
  const changes = 1 + random.below(2);
  const after = times(changes, before, (each) => mutate(each, subject, random));
  const oracle = new Oracle(subject);
  const source = new RequestSource(subject, [before, after], random);
  let found: Pick<Trial, 'gained' | 'lost'> = {};
  for (let index = 0; index < REQUESTS && !(found.gained && found.lost); index += 1) {
    const request = source.next();
    const was = oracle.allows(before, request);
    const is = oracle.allows(after, request);
    if (is && !was) found = { ...found, gained: request };
    if (was && !is) found = { ...found, lost: request };
  }
  return { seed, subject, before, after, ...found, findings: review(subject, before, after) };
}

/** Writes a random policy in another notation, and reviews the change. */
export function runRewrite(subjects: readonly ProofSubject[], seed: number): Trial {
  const random = new Random(seed);
  const subject = random.oneOf(subjects);
  const before = firstVersion(subject, random);
  const after = rewrite(before, random);
  return { seed, subject, before, after, findings: review(subject, before, after) };
}

/** The policy of the stack, the same with some changes, or an invented one. */
function firstVersion(subject: ProofSubject, random: Random): PolicyText {
  if (random.chance(0.5)) return invent(subject, random);
  return times(random.below(4), subject.document, (each) => mutate(each, subject, random));
}

function times<T>(count: number, first: T, change: (value: T) => T): T {
  return Array.from({ length: count }).reduce<T>((value) => change(value), first);
}

/** The findings of a plan that changes the policy and nothing else. */
function review(
  { type, key, attributes }: ProofSubject,
  before: PolicyText,
  after: PolicyText,
): readonly Finding[] {
  const values = (document: PolicyText) => ({ ...attributes, [key]: JSON.stringify(document) });
  return reviewChanges([
    { address: `${type}.A`, type, before: values(before), after: values(after) },
  ]);
}

/** Findings that say that something is allowed, or no longer allowed. */
const GAIN = ['access', 'unclear'];
const LOSS = ['writes-stop', 'unwatched', 'unclear'];

/** Another external ID is one finding, about those who must send it. */
const BOTH: readonly FindingId[] = ['external-id-changed'];

/** Whether the review is silent about what a request shows. */
export function slipped({ gained, lost, findings }: Trial): boolean {
  const says = (categories: readonly string[]) =>
    findings.some(({ id }) => categories.includes(FINDINGS[id]) || BOTH.includes(id));
  return (gained !== undefined && !says(GAIN)) || (lost !== undefined && !says(LOSS));
}
