import { type Environment, tryFindPreviousEnvironment } from '../../config/environment';
import { stateKey } from '../../stacks/backend';
import { localStateFile } from '../deploy/output-folder';

/** The option of `terraform init` for the state of a stack with a local backend, from any folder. */
export const localBackend = (id: string, env: NodeJS.ProcessEnv) =>
  `path=${localStateFile(id, env)}`;

/**
 * The options of `terraform init` for the states that a renamed stack had before, newest first. A state in Terraform
 * Cloud has none: its workspace is renamed there.
 *
 * Those of a local backend are {@link localBackend}.
 *
 * @param ids - the previous ids of the stack
 */
export function previousBackends(
  ids: readonly string[],
  environment: Environment,
  environments: readonly Environment[],
): string[][] {
  const { state, region } = environment;
  if (state.backend !== 's3') return [];
  return ids.map((id) => {
    const other = tryFindPreviousEnvironment(id, environment, environments);
    const place = other?.state.backend === 's3' ? other : { state, region };
    if (place.state.backend !== 's3') return [`key=${stateKey(id)}`];
    return [
      `key=${stateKey(id)}`,
      `bucket=${place.state.bucket}`,
      `region=${place.state.region ?? place.region}`,
    ];
  });
}
