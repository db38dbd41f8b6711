import { stackIds } from '../../config/environment';
import type { EnvironmentFile } from '../../config/load';
import { loadValid } from '../../config/valid';
import { RefusedError } from '../../core/problem';
import { DEFAULT_WORKSPACE_PREFIX } from '../../stacks/backend';
import { DEFAULT_HOST } from './api';

/** Where the state of a stack is in Terraform Cloud. */
export interface CloudTarget {
  readonly host: string;
  readonly organization: string;
  readonly workspace: string;
}

/**
 * The workspace of a stack.
 *
 * @throws InvalidEnvironmentsError when a file is wrong
 * @throws RefusedError for a stack there is not, or whose state is elsewhere
 */
export function findTarget(id: string, files: readonly EnvironmentFile[]): CloudTarget {
  const environment = load(files).find((each) => stackIds([each]).includes(id));
  if (environment?.state.backend !== 'cloud') {
    const where = environment
      ? `its state is in ${environment.state.backend}`
      : 'there is no such stack';
    throw refused(`${id} is run nowhere in Terraform Cloud: ${where}`);
  }
  const { hostname, organization, workspacePrefix } = environment.state;
  const workspace = `${workspacePrefix ?? DEFAULT_WORKSPACE_PREFIX}${id}`;
  return { host: hostname ?? DEFAULT_HOST, organization, workspace };
}

/**
 * The host that an environment's runs are at.
 *
 * @param name - of the environment; without one, the only host that the environments name
 * @throws InvalidEnvironmentsError when a file is wrong
 * @throws RefusedError for an environment whose state is elsewhere, and where there are several hosts
 */
export function findHost(name: string | undefined, files: readonly EnvironmentFile[]): string {
  const hosts = load(files)
    .filter((each) => name === undefined || each.name === name)
    .flatMap(({ state }) => (state.backend === 'cloud' ? [state.hostname ?? DEFAULT_HOST] : []));
  const [host, ...others] = [...new Set(hosts)];
  if (host !== undefined && others.length === 0) return host;
  const which = name === undefined ? 'The environments name' : `Environment ${name} names`;
  throw refused(`${which} ${hosts.length === 0 ? 'no' : 'more than one'} Terraform Cloud`);
}

function load(files: readonly EnvironmentFile[]) {
  const { environments } = loadValid(files);
  return environments;
}

function refused(what: string): RefusedError {
  const fix = 'Name a stack or an environment with state: { backend: cloud }.';
  return new RefusedError([{ rule: 'cloud-state', path: [], what, fix }]);
}
