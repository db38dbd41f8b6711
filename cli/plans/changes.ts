import * as path from 'node:path';
import { buildApp } from '../../synth/app';
import { type Environment, stackIds } from '../../config/environment';
import { type EnvironmentFile, loadEnvironments } from '../../config/load';
import { loadValid } from '../../config/valid';
import { findUnguarded } from '../../review/guards';
import { findBase, readStacks, synthesizeBase, tryReadBaseFiles } from './base';

/** What is compared with a commit. */
export interface ChangesOptions {
  /** All environment files, as they are here. */
  readonly files: readonly EnvironmentFile[];
  /** Environment of git and Node.js. */
  readonly env: NodeJS.ProcessEnv;
  /** A temporary folder, of the caller's. */
  readonly folder: string;
  /** Where the stacks of here are written: those that differ, and maybe others. */
  readonly outdir: string;
}

/** How the stacks differ from those of a commit. */
export interface Changes {
  /** Ids of the stacks that are new or differ, in the order they are built. */
  readonly changed: readonly string[];
  /** Ids of the stacks that are no longer described. */
  readonly gone: readonly string[];
  /** Addresses of what is no longer kept from being destroyed, by the stacks that changed. */
  readonly unguarded: ReadonlyMap<string, readonly string[]>;
  /** The commit, in full. */
  readonly commit: string;
  /** Whether that commit can be synthesized. Where not, every stack counts as changed. */
  readonly known: boolean;
}

/**
 * Which stacks differ from those of the commit that a branch came from, by their synthesized JSON and without Terraform.
 *
 * Where only environment files differ, only the stacks whose settings differ are synthesized, both sides here: the rest
 * comes out the same. Otherwise each side is synthesized whole by its own code, at the same time.
 *
 * @param ref - the branch that is merged into, or a commit
 * @throws InvalidEnvironmentsError when an environment file here is wrong
 * @throws RefusedError when there is no such branch
 */
export async function findChanges(options: ChangesOptions, ref: string): Promise<Changes> {
  const commit = await findBase(ref);
  const before = await tryReadBaseFiles(commit, options.env);
  return before ? compareFiles(options, before, commit) : compareCommits(options, commit);
}

/**
 * The same by files alone, where the code is that of the commit.
 *
 * @param before - the environment files of the commit
 * @throws InvalidEnvironmentsError when an environment file here is wrong
 */
export function compareFiles(
  { files, folder, outdir }: Omit<ChangesOptions, 'env'>,
  before: readonly EnvironmentFile[],
  commit: string,
): Changes {
  const now = settingsOf(loadValid(files).environments);
  const loaded = loadEnvironments(before);
  const known = loaded.problems.every(({ warning }) => warning === true);
  const was = known ? settingsOf(loaded.environments) : new Map<string, string>();
  const differing = [...now.keys()].filter((id) => now.get(id) !== was.get(id));
  const after = synthesize(files, differing, outdir);
  const others = differing.filter((id) => was.has(id));
  const base = synthesize(before, others, path.join(folder, 'base.out'));
  return {
    ...{ commit, known },
    ...compare(differing, base, after),
    gone: [...was.keys()].filter((id) => !now.has(id)),
  };
}

async function compareCommits(
  { files, env, folder, outdir }: ChangesOptions,
  commit: string,
): Promise<Changes> {
  const ids = stackIds(loadValid(files).environments);
  const meanwhile = () => void synthesize(files, ids, outdir);
  const base = await synthesizeBase(commit, { folder, env, meanwhile });
  const after = readStacks(outdir);
  return {
    ...{ commit, known: base !== undefined },
    ...compare(ids, base ?? new Map(), after),
    gone: [...(base?.keys() ?? [])].filter((id) => !after.has(id)),
  };
}

type Stacks = ReadonlyMap<string, string>;

function compare(ids: readonly string[], before: Stacks, after: Stacks) {
  const changed = ids.filter((id) => before.get(id) !== after.get(id));
  const unguarded = new Map(
    changed.map((id) => [id, findUnguarded(before.get(id) ?? '{}', after.get(id) ?? '{}')]),
  );
  return { changed, unguarded };
}

/** Synthesizes stacks, none where none is named. */
function synthesize(
  files: readonly EnvironmentFile[],
  ids: readonly string[],
  outdir: string,
): Stacks {
  if (ids.length > 0) buildApp({ files, stacks: ids.join(), outdir }).synth();
  return readStacks(outdir);
}

/** All that the files say of each stack, as one text: what a stack is made of is in its environment and its store. */
function settingsOf(environments: readonly Environment[]): ReadonlyMap<string, string> {
  return new Map(
    environments.flatMap((environment) => {
      const { stores } = environment;
      const shared = JSON.stringify({ ...environment, stores: [], file: '' });
      const ids = stackIds([{ ...environment, stores: [] }]);
      return [
        ...ids.map((id): [string, string] => [id, shared]),
        ...stores.map(({ id, settings }): [string, string] => [
          id,
          `${shared} ${JSON.stringify(settings)}`,
        ]),
      ];
    }),
  );
}
