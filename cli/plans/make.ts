import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../app';
import type { EnvironmentFile } from '../../config/load';
import { digestOf, hashConfiguration, hashFile, type Manifest, NAMES } from './manifest';
import { findChanges } from './changes';
import { withEachStack } from './planning';
import { planStack, type StackFolder, terraform } from './terraform';

/** What is planned. */
export interface PlanRequest {
  /** All environment files. */
  readonly files: readonly EnvironmentFile[];
  /** Name of the environment. */
  readonly environment: string;
  /** Ids of its stacks. */
  readonly stacks: readonly string[];
  /** The commit that the change is made to. */
  readonly base: string;
  /** Where plans and the manifest are written. */
  readonly folder: string;
  /** Whether the state is locked while it is read. */
  readonly lock: boolean;
  /**
   * Whether only stacks are planned that differ from those of {@link base}. A stack whose last deployment failed, or
   * that was changed outside, is then not seen: right for what a pull request changes, wrong for what is deployed.
   *
   * @default false
   */
  readonly changedOnly?: boolean;
  /** Environment of git and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Told of each stack. */
  readonly onStack?: (id: string, changes: boolean) => void;
  /** Is told what is being done. */
  readonly onProgress?: (what: string) => void;
}

/**
 * Plans stacks, two at a time, and writes, for each that has anything to do, the file `terraform apply` takes, the plan
 * as JSON, and the manifest that says what they were made from.
 *
 * @throws InvalidEnvironmentsError when the files are wrong; AwsRefusedError when Terraform fails
 * @throws RefusedError when only what differs is planned, and there is no such base
 */
export async function makePlans(request: PlanRequest): Promise<Manifest> {
  const { environment, base, folder, env, onStack, onProgress = () => undefined } = request;
  fs.mkdirSync(folder, { recursive: true });
  const work = fs.mkdtempSync(path.join(folder, '.work-'));
  try {
    onProgress('synthesizing');
    const ids = await synthesize(request, work);
    const stacks = ids.map((id) => ({ id, folder: path.join(work, 'stacks', id), env }));
    let done = 0;
    const planned = await withEachStack(stacks, async (stack) => {
      onProgress(`${done} of ${ids.length} stacks planned`);
      const one = await makePlan(stack, request);
      done += 1;
      onStack?.(stack.id, one !== undefined);
      return one ?? [];
    });
    const manifest: Manifest = { version: 1, environment, base, stacks: planned.flat() };
    const text = `${JSON.stringify({ ...manifest }, null, 2)}\n`;
    fs.writeFileSync(path.join(folder, NAMES.manifest), text);
    return manifest;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Synthesizes what is to be planned. Gives the ids. */
async function synthesize(
  { files, stacks, base, changedOnly = false, env }: PlanRequest,
  work: string,
): Promise<readonly string[]> {
  if (changedOnly) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-compare-'));
    try {
      const { changed } = await findChanges({ files, env, folder, outdir: work }, base);
      return stacks.filter((id) => changed.includes(id));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  if (stacks.length > 0) buildApp({ files, stacks: stacks.join(), outdir: work }).synth();
  return stacks;
}

async function makePlan(
  stack: StackFolder,
  { folder, lock }: PlanRequest,
): Promise<Manifest['stacks'][number] | undefined> {
  const { id, folder: source } = stack;
  const configuration = hashConfiguration(source);
  if (!(await planStack(stack, NAMES.plan, lock))) return undefined;
  const target = path.join(folder, id);
  fs.mkdirSync(target, { recursive: true });
  const json = await terraform(stack, ['show', '-json', NAMES.plan]);
  fs.writeFileSync(path.join(target, NAMES.json), json);
  for (const name of [NAMES.plan, NAMES.lock]) {
    fs.copyFileSync(path.join(source, name), path.join(target, name));
  }
  const hash = (name: string) => hashFile(path.join(target, name));
  return { id, configuration, lock: hash(NAMES.lock), plan: hash(NAMES.plan) };
}

/** What is said of plans at the end of a review: what {@link digestOf} stands for. */
export function renderDigest(manifest: Manifest): string {
  const { base, stacks } = manifest;
  const ids = stacks.map(({ id }) => `\`${id}\``).join(', ');
  return [
    `Plan digest \`${digestOf(manifest)}\``,
    `of ${ids === '' ? 'no stack' : ids} on \`${base.slice(0, 12)}\`.`,
  ].join(' ');
}
