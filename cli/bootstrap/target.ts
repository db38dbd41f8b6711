import type { Environment } from '../../config/environment';
import type { StateSettings } from '../../config/schema';
import { RefusedError } from '../../core/problem';
import { findEnvironment } from '../find-store';

/** An environment that keeps its state in S3. */
export interface StateTarget {
  readonly environment: Environment;
  /** Its state settings. */
  readonly state: Extract<StateSettings, { backend: 's3' }>;
}

/**
 * The environment to bootstrap.
 *
 * @throws RefusedError when the environment does not exist, or keeps its state elsewhere
 */
export function findStateTarget(environments: readonly Environment[], name: string): StateTarget {
  const environment = findEnvironment(name, environments);
  const { state } = environment;
  if (state.backend === 's3') return { environment, state };
  throw RefusedError.of(
    'bootstrap-s3-only',
    `${name} keeps its state in the ${state.backend} backend, which needs no bucket`,
    'Deploy its stacks; there is nothing to bootstrap.',
  );
}
