import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { type Problem, refuse } from '../../core/problem';
import { buildApp } from '../../synth/app';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import {
  digestOf,
  hashConfiguration,
  hashFile,
  type Manifest,
  NAMES,
  readManifest,
} from '../plans/manifest';
import { initStack, moveState } from '../plans/previous-state';
import { findStackFolders, type StackFolder, terraform } from '../plans/terraform';
import { applyEach } from './apply-each';
import { keepErroredState } from './errored-state';

/** What is applied, and what it must agree with. */
export interface ApplyRequest {
  readonly environments: readonly Environment[];
  /** The folder that `callvault plan` wrote. */
  readonly folder: string;
  /** The digest that was reviewed, from a place that only a reviewed run can write to. */
  readonly digest: string;
  /** Id of the commit that the change was actually made to. */
  readonly base: string;
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Applies exactly the plans that were reviewed. Everything is compared before anything is applied; Terraform itself
 * refuses a plan whose state has changed since.
 *
 * @returns ids of the stacks that were applied
 * @throws RefusedError when anything differs from what was reviewed; nothing is applied then
 * @throws PartlyDoneError, AwsRefusedError when Terraform fails
 */
export function applyPlans(request: ApplyRequest): Promise<string[]> {
  const { environments, folder, env } = request;
  return inTemporaryFolder(async (outdir) => {
    const manifest = readManifest(folder);
    refuse(checkManifest(manifest, request));
    const ids = manifest.stacks.map(({ id }) => id);
    if (ids.length > 0) buildApp({ environments, stacks: ids, outdir }).synth();
    const folderOf = (id: string) => path.join(outdir, 'stacks', id);
    const stacks = findStackFolders(ids, environments, { folderOf, env });
    refuse(manifest.stacks.flatMap((each, index) => checkStack(each, folder, stacks[index])));
    return applyEach(stacks, {
      apply: (stack) => apply(stack, path.resolve(folder, stack.id)),
      again: 'callvault plan for the remaining stacks',
    });
  });
}

async function apply(stack: StackFolder, plans: string): Promise<void> {
  fs.copyFileSync(path.join(plans, NAMES.lock), path.join(stack.folder, NAMES.lock));
  await initStack(stack, ['-lockfile=readonly']);
  await terraform(stack, ['apply', '-no-color', path.join(plans, NAMES.plan)]).catch(
    (error: unknown) => {
      throw keepErroredState(stack, error as Error);
    },
  );
  await moveState(stack, ['-lockfile=readonly']);
}

function checkManifest(manifest: Manifest, { digest, base }: ApplyRequest): Problem[] {
  const actual = digestOf(manifest);
  return [
    ...(actual === digest
      ? []
      : [refused('apply-digest', `the digest of these plans is ${actual}, not ${digest}`)]),
    ...(manifest.base === base
      ? []
      : [
          refused(
            'apply-base',
            `the change was made to ${base}, but was planned as a change to ${manifest.base}`,
          ),
        ]),
    ...manifest.unplanned.map(({ id }) => refused('apply-plan', `${id} could not be planned`)),
  ];
}

function checkStack(
  { id, configuration, lock, plan }: Manifest['stacks'][number],
  folder: string,
  synthesized: StackFolder | undefined,
): Problem[] {
  const isSame = (file: string, hash: string) => fs.existsSync(file) && hashFile(file) === hash;
  const files = [
    { file: path.join(folder, id, NAMES.plan), hash: plan },
    { file: path.join(folder, id, NAMES.lock), hash: lock },
  ];
  return [
    ...(synthesized && hashConfiguration(synthesized.folder) === configuration
      ? []
      : [refused('apply-configuration', `the configuration of ${id} has changed since the plan`)]),
    ...files
      .filter(({ file, hash }) => !isSame(file, hash))
      .map(({ file }) => refused('apply-plan', `${file} is not the file that was reviewed`)),
  ];
}

function refused(rule: string, what: string): Problem {
  return { rule, path: [], what, fix: 'Plan and review again; nothing was applied.' };
}
