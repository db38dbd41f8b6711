import { App } from 'cdktf';
import { stackIds } from '../config/environment';
import type { EnvironmentFile } from '../config/load';
import { renderLocated } from '../config/render';
import { selectStacks } from '../config/select';
import { loadValid } from '../config/valid';
import { type Problem, RefusedError } from '../core/problem';
import { buildStack, type PlannedStack, planStacks } from '../stacks/planned-stack';
import { BuiltStacks } from './built-stacks';
import { type Cache, findCache } from './cache';
import { withoutTokenTraces, synthWithoutCrossReferences, dispose, terraformVersion } from './lean';

/** Stacks that are in memory at a time: fewer take no less, and more take more. */
const STACKS_AT_A_TIME = 10;

/** What {@link buildApp} makes stacks from. */
export interface BuildOptions {
  /** The environment files, all of them: the checks between stores need to see every store. */
  readonly files: readonly EnvironmentFile[];
  /** Patterns of the stacks to build, as in `CALLVAULT_STACKS`. @default - all stacks */
  readonly stacks?: string;
  /** Folder the JSON is written to. @default - as cdktf says, `cdktf.out` */
  readonly outdir?: string;
  /** Keeps results between runs. @default - the cache of the code that runs, if it has one */
  readonly cache?: Cache | undefined;
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
  const { outdir, cache = findCache() } = options;
  const planned = selectPlanned({ ...options, cache });
  return {
    synth: () => {
      withoutTokenTraces(() => {
        writeStacks(planned, new App({ outdir }), cache);
      });
    },
  };
}

/** Stacks of before are written as they were, the others a few at a time; one manifest holds all. */
function writeStacks(planned: readonly PlannedStack[], app: App, cache: Cache | undefined): void {
  const before = cache && !app.hclOutput ? new BuiltStacks(cache, terraformVersion()) : undefined;
  const missing = planned.filter((stack) => before?.restore(stack, app) !== true);
  for (let first = 0; first < missing.length; first += STACKS_AT_A_TIME) {
    const few = missing.slice(first, first + STACKS_AT_A_TIME);
    const part = new App({ outdir: app.outdir });
    for (const stack of few) buildStack(part, stack);
    synthWithoutCrossReferences(part);
    for (const stack of few) before?.keep(stack, part);
    Object.assign(app.manifest.stacks, part.manifest.stacks);
    dispose(part);
  }
  app.manifest.writeToFile();
}

/**
 * The selected stacks of environments in which nothing is wrong.
 *
 * @throws what {@link buildApp} throws
 */
export function selectPlanned({ files, stacks, onWarning, cache }: BuildOptions): PlannedStack[] {
  const { environments, warnings } = loadValid(files, cache);
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
