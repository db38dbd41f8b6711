import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { stateKey } from '../../stacks/backend';

/**
 * The options of `terraform init` for the states that a renamed stack had before, newest first. A state in Terraform
 * Cloud has none: its workspace is renamed there.
 *
 * @param ids - the previous ids of the stack
 */
export function previousBackends(
  ids: readonly string[],
  { state, region, name }: Environment,
  environments: readonly Environment[],
): string[][] {
  if (state.backend === 'cloud') return [];
  return ids.map((id) => {
    if (state.backend === 'local') return [`path=${path.join('..', id, `${id}.tfstate`)}`];
    const other = environments.find((each) => each.name !== name && id.endsWith(`-${each.name}`));
    const place = other?.state.backend === 's3' ? other : { state, region };
    if (place.state.backend !== 's3') return [`key=${stateKey(id)}`];
    return [
      `key=${stateKey(id)}`,
      `bucket=${place.state.bucket}`,
      `region=${place.state.region ?? place.region}`,
    ];
  });
}
