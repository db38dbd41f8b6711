import type { Partition } from '../core/region';
import { ciBoundaryArn } from '../modules/ci-access';
import { previousStores } from '../store/resolve';
import type { Store } from '../store/store';
import type { AnySettings } from '../vendors/vendor';
import type { EnvironmentSettings } from './schema';

/** Which environment it is, and what its file does not say. */
export interface EnvironmentIdentity {
  /** Name of the environment. */
  readonly name: string;
  /** Path of its file. */
  readonly file: string;
  /** The version of the AWS provider that is locked for it. Empty if none is. @default - not known */
  readonly lockedProvider?: string | undefined;
}

/** An environment as its stacks see it: without the other stores and the file. */
export interface StackEnvironment extends Omit<EnvironmentSettings, 'stores'> {
  /** The file's name without its extension. */
  readonly name: string;
  /** Partition of its region. */
  readonly partition: Partition;
}

/** One environment with every default filled in and every store resolved. */
export interface Environment extends StackEnvironment {
  readonly file: string;
  readonly stores: readonly Store<AnySettings>[];
}

/** Id of the stack with an environment's state bucket. */
export function stateStackId({ name }: Pick<Environment, 'name'>): string {
  return `state-${name}`;
}

/** Id of the stack with the roles of an environment's workflows. */
export function ciStackId({ name }: Pick<Environment, 'name'>): string {
  return `ci-${name}`;
}

/** Names of the two roles for workflows: from the settings, or derived from the environment's name. */
export function ciRoleNames({ name, ci }: Pick<Environment, 'name' | 'ci'>): {
  plan: string;
  deploy: string;
} {
  return {
    plan: ci?.planRoleName ?? `callvault-plan-${name}`,
    deploy: ci?.deployRoleName ?? `callvault-deploy-${name}`,
  };
}

/** The permissions boundary of the roles and users in an environment's stores; undefined if they have none. */
export function tryFindBoundaryArn({
  permissionsBoundary,
  ci,
  ...environment
}: Pick<StackEnvironment, 'permissionsBoundary' | 'ci' | 'account' | 'partition' | 'name'>):
  string | undefined {
  if (permissionsBoundary !== undefined || !ci) return permissionsBoundary;
  return ciBoundaryArn({ ...environment, environment: environment.name });
}

/** Prefix of the stack id in the name of its Terraform Cloud workspace. */
export const DEFAULT_WORKSPACE_PREFIX = 'callvault-';

/**
 * The environment that a store was moved from, of those that still exist; undefined if it was its own. The previous id
 * alone does not tell: `old-eu-prod` is `old` of `eu-prod`, or `old-eu` of `prod`.
 */
export function tryFindPreviousEnvironment(
  id: string,
  { name, stores }: Environment,
  environments: readonly Environment[],
): Environment | undefined {
  const names = stores
    .flatMap(({ settings }) => previousStores(settings, name))
    .filter((previous) => previous.id === id)
    .map(({ environment }) => environment);
  return environments.find((each) => each.name !== name && names.includes(each.name));
}

/** The environment that a removed stack belonged to, of those that still exist: the one with the longest name that its id ends with. */
export function tryFindEnvironmentOf<E extends Pick<Environment, 'name'>>(
  id: string,
  environments: readonly E[],
): E | undefined {
  const [longest] = environments
    .filter(({ name }) => id.endsWith(`-${name}`))
    .sort((one, other) => other.name.length - one.name.length);
  return longest;
}

/** Whether a removed stack belonged to an environment, or to one that does not exist any more. */
export function wasStackOf(
  id: string,
  environment: string,
  environments: readonly Pick<Environment, 'name'>[],
): boolean {
  const owner = tryFindEnvironmentOf(id, environments);
  return owner === undefined || owner.name === environment;
}

/** Ids of all stacks of the environments, in the order in which they are built. */
export function stackIds(environments: readonly Environment[]): string[] {
  return environments.flatMap((environment) => [
    ...(environment.state.backend === 's3' ? [stateStackId(environment)] : []),
    ...(environment.ci ? [ciStackId(environment)] : []),
    ...environment.stores.map(({ id }) => id),
  ]);
}
