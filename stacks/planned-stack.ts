import type { App } from 'cdktf';
import {
  ciStackId,
  type Environment,
  stateStackId,
  type StackEnvironment,
} from '../config/environment';
import { CiRoles, type CiRolesProps } from './ci-roles';
import { RecordingStore, type RecordingStoreProps } from './recording-store';
import { StateStorage, type StateStorageProps } from './state-storage';

/**
 * A stack before it is built: what it is made from, as plain data. There is nothing else it could depend on, beside the
 * code.
 */
export type PlannedStack = { readonly id: string } & (
  | { readonly kind: 'state'; readonly props: StateStorageProps }
  | { readonly kind: 'ci'; readonly props: CiRolesProps }
  | { readonly kind: 'store'; readonly props: RecordingStoreProps }
);

/** All stacks of an environment, in the order they are built. */
export function planStacks(whole: Environment): PlannedStack[] {
  const { state, ci, stores } = whole;
  const environment = surroundings(whole);
  const planned: PlannedStack[] = [];
  if (state.backend === 's3') {
    planned.push({ id: stateStackId(environment), kind: 'state', props: { environment, state } });
  }
  if (ci) planned.push({ id: ciStackId(environment), kind: 'ci', props: { environment, ci } });
  for (const store of stores) {
    planned.push({ id: store.id, kind: 'store', props: { environment, store } });
  }
  return planned;
}

function surroundings(environment: Environment): StackEnvironment {
  const { stores, file, ...rest } = environment;
  return rest;
}

/** Builds a stack. */
export function buildStack(app: App, { kind, props }: PlannedStack): void {
  if (kind === 'state') new StateStorage(app, props);
  else if (kind === 'ci') new CiRoles(app, props);
  else new RecordingStore(app, props);
}
