import type { LocatedProblem } from './load';
import { renderProblems } from './render';

/** Environment files contain errors; the message shows every problem with its place. */
export class InvalidEnvironmentsError extends Error {
  /** All problems, warnings included. */
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    super(renderProblems(problems));
    this.name = 'InvalidEnvironmentsError';
    this.problems = problems;
  }
}
