import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../synth/app';
import type { EnvironmentFile } from '../../config/load';
import { digestOf, hashConfiguration, hashFile, type Manifest, NAMES } from './manifest';
import { type Changes, findChanges } from './changes';
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
   * Whether the stacks are compared with those of {@link base}, for what no plan says: `changed` plans only those that
   * differ, `all` every one. A stack whose last deployment failed, or that was changed outside, is not seen with
   * `changed`: right for what a pull request changes, wrong for what is deployed.
   *
   * @default - they are not, and every stack is planned
   */
  readonly compare?: 'changed' | 'all' | undefined;
  /** Ids of stacks that a person deploys: where they differ from {@link base}, they are planned for the review. @default - none */
  readonly byHand?: readonly string[];
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
 * @throws RefusedError when it is to be compared with a base that there is not
 */
export async function makePlans(request: PlanRequest): Promise<Manifest> {
  const { environment, base, folder } = request;
  fs.mkdirSync(folder, { recursive: true });
  const work = fs.mkdtempSync(path.join(folder, '.work-'));
  try {
    request.onProgress?.('synthesizing');
    const selected = await select(request, work);
    const plans = await planAll(request, selected.ids, work);
    const made = plans.map((plan) => ({ ...plan, unguarded: selected.unguardedOf(plan.id) }));
    const byHand = made.filter(({ id }) => request.byHand?.includes(id));
    const manifest: Manifest = {
      ...{ version: 1, environment, base },
      stacks: made.filter((plan) => !byHand.includes(plan)),
      byHand: byHand.map(({ id, unguarded }) => ({ id, unguarded })),
      gone: selected.gone.filter((id) => id.endsWith(`-${environment}`)),
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    fs.writeFileSync(path.join(folder, NAMES.manifest), text);
    return manifest;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

interface Selected {
  readonly ids: readonly string[];
  readonly gone: readonly string[];
  readonly unguardedOf: (id: string) => string[];
}

/** Synthesizes what is to be planned. */
async function select(request: PlanRequest, work: string): Promise<Selected> {
  const { files, stacks, byHand = [], compare } = request;
  const changes = compare && (await compareWithBase(request, work));
  const differs = (id: string) => changes?.changed.includes(id) === true;
  const ids = [
    ...(compare === 'changed' ? stacks.filter(differs) : stacks),
    ...byHand.filter(differs),
  ];
  // What differs from the base was synthesized to see that.
  const missing = ids.filter((id) => !fs.existsSync(path.join(work, 'stacks', id)));
  if (missing.length > 0) buildApp({ files, stacks: missing.join(), outdir: work }).synth();
  const unguardedOf = (id: string) => [...(changes?.unguarded.get(id) ?? [])];
  return { ids, gone: changes?.gone ?? [], unguardedOf };
}

async function compareWithBase(
  { files, base, env }: PlanRequest,
  outdir: string,
): Promise<Changes> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-compare-'));
  try {
    return await findChanges({ files, env, folder, outdir }, base);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

type Made = Omit<Manifest['stacks'][number], 'unguarded'>;

/** Plans stacks. Gives those that have anything to do. */
async function planAll(
  request: PlanRequest,
  ids: readonly string[],
  work: string,
): Promise<Made[]> {
  const { env, onStack, onProgress } = request;
  const stacks = ids.map((id) => ({ id, folder: path.join(work, 'stacks', id), env }));
  let done = 0;
  const planned = await withEachStack(stacks, async (stack) => {
    onProgress?.(`${done} of ${ids.length} stacks planned`);
    const one = await makePlan(stack, request);
    done += 1;
    onStack?.(stack.id, one !== undefined);
    return one ?? [];
  });
  return planned.flat();
}

async function makePlan(
  stack: StackFolder,
  { folder, lock }: PlanRequest,
): Promise<Made | undefined> {
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
