import type { App, TerraformStack } from 'cdktf';
import { ciNames } from '../config/ci';
import {
  ciStackId,
  type Environment,
  stateStackId,
  tryFindBoundaryArn,
} from '../config/environment';
import { CiRoles, type CiRolesProps } from './ci-roles';
import { limitIdentities } from './environment-stack';
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
  if (ci) {
    const names = ciNames(ci, stores);
    planned.push({ id: ciStackId(environment), kind: 'ci', props: { environment, ci, names } });
  }
  for (const store of stores) {
    planned.push({ id: store.id, kind: 'store', props: { environment, store } });
  }
  return planned;
}

/** Builds a stack. Its roles and users get the permissions boundary of the environment. */
export function buildStack(app: App, planned: PlannedStack): void {
  const { environment } = planned.props;
  // The boundary that callvault creates limits what the roles of ci create, not what is deployed by hand.
  const boundaryArn =
    planned.kind === 'store' ? tryFindBoundaryArn(environment) : environment.permissionsBoundary;
  limitIdentities(addStack(app, planned), boundaryArn);
}

function addStack(app: App, { kind, props }: PlannedStack): TerraformStack {
  if (kind === 'state') return new StateStorage(app, props);
  return kind === 'ci' ? new CiRoles(app, props) : new RecordingStore(app, props);
}
