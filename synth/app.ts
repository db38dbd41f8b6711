import { App } from 'cdktf';
import type { Environment } from '../config/environment';
import { RefusedError } from '../core/problem';
import { buildStack, type PlannedStack, planStacks } from '../stacks/planned-stack';
import { BuiltStacks } from './built-stacks';
import { type Cache, findCache } from './cache';
import { lockProviders } from './provider-lock';
import { withoutTokenTraces, synthWithoutCrossReferences, dispose, terraformVersion } from './lean';

/** Stacks that are kept in memory together. Fewer need no less memory, more need more. */
const STACKS_AT_A_TIME = 10;

/** What to build. */
export interface StackSelection {
  /** Environments without errors. */
  readonly environments: readonly Environment[];
  /** Ids of the stacks to build. @default - all stacks */
  readonly stacks?: readonly string[] | undefined;
}

/** What to build, and where. */
export interface BuildOptions extends StackSelection {
  /** Folder the JSON is written to. @default - CDKTF's default, `cdktf.out` */
  readonly outdir?: string;
  /** Keeps results between runs. @default - the cache of the code that runs, if it has one */
  readonly cache?: Cache | undefined;
}

/**
 * Prepares the selected stacks of environments. They are built and written when the app is synthesized, not before.
 *
 * @throws RefusedError for the id of a stack that does not exist
 */
export function buildApp(options: BuildOptions): Pick<App, 'synth'> {
  const { outdir, cache = findCache() } = options;
  const planned = selectPlanned(options);
  return {
    synth: () => {
      withoutTokenTraces(() => {
        writeStacks(planned, new App({ outdir }), cache);
      });
    },
  };
}

/** Writes kept stacks as they are, and builds the others a few at a time. One manifest lists all of them. */
function writeStacks(planned: readonly PlannedStack[], app: App, cache: Cache | undefined): void {
  const version = terraformVersion();
  const built = cache && !app.hclOutput ? new BuiltStacks(cache, version) : undefined;
  const missing = planned.filter((stack) => built?.restore(stack, app) !== true);
  for (let first = 0; first < missing.length; first += STACKS_AT_A_TIME) {
    const few = missing.slice(first, first + STACKS_AT_A_TIME);
    const part = new App({ outdir: app.outdir });
    for (const stack of few) buildStack(part, stack);
    synthWithoutCrossReferences(part);
    for (const stack of few) built?.keep(stack, part);
    Object.assign(app.manifest.stacks, part.manifest.stacks);
    dispose(part);
  }
  app.manifest.writeToFile();
  lockProviders(app.outdir, planned);
}

/**
 * The selected stacks, before they are built.
 *
 * @throws RefusedError for the id of a stack that does not exist
 */
export function selectPlanned({ environments, stacks }: StackSelection): PlannedStack[] {
  const planned = environments.flatMap(planStacks);
  if (stacks === undefined) return planned;
  const ids = new Set(planned.map(({ id }) => id));
  const unknown = stacks.filter((id) => !ids.has(id));
  if (unknown.length > 0) {
    throw RefusedError.of(
      'stack-selected',
      `there is no stack ${unknown.join(', ')}`,
      `Choose from: ${[...ids].join(', ')}.`,
    );
  }
  const selected = new Set(stacks);
  return planned.filter(({ id }) => selected.has(id));
}
