import type { Partition } from '../core/region';
import type { Store } from '../store/store';
import type { AnySettings } from '../vendors/vendor';
import type { EnvironmentSettings } from './schema';

/** What one stack may know of its environment: neither the other stores nor where it was read from. */
export interface StackEnvironment extends Omit<EnvironmentSettings, 'stores'> {
  /** Name: the file's name without its ending. */
  readonly name: string;
  /** Partition of its region. */
  readonly partition: Partition;
}

/** One environment with every default filled in and every store resolved. */
export interface Environment extends StackEnvironment {
  /** The file it was read from. */
  readonly file: string;
  /** Its stores. */
  readonly stores: readonly Store<AnySettings>[];
}

/** Stack id of the stack that makes an environment's state bucket. */
export function stateStackId({ name }: Pick<Environment, 'name'>): string {
  return `state-${name}`;
}

/** Stack id of the stack that lets an environment's workflows into its account. */
export function ciStackId({ name }: Pick<Environment, 'name'>): string {
  return `ci-${name}`;
}

/** Names of the two roles for workflows: the settings', or made from the environment's. */
export function ciRoleNames({ name, ci }: Pick<Environment, 'name' | 'ci'>): {
  plan: string;
  deploy: string;
} {
  return {
    plan: ci?.planRoleName ?? `callvault-plan-${name}`,
    deploy: ci?.deployRoleName ?? `callvault-deploy-${name}`,
  };
}

/** Ids of all the stacks of the environments, in the order they are built. */
export function stackIds(environments: readonly Environment[]): string[] {
  return environments.flatMap((environment) => [
    ...(environment.state.backend === 's3' ? [stateStackId(environment)] : []),
    ...(environment.ci ? [ciStackId(environment)] : []),
    ...environment.stores.map(({ id }) => id),
  ]);
}
