import * as path from 'node:path';
import { type Environment, stackIds } from '../../config/environment';
import { type EnvironmentFile, loadEnvironments } from '../../config/load';
import { findUnguarded } from '../../review/guards';
import { findRemovedStacks, previousStacks, type RemovedStack } from '../../review/removed-stacks';
import { buildApp } from '../../synth/app';
import { readStacks, type Synthesized } from '../../synth/synthesize';
import { findBase, synthesizeBase, tryReadBaseFiles } from './base';

/** What is compared with a commit. */
export interface ChangesOptions {
  /** All environments of the working tree. */
  readonly environments: readonly Environment[];
  /** Environment variables of git and Node.js. */
  readonly env: NodeJS.ProcessEnv;
  /** A temporary folder of the caller. */
  readonly folder: string;
  /** Where the stacks of the working tree are written: those that differ, and maybe others. */
  readonly outdir: string;
}

/** How the stacks differ from those of a commit. */
export interface Changes {
  /** Ids of the stacks that are new or differ, in the order they are built. */
  readonly changed: readonly string[];
  /** The stacks that were removed from the environment files. */
  readonly gone: readonly RemovedStack[];
  /** By stack: addresses of resources that lose `prevent_destroy`. */
  readonly unguarded: ReadonlyMap<string, readonly string[]>;
  /** Full id of the commit. */
  readonly commit: string;
  /** Whether that commit can be synthesized. If not, every stack counts as changed. */
  readonly known: boolean;
}

/**
 * Finds the stacks whose synthesized JSON differs from that of the merge base, without Terraform.
 *
 * If only environment files differ, only the stacks whose settings differ are synthesized, both versions by the code
 * here. Otherwise each version is synthesized whole by its own code, at the same time.
 *
 * @param ref - the branch that the change is merged into, or a commit
 * @throws RefusedError when the branch does not exist
 */
export async function findChanges(options: ChangesOptions, ref: string): Promise<Changes> {
  const commit = await findBase(ref);
  const before = await tryReadBaseFiles(commit, options.env);
  return before ? compareFiles(options, before, commit) : compareCommits(options, commit);
}

/**
 * Finds changed stacks if the code of the commit is the code here.
 *
 * @param before - the environment files of the commit
 */
export function compareFiles(
  { environments, folder, outdir }: Omit<ChangesOptions, 'env'>,
  before: readonly EnvironmentFile[],
  commit: string,
): Changes {
  const loaded = loadEnvironments(before);
  const known = loaded.problems.every(({ warning }) => warning === true);
  const previous = known ? loaded.environments : [];
  const [oldSettings, settings] = [settingsOf(previous), settingsOf(environments)];
  const differing = [...settings.keys()].filter((id) => settings.get(id) !== oldSettings.get(id));
  const after = synthesizeInto(outdir, environments, differing);
  const gone = [...oldSettings.keys()].filter((id) => !settings.has(id));
  const existing = differing.filter((id) => oldSettings.has(id));
  const base = synthesizeInto(path.join(folder, 'base.out'), previous, [...existing, ...gone]);
  return { commit, known, ...compare(differing, base, after) };
}

async function compareCommits(
  { environments, env, folder, outdir }: ChangesOptions,
  commit: string,
): Promise<Changes> {
  const ids = stackIds(environments);
  const meanwhile = () => void synthesizeInto(outdir, environments, ids);
  const base = await synthesizeBase(commit, { folder, env, meanwhile });
  return { commit, known: base !== undefined, ...compare(ids, base ?? [], readStacks(outdir)) };
}

function compare(
  ids: readonly string[],
  before: readonly Synthesized[],
  after: readonly Synthesized[],
): Pick<Changes, 'changed' | 'unguarded' | 'gone'> {
  const [previous, current] = [textsOf(before), textsOf(after)];
  const changed = ids.filter((id) => previous.get(id) !== current.get(id));
  const textBefore = (id: string, text: string) =>
    [id, ...previousStacks(text)].map((each) => previous.get(each)).find((each) => each) ?? '{}';
  const unguarded = new Map(
    changed.map((id) => {
      const text = current.get(id) ?? '{}';
      return [id, findUnguarded(textBefore(id, text), text)];
    }),
  );
  return { changed, unguarded, gone: findRemovedStacks(before, after) };
}

const textsOf = (stacks: readonly Synthesized[]) =>
  new Map(stacks.map(({ id, text }) => [id, text]));

function synthesizeInto(
  outdir: string,
  environments: readonly Environment[],
  stacks: readonly string[],
): Synthesized[] {
  if (stacks.length > 0) buildApp({ environments, stacks, outdir }).synth();
  return readStacks(outdir);
}

/** The settings of each stack as one text: a stack depends on its environment and its store only. */
function settingsOf(environments: readonly Environment[]): ReadonlyMap<string, string> {
  return new Map(
    environments.flatMap((environment) => {
      const withoutStores = { ...environment, stores: [] };
      const shared = JSON.stringify({ ...withoutStores, file: '' });
      return [
        ...stackIds([withoutStores]).map((id) => [id, shared] as const),
        ...environment.stores.map(
          ({ id, settings }) => [id, `${shared} ${JSON.stringify(settings)}`] as const,
        ),
      ];
    }),
  );
}
