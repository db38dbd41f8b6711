import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { ownWords, type Sentence, sentence } from '../../review/sentence';
import type { UnplannedStack } from '../../review/unplanned';
import { buildApp } from '../../synth/app';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import { planNew } from '../existing/plan-new';
import { AwsRefusedError } from '../exit';
import { findEnvironment } from '../find-store';
import { type Changes, findChanges } from './changes';
import { GuardedError } from './guarded-error';
import { NAMES } from './manifest';
import { withEachStack } from './planning';
import { findStackFolders, type StackFolder } from './terraform';
import { unwrapped } from './terraform-problem';

/** Which stacks are planned, and how. */
export interface PlannerOptions {
  readonly environments: readonly Environment[];
  /** A branch or commit that the stacks are compared with. @default - they are not compared */
  readonly base?: string | undefined;
  /** Ids of the stacks to plan, given how they differ from the base. */
  readonly select: (changes: Changes | undefined) => readonly string[];
  /** Whether the state is locked while it is read. */
  readonly lock: boolean;
  /** Environment variables of git, Node.js and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: ((what: string) => void) | undefined;
  /** Called with what a plan does not say, in sentences. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** Called for each stack that cannot be planned, with the whole error. */
  readonly onUnplanned?: ((id: string, error: Error) => void) | undefined;
}

/** A stack with its plan, {@link NAMES.plan}, in its folder. */
export interface StackPlan extends StackFolder {
  /** The plan as JSON, which contains secrets in plain text; undefined if an apply would do nothing. */
  readonly text: string | undefined;
  /** Addresses of resources that lose `prevent_destroy`, which no plan shows. */
  readonly unguarded: readonly string[];
}

/** What was planned. */
export interface PlannerResult<T> extends Outcome<T> {
  /** How the stacks differ from the base. */
  readonly changes: Changes | undefined;
}

interface Outcome<T> {
  /** What was read of each plan. */
  readonly results: readonly T[];
  /** The stacks that could not be planned. They do not keep the others from being planned. */
  readonly unplanned: readonly UnplannedStack[];
}

/**
 * Synthesizes stacks and plans them with Terraform, at most 2 concurrently, in a temporary folder.
 *
 * @param read - reads a plan, before its folder is removed
 * @throws RefusedError for a base that does not exist
 */
export function planSelected<T>(
  options: PlannerOptions,
  read: (plan: StackPlan) => Promise<T>,
): Promise<PlannerResult<T>> {
  const { environments, base, env, onProgress, onUnplanned } = options;
  return inTemporaryFolder(async (folder) => {
    const outdir = path.join(folder, 'head.out');
    const folderOf = (id: string) => path.join(outdir, 'stacks', id);
    onProgress?.('synthesizing');
    const changes =
      base === undefined
        ? undefined
        : await findChanges({ environments, env, folder, outdir }, base);
    const ids = options.select(changes);
    // Stacks that differ from the base were synthesized by the comparison.
    const missing = ids.filter((id) => !fs.existsSync(folderOf(id)));
    if (missing.length > 0) buildApp({ environments, stacks: missing, outdir }).synth();

    const report = progressOf(ids.length, onProgress);
    const stacks = findStackFolders(ids, environments, { folderOf, env });
    const planOne = async (stack: StackFolder): Promise<Outcome<T>> => {
      const text = await planText(stack, options);
      const unguarded = changes?.unguarded.get(stack.id) ?? [];
      const results = [await read({ ...stack, text, unguarded })];
      report();
      return { results, unplanned: [] };
    };
    const onFailure = ({ id }: StackFolder, error: unknown): Outcome<T> => {
      const unplanned = whyUnplanned(id, error);
      onUnplanned?.(id, error as Error);
      return { results: [], unplanned };
    };
    const outcomes = await withEachStack(stacks, planOne, { onFailure });
    return {
      changes,
      results: outcomes.flatMap(({ results }) => results),
      unplanned: outcomes.flatMap(({ unplanned }) => unplanned),
    };
  });
}

function planText(
  stack: StackFolder,
  { environments, lock, onNote = () => undefined }: PlannerOptions,
): Promise<string | undefined> {
  const environment = findEnvironment(stack.environment, environments);
  // The stacks of the state bucket and of the roles of ci are deployed by hand, and bootstrap imports what exists.
  const ignoreNames = !environment.stores.some(({ id }) => id === stack.id);
  return planNew(stack, environment, { file: NAMES.plan, lock, ignoreNames, onNote });
}

/** Reports that no stack is planned yet, and one more with each call. */
function progressOf(count: number, onProgress: PlannerOptions['onProgress']): () => void {
  let done = -1;
  const report = () => {
    done += 1;
    onProgress?.(`${done} of ${count} stacks planned`);
  };
  report();
  return report;
}

/** @throws the error, unless it concerns one stack only */
function whyUnplanned(id: string, error: unknown): UnplannedStack[] {
  if (error instanceof GuardedError) {
    return error.changes.map((change) => ({ id, guarded: true, ...change }));
  }
  if (!(error instanceof AwsRefusedError)) throw error;
  return [{ id, guarded: false, address: id, what: sentenceOf(error) }];
}

function sentenceOf({ what, fix }: AwsRefusedError): Sentence {
  return sentence`The stack could not be planned, so the review is incomplete: ${unwrapped(what)}. ${ownWords(fix)}`;
}
