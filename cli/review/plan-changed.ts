import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../app';
import type { EnvironmentFile } from '../../config/load';
import { concurrently } from '../../integrity/concurrently';
import { goneNotes } from '../../review/gone';
import { unguarded } from '../../review/guards';
import { type Sentence, sentence } from '../../review/sentence';
import { planStack, type StackFolder, terraform } from '../plans/terraform';
import { readStacks, synthesizeBase } from './base';

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
  /** Plans as JSON, by their stacks. They hold secrets in clear, and are in no file. */
  readonly plans: readonly PlanText[];
  /** What no plan says, in sentences. */
  readonly notes: readonly Sentence[];
}

/** Plans at a time: Terraform and its provider keep about a core busy. */
const AT_A_TIME = Math.min(2, os.availableParallelism());

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
  { files, base: ref, env, onProgress = () => undefined }: PlanChangedOptions,
): Promise<Planned> {
  const outdir = path.join(folder, 'head.out');
  onProgress('synthesizing');
  buildApp({ files, outdir }).synth();
  const stacks = readStacks(outdir);
  const base = ref === undefined ? undefined : await synthesizeBase(ref, folder, env);
  const changed = [...stacks].filter(([id, text]) => base?.stacks?.get(id) !== text);
  const plans: PlanText[] = [];
  await concurrently(changed, AT_A_TIME, async ([id, now]) => {
    onProgress(`${plans.length} of ${changed.length} stacks are planned`);
    const text = await plan({ id, folder: path.join(outdir, 'stacks', id), env });
    plans.push({ source: id, text, unguarded: unguarded(base?.stacks?.get(id) ?? '{}', now) });
  });
  return {
    plans: plans.sort((a, b) => (a.source < b.source ? -1 : 1)),
    notes: [
      ...(base && !base.stacks
        ? [sentence`${base.commit.slice(0, 12)} cannot be synthesized, so every stack was planned.`]
        : []),
      ...goneNotes(base?.stacks?.keys() ?? [], stacks.keys()),
    ],
  };
}

async function plan(stack: StackFolder): Promise<string> {
  await terraform(stack, ['init', '-no-color']);
  await planStack(stack, 'tfplan', false);
  return terraform(stack, ['show', '-json', 'tfplan']);
}
