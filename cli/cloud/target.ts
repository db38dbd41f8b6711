import { type Environment, stackIds } from '../../config/environment';
import { RefusedError } from '../../core/problem';
import { DEFAULT_WORKSPACE_PREFIX } from '../../config/environment';
import { DEFAULT_HOST } from './api';

/** Where Terraform Cloud keeps the state of a stack. */
export interface CloudTarget {
  readonly host: string;
  readonly organization: string;
  readonly workspace: string;
}

/**
 * The workspace of a stack.
 *
 * @throws RefusedError for an unknown stack, and for one with another state backend
 */
export function findTarget(id: string, environments: readonly Environment[]): CloudTarget {
  const environment = environments.find((each) => stackIds([each]).includes(id));
  if (environment?.state.backend !== 'cloud') {
    const why = environment ? `its state is in ${environment.state.backend}` : 'it does not exist';
    throw refused(`the stack ${id} does not run in Terraform Cloud: ${why}`);
  }
  const { hostname, organization, workspacePrefix } = environment.state;
  const workspace = `${workspacePrefix ?? DEFAULT_WORKSPACE_PREFIX}${id}`;
  return { host: hostname ?? DEFAULT_HOST, organization, workspace };
}

/**
 * The Terraform Cloud host of an environment.
 *
 * @param name - of the environment; without it, the only host that any environment names
 * @throws RefusedError for an environment with another state backend, and for several hosts
 */
export function findHost(name: string | undefined, environments: readonly Environment[]): string {
  const hosts = environments
    .filter((each) => name === undefined || each.name === name)
    .flatMap(({ state }) => (state.backend === 'cloud' ? [state.hostname ?? DEFAULT_HOST] : []));
  const [host, ...others] = [...new Set(hosts)];
  if (host !== undefined && others.length === 0) return host;
  const subject = name === undefined ? 'the environments name' : `environment ${name} names`;
  throw refused(`${subject} ${hosts.length === 0 ? 'no' : 'more than one'} Terraform Cloud host`);
}

function refused(what: string): RefusedError {
  return RefusedError.of(
    'cloud-state',
    what,
    'Name a stack or an environment with state: { backend: cloud }.',
  );
}
