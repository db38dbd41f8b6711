import type { Environment } from './environment';
import { InvalidEnvironmentsError } from './invalid';
import {
  type EnvironmentFile,
  loadEnvironments,
  type LocatedProblem,
  type ResultCache,
} from './load';

/** Environments without errors. */
export interface ValidEnvironments {
  /** In the order of their files. */
  readonly environments: readonly Environment[];
  /** The files they were read from, for commands that write into one. */
  readonly files: readonly EnvironmentFile[];
  /** Problems that stop nothing. */
  readonly warnings: readonly LocatedProblem[];
}

/**
 * Loads and checks environment files. Give all of them: the checks between stores need to see every store.
 *
 * @param cache - keeps the result of each file. @default - nothing is kept
 * @throws InvalidEnvironmentsError with every problem of every file
 */
export function loadValid(
  files: readonly EnvironmentFile[],
  cache?: ResultCache,
): ValidEnvironments {
  const { environments, problems } = loadEnvironments(files, cache);
  if (problems.some(({ warning }) => !warning)) throw new InvalidEnvironmentsError(problems);
  return { environments, files, warnings: problems };
}
