import { App } from 'cdktf';
import { stackIds } from './config/environment';
import type { EnvironmentFile } from './config/load';
import { renderLocated } from './config/render';
import { selectStacks } from './config/select';
import { loadValid } from './config/valid';
import { type Problem, RefusedError } from './core/problem';
import { buildStack, type PlannedStack, planStacks } from './stacks/planned-stack';
import { leanly, synthAlone } from './synth/lean';

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
 * Checks every environment. The selected stacks are built when the app is synthesized: nothing is built or written
 * before, nor when anything is wrong.
 *
 * @throws InvalidEnvironmentsError with every problem of every file
 * @throws RefusedError when the selection matches nothing
 */
export function buildApp(options: BuildOptions): Pick<App, 'synth'> {
  const planned = selectPlanned(options);
  return {
    synth: () => {
      leanly(() => {
        const app = new App({ outdir: options.outdir });
        for (const stack of planned) buildStack(app, stack);
        synthAlone(app);
      });
    },
  };
}

/**
 * The selected stacks of environments in which nothing is wrong.
 *
 * @throws what {@link buildApp} throws
 */
export function selectPlanned({ files, stacks, onWarning }: BuildOptions): PlannedStack[] {
  const { environments, warnings } = loadValid(files);
  const selection = selectStacks(stackIds(environments), stacks);
  if (selection.problems.length > 0) throw new SelectionError(selection.problems);
  for (const warning of warnings) onWarning?.(renderLocated(warning));
  const wanted = new Set(selection.ids);
  return environments.flatMap(planStacks).filter(({ id }) => wanted.has(id));
}

/** The selection of stacks matches nothing. */
export class SelectionError extends RefusedError {
  constructor(problems: readonly Problem[]) {
    super(problems);
    this.name = 'SelectionError';
  }
}
