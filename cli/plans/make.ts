import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildApp } from '../../app';
import type { EnvironmentFile } from '../../config/load';
import { digestOf, hashConfiguration, hashFile, type Manifest, NAMES } from './manifest';
import { planStack, terraform } from './terraform';

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
  /** Environment of Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Told of each stack. */
  readonly onStack?: (id: string, changes: boolean) => void;
}

/**
 * Plans stacks and writes, for each that has anything to do, the file `terraform apply` takes, the plan as
 * JSON, and the manifest that says what they were made from.
 *
 * @throws InvalidEnvironmentsError when the files are wrong; AwsRefusedError when Terraform fails
 */
export async function makePlans(request: PlanRequest): Promise<Manifest> {
  const { files, environment, stacks, base, folder } = request;
  fs.mkdirSync(folder, { recursive: true });
  const work = fs.mkdtempSync(path.join(folder, '.work-'));
  try {
    const planned: Manifest['stacks'] = [];
    if (stacks.length > 0) buildApp({ files, stacks: stacks.join(), outdir: work }).synth();
    for (const id of stacks) {
      const one = await makePlan(id, path.join(work, 'stacks', id), request);
      request.onStack?.(id, one !== undefined);
      if (one) planned.push(one);
    }
    const manifest: Manifest = { version: 1, environment, base, stacks: planned };
    const text = `${JSON.stringify({ ...manifest }, null, 2)}\n`;
    fs.writeFileSync(path.join(folder, NAMES.manifest), text);
    return manifest;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function makePlan(
  id: string,
  source: string,
  { folder, lock, env }: PlanRequest,
): Promise<Manifest['stacks'][number] | undefined> {
  const stack = { id, folder: source, env };
  const configuration = hashConfiguration(source);
  await terraform(stack, ['init', '-no-color']);
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
