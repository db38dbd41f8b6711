import { closest } from 'fastest-levenshtein';
import type { Environment } from '../../config/environment';
import type { StateSettings } from '../../config/schema';
import { RefusedError } from '../../core/problem';

/** An environment that keeps its state in S3. */
export interface StateTarget {
  /** The environment. */
  readonly environment: Environment;
  /** Its state settings. */
  readonly state: Extract<StateSettings, { backend: 's3' }>;
}

/**
 * The environment of a name, if it is one to bootstrap.
 *
 * @throws RefusedError when there is none of that name, or its state is not in S3
 */
export function findStateEnvironment(
  environments: readonly Environment[],
  name: string,
): StateTarget {
  const environment = environments.find((each) => each.name === name);
  if (!environment) {
    const names = environments.map((each) => each.name);
    throw refused(
      'environment-known',
      `${name} is no environment; the nearest is ${closest(name, names)}`,
      `Choose from: ${names.join(', ')}.`,
    );
  }
  const { state } = environment;
  if (state.backend === 's3') return { environment, state };
  throw refused(
    'bootstrap-s3-only',
    `${name} keeps its state in the ${state.backend} backend, which needs no bucket`,
    'Deploy its stacks; there is nothing to bootstrap.',
  );
}

function refused(rule: string, what: string, fix: string): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}
