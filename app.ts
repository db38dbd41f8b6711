import { App } from 'cdktf';
import { ciStackId, type Environment, stackIds, stateStackId } from './config/environment';
import type { EnvironmentFile } from './config/load';
import { renderLocated } from './config/render';
import { selectStacks } from './config/select';
import { loadValid } from './config/valid';
import { type Problem, RefusedError } from './core/problem';
import { CiRoles } from './stacks/ci-roles';
import { RecordingStore } from './stacks/recording-store';
import { StateStorage } from './stacks/state-storage';

/** What {@link buildApp} makes stacks from. */
export interface BuildOptions {
  /** The environment files, all of them: the checks between stores need to see every store. */
  readonly files: readonly EnvironmentFile[];
  /** Patterns of the stacks to build, as in `CALLVAULT_STACKS`. @default - all stacks */
  readonly stacks?: string;
  /** Folder the JSON is written to. @default - as cdktf says, `cdktf.out` */
  readonly outdir?: string;
  /** Takes each warning. @default - warnings are dropped */
  readonly onWarning?: (text: string) => void;
}

/**
 * Checks every environment, then builds the selected stacks. Nothing is written before
 * `app.synth()`, and nothing is built when anything is wrong.
 *
 * @throws InvalidEnvironmentsError with every problem of every file
 * @throws RefusedError when the selection matches nothing
 */
export function buildApp(options: BuildOptions): App {
  const { environments, warnings } = loadValid(options.files);
  const selection = selectStacks(stackIds(environments), options.stacks);
  if (selection.problems.length > 0) throw new SelectionError(selection.problems);
  for (const warning of warnings) options.onWarning?.(renderLocated(warning));

  const app = new App({ outdir: options.outdir });
  const wanted = new Set(selection.ids);
  for (const environment of environments) buildEnvironment(app, environment, wanted);
  return app;
}

/** The selection of stacks matches nothing. */
export class SelectionError extends RefusedError {
  constructor(problems: readonly Problem[]) {
    super(problems);
    this.name = 'SelectionError';
  }
}

function buildEnvironment(app: App, environment: Environment, wanted: ReadonlySet<string>): void {
  const { state, ci, stores } = environment;
  if (state.backend === 's3' && wanted.has(stateStackId(environment))) {
    new StateStorage(app, { environment, state });
  }
  if (ci && wanted.has(ciStackId(environment))) new CiRoles(app, { environment, ci });
  for (const store of stores.filter(({ id }) => wanted.has(id))) {
    new RecordingStore(app, { environment, store });
  }
}
