import type { App } from 'cdktf';
import { ciStackId, type Environment, stateStackId } from '../config/environment';
import { CiRoles, type CiRolesProps } from './ci-roles';
import { RecordingStore, type RecordingStoreProps } from './recording-store';
import { StateStorage, type StateStorageProps } from './state-storage';

/**
 * A stack before it is built: its props, as plain data. The built stack depends on these and on the code only.
 */
export type PlannedStack = { readonly id: string } & (
  | { readonly kind: 'state'; readonly props: StateStorageProps }
  | { readonly kind: 'ci'; readonly props: CiRolesProps }
  | { readonly kind: 'store'; readonly props: RecordingStoreProps }
);

/** All stacks of an environment, in the order they are built. */
export function planStacks({ stores, file, ...environment }: Environment): PlannedStack[] {
  const { state, ci } = environment;
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

/** Builds a stack. */
export function buildStack(app: App, { kind, props }: PlannedStack): void {
  if (kind === 'state') new StateStorage(app, props);
  else if (kind === 'ci') new CiRoles(app, props);
  else new RecordingStore(app, props);
}
