import * as fs from 'node:fs';
import type { Environment } from '../../config/environment';
import { dayOf } from '../../core/day';
import { type Acceptance, markNew } from '../../review/acceptance';
import type { Gate } from '../../review/finding';
import { withUnguarded } from '../../review/guards';
import { parsePlan, splitPlans } from '../../review/plan';
import { planOfRemoved, type RemovedStack } from '../../review/removed-stacks';
import { planOfUnplanned, type UnplannedStack } from '../../review/unplanned';
import { type ReviewReport, reportOn } from '../../review/report';
import type { Sentence } from '../../review/sentence';
import type { Planned, PlanText } from '../plans/plan-changed';
import { readPlan, readPlans } from '../plans/read';
import { acceptancesOf } from './acceptances';

/** What {@link review} needs to know. */
export interface ReviewOptions {
  /** Plans as JSON. One text can contain several, one per line. */
  readonly plans: readonly PlanText[];
  /** All environments, for the findings they accept. */
  readonly environments: readonly Environment[];
  /** The findings that were accepted before the change. @default - not known: none counts as accepted by it */
  readonly acceptedBefore?: readonly Acceptance[] | undefined;
  /** What stops the change. @default - nothing */
  readonly failOn?: readonly Gate[] | undefined;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
  /** Stacks that were removed from the environment files. @default - none */
  readonly removed?: readonly RemovedStack[] | undefined;
  /** Stacks that could not be planned. @default - none */
  readonly unplanned?: readonly UnplannedStack[] | undefined;
  /** What else no plan shows. @default - nothing */
  readonly notes?: readonly Sentence[];
  /** Which question the review answers. @default 'change' */
  readonly kind?: ReviewReport['kind'];
}

/**
 * Reviews plans.
 *
 * @throws RefusedError for a text that is not a plan
 */
export function review(options: ReviewOptions): ReviewReport {
  const { plans, environments, failOn = [], now, removed = [], unplanned = [], ...rest } = options;
  const { acceptedBefore } = options;
  const parsed = plans.flatMap(({ source, text, unguarded = [] }) =>
    splitPlans(text).map((each) => withUnguarded(parsePlan(each, source), unguarded)),
  );
  const known = [...removed.map(planOfRemoved), ...unplanned.map(planOfUnplanned)];
  return reportOn([...parsed, ...known], {
    failOn,
    acceptances: markNew(acceptancesOf(environments), acceptedBefore),
    today: dayOf(now),
    ...rest,
  });
}

/**
 * Reads plans from files, from folders of `callvault plan`, or from standard input.
 *
 * @throws RefusedError for a file that cannot be read
 */
export function readAllPlans(names: readonly string[]): Planned {
  const all = (names.length > 0 ? names : ['-']).map((name): Planned =>
    isFolder(name) ? readPlans(name) : { plans: [readPlan(name)], notes: [] },
  );
  return {
    plans: all.flatMap(({ plans }) => plans),
    removed: all.flatMap(({ removed = [] }) => removed),
    unplanned: all.flatMap(({ unplanned = [] }) => unplanned),
    notes: all.flatMap(({ notes }) => notes),
    base: all.find(({ base }) => base !== undefined)?.base,
  };
}

const isFolder = (name: string) => fs.statSync(name, { throwIfNoEntry: false })?.isDirectory();
