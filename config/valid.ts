import type { Environment } from './environment';
import {
  type EnvironmentFile,
  loadEnvironments,
  type LocatedProblem,
  type ResultCache,
} from './load';
import { renderProblems } from './render';

/** The environment files are wrong; the message shows every problem with its place. */
export class InvalidEnvironmentsError extends Error {
  /** All that is wrong, warnings included. */
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    super(renderProblems(problems));
    this.name = 'InvalidEnvironmentsError';
    this.problems = problems;
  }
}

/** Environments of files in which nothing is wrong. */
export interface ValidEnvironments {
  /** All of them. */
  readonly environments: readonly Environment[];
  /** What is shown and stops nothing. */
  readonly warnings: readonly LocatedProblem[];
}

/**
 * The environments of files, all of them: the checks between stores need to see every store.
 *
 * @param cache - keeps what came of each file. @default - nothing is kept
 * @throws InvalidEnvironmentsError with every problem of every file
 */
export function loadValid(
  files: readonly EnvironmentFile[],
  cache?: ResultCache,
): ValidEnvironments {
  const { environments, problems } = loadEnvironments(files, cache);
  if (problems.some(({ warning }) => !warning)) throw new InvalidEnvironmentsError(problems);
  return { environments, warnings: problems };
}
