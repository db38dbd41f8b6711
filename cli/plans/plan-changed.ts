import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../synth/app';
import type { EnvironmentFile } from '../../config/load';
import { removedStackNotes } from '../../review/removed-stacks';
import { type Sentence, sentence } from '../../review/sentence';
import { readStacks } from './base';
import { type Changes, type ChangesOptions, findChanges } from './changes';
import { withEachStack } from './planning';
import { planStack, type StackFolder, terraform } from './terraform';

/** What is planned. */
export interface PlanChangedOptions {
  /** All environment files. */
  readonly files: readonly EnvironmentFile[];
  /** The branch that is merged into. @default - every stack is planned */
  readonly base?: string | undefined;
  /** Environment of git, Node.js and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Is told what is being done. */
  readonly onProgress?: (what: string) => void;
}

/** A plan as JSON, which holds secrets in clear. */
export interface PlanText {
  /** Its stack, or where it was read from. */
  readonly source: string;
  readonly text: string;
  /** Addresses of what is no longer kept from being destroyed, which no plan says. @default - not known */
  readonly unguarded?: readonly string[];
}

/** What came of it. */
export interface Planned {
  /** Plans as JSON, by their stacks. They hold secrets in clear. */
  readonly plans: readonly PlanText[];
  /** What no plan says, in sentences. */
  readonly notes: readonly Sentence[];
}

/**
 * Plans the stacks whose JSON differs from that of the commit the branch came from: what did not change needs no
 * Terraform to say so.
 *
 * The state is not locked, so that a role which cannot write can plan.
 *
 * @throws InvalidEnvironmentsError when an environment file is wrong
 * @throws RefusedError when there is no such branch
 * @throws AwsRefusedError when Terraform cannot plan
 */
export async function planChanged(options: PlanChangedOptions): Promise<Planned> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-review-'));
  try {
    return await planIn(folder, options);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function planIn(
  folder: string,
  { files, base, env, onProgress = () => undefined }: PlanChangedOptions,
): Promise<Planned> {
  const outdir = path.join(folder, 'head.out');
  onProgress('synthesizing');
  const options = { files, env, folder, outdir };
  const changes = base === undefined ? synthesizeAll(options) : await findChanges(options, base);
  const ids = [...changes.changed].sort();
  let done = 0;
  const say = () => {
    onProgress(`${done} of ${ids.length} stacks ${ids.length === 1 ? 'is' : 'are'} planned`);
  };
  say();
  const stacks = ids.map((id) => ({ id, folder: path.join(outdir, 'stacks', id), env }));
  const plans = await withEachStack(stacks, async (stack) => {
    const text = await plan(stack);
    done += 1;
    say();
    return { source: stack.id, text, unguarded: changes.unguarded.get(stack.id) ?? [] };
  });
  return { plans, notes: notesOf(changes) };
}

function synthesizeAll({ files, outdir }: ChangesOptions): Changes {
  buildApp({ files, outdir }).synth();
  const changed = [...readStacks(outdir).keys()];
  return { changed, gone: [], unguarded: new Map(), commit: '', known: true };
}

function notesOf({ commit, known, gone }: Changes): Sentence[] {
  return [
    ...(known
      ? []
      : [sentence`${commit.slice(0, 12)} cannot be synthesized, so every stack was planned.`]),
    ...removedStackNotes(gone),
  ];
}

async function plan(stack: StackFolder): Promise<string> {
  await planStack(stack, 'tfplan', false);
  return terraform(stack, ['show', '-json', 'tfplan']);
}
