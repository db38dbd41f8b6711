import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../synth/app';
import type { EnvironmentFile } from '../../config/load';
import { type Problem, refuse } from '../../core/problem';
import { PartlyDoneError } from '../exit';
import {
  digestOf,
  hashConfiguration,
  hashFile,
  type Manifest,
  NAMES,
  readManifest,
} from './manifest';
import { terraform } from './terraform';

/** What is applied, and what must still be so. */
export interface ApplyRequest {
  /** All environment files, as they are now. */
  readonly files: readonly EnvironmentFile[];
  /** The folder that `callvault plan` wrote. */
  readonly folder: string;
  /** The digest that was read, from where nobody but a reviewed run can write. */
  readonly digest: string;
  /** The commit that the change was made to, as it came to be. */
  readonly base: string;
  /** Environment of Terraform. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Applies exactly the plans that were read. Everything is compared before anything is applied; Terraform
 * itself refuses a plan whose state has changed since.
 *
 * @returns ids of the stacks that were applied
 * @throws RefusedError when anything differs from what was read; nothing is applied then
 * @throws PartlyDoneError, AwsRefusedError when Terraform fails
 */
export async function applyPlans(request: ApplyRequest): Promise<string[]> {
  const { files, folder, env } = request;
  const manifest = readManifest(folder);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-apply-'));
  try {
    refuse(checkManifest(manifest, request));
    const ids = manifest.stacks.map(({ id }) => id);
    if (ids.length > 0) buildApp({ files, stacks: ids.join(), outdir: work }).synth();
    refuse(manifest.stacks.flatMap((stack) => checkStack(stack, { folder, work })));
    const done: string[] = [];
    for (const id of ids) {
      const source = path.join(work, 'stacks', id);
      fs.copyFileSync(path.join(folder, id, NAMES.lock), path.join(source, NAMES.lock));
      await applyOne({ id, folder: source, env }, path.resolve(folder, id, NAMES.plan), done);
      done.push(id);
    }
    return done;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function applyOne(
  stack: Parameters<typeof terraform>[0],
  plan: string,
  done: readonly string[],
): Promise<void> {
  try {
    await terraform(stack, ['init', '-no-color', '-lockfile=readonly']);
    await terraform(stack, ['apply', '-no-color', plan]);
  } catch (error) {
    if (done.length === 0 || !(error instanceof Error)) throw error;
    const applied = done.map((id) => `${id} was applied.`);
    throw new PartlyDoneError('callvault plan for what is left', error, applied);
  }
}

function checkManifest(manifest: Manifest, { digest, base }: ApplyRequest): Problem[] {
  const now = digestOf(manifest);
  return [
    ...(now === digest
      ? []
      : [refused('apply-digest', `the plans here are ${now}, and ${digest} was read`)]),
    ...(manifest.base === base
      ? []
      : [
          refused(
            'apply-base',
            `the change was made to ${base}, and was planned as a change to ${manifest.base}`,
          ),
        ]),
  ];
}

function checkStack(
  { id, configuration, lock, plan }: Manifest['stacks'][number],
  { folder, work }: { folder: string; work: string },
): Problem[] {
  const file = (name: string) => path.join(folder, id, name);
  const same = (name: string, hash: string) =>
    fs.existsSync(file(name)) && hashFile(file(name)) === hash;
  const now = hashConfiguration(path.join(work, 'stacks', id));
  return [
    ...(now === configuration
      ? []
      : [
          refused('apply-configuration', `${id} is written otherwise now than when it was planned`),
        ]),
    ...[
      { name: NAMES.plan, hash: plan },
      { name: NAMES.lock, hash: lock },
    ].flatMap(({ name, hash }) =>
      same(name, hash)
        ? []
        : [refused('apply-plan', `${file(name)} is not the file that was read`)],
    ),
  ];
}

function refused(rule: string, what: string): Problem {
  return { rule, path: [], what, fix: 'Plan and review again; nothing was applied.' };
}
