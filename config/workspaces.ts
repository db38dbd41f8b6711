import { type Problem, problemIf } from '../core/problem';
import { DEFAULT_WORKSPACE_PREFIX, type Environment, stackIds } from './environment';

/** @see HCP Terraform API documentation, "Workspaces": letters, digits, - and _, and at most 90 characters */
const MAX_LENGTH = 90;

/** Refuses stacks whose workspace in Terraform Cloud would have a name that is too long. */
export function checkWorkspaces(environment: Environment): Problem[] {
  const { state } = environment;
  if (state.backend !== 'cloud') return [];
  const { workspacePrefix = DEFAULT_WORKSPACE_PREFIX } = state;
  const [longest = ''] = stackIds([environment])
    .map((id) => `${workspacePrefix}${id}`)
    .sort((one, other) => other.length - one.length);
  return problemIf(longest.length > MAX_LENGTH, {
    rule: 'state-workspace-name',
    path: ['state', 'workspacePrefix'],
    what: `${longest} has ${longest.length} characters, and Terraform Cloud accepts ${MAX_LENGTH} in the name of a workspace`,
    fix: `Set state.workspacePrefix to at most ${MAX_LENGTH - longest.length + workspacePrefix.length} characters, or shorten the names of the stores.`,
  });
}
