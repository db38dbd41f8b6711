import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Environment, wasStackOf } from '../../config/environment';
import type { Changes } from '../plans/changes';
import { hashConfiguration, hashFile, type Manifest, NAMES } from '../plans/manifest';
import { planSelected, type StackPlan } from '../plans/planner';
import { replaceFile } from '../replace-file';

/** What is planned. */
export interface PlanRequest {
  readonly environments: readonly Environment[];
  /** Name of the environment. */
  readonly environment: string;
  /** Ids of its stacks. */
  readonly stacks: readonly string[];
  /** Id of the commit that the change is made to. */
  readonly base: string;
  /** Folder for the plans and the manifest. */
  readonly folder: string;
  /** Whether the state is locked while it is read. */
  readonly lock: boolean;
  /**
   * Compares the stacks with those of {@link base}, to find what no plan shows. `changed` plans only those that differ,
   * `all` every one. With `changed`, drift and failed deployments are not seen: right for a pull request, wrong for a
   * deployment.
   *
   * @default - no comparison, and every stack is planned
   */
  readonly compare?: 'changed' | 'all' | undefined;
  /** Ids of stacks that are deployed by hand. Those that differ from {@link base} are planned for the review only. @default - none */
  readonly byHand?: readonly string[];
  /** Environment variables of git and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Called for each planned stack. */
  readonly onStack?: (id: string, hasChanges: boolean) => void;
  readonly onProgress?: (what: string) => void;
  /** Called with what the plans do not say, in sentences. */
  readonly onNote?: (note: string) => void;
  /** Called for each stack that cannot be planned, with the whole error. */
  readonly onUnplanned?: (id: string, error: Error) => void;
}

/**
 * Plans stacks. Writes for each stack with changes the file that `terraform apply` needs and the plan as JSON, and a
 * manifest of what the plans were made from.
 *
 * @throws RefusedError when stacks are compared with a base that does not exist
 */
export async function makePlans(request: PlanRequest): Promise<Manifest> {
  const { environment, environments, base, folder, compare, byHand = [], onStack } = request;
  const file = path.join(folder, NAMES.manifest);
  // Without it, no plan counts: a run that is killed leaves no manifest of plans that it has replaced.
  fs.rmSync(file, { force: true });
  const notes: string[] = [];
  const { results, unplanned, changes } = await planSelected(
    {
      ...request,
      base: compare && base,
      onNote: (note) => {
        notes.push(note);
        request.onNote?.(note);
      },
      select: (found) => selectStacksOf(request, found),
    },
    (plan) => {
      const { id, text } = plan;
      const written = text === undefined ? [] : [writePlan(plan, text, folder)];
      onStack?.(id, text !== undefined);
      return Promise.resolve(written);
    },
  );
  const isByHand = ({ id }: { id: string }) => byHand.includes(id);
  const plans = results.flat();
  const manifest: Manifest = {
    version: 1,
    environment,
    base,
    stacks: plans.filter((plan) => !isByHand(plan)),
    byHand: plans.filter(isByHand).map(({ id, unguarded }) => ({ id, unguarded })),
    gone: (changes?.gone ?? []).filter(({ id }) => wasStackOf(id, environment, environments)),
    unplanned: unplanned.map((each) => ({ ...each, what: { parts: [...each.what.parts] } })),
    notes,
  };
  fs.mkdirSync(folder, { recursive: true });
  replaceFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function selectStacksOf(
  { stacks, compare, byHand = [] }: PlanRequest,
  found: Changes | undefined,
): string[] {
  const differs = (id: string) => found?.changed.includes(id) === true;
  return [...(compare === 'changed' ? stacks.filter(differs) : stacks), ...byHand.filter(differs)];
}

function writePlan(plan: StackPlan, json: string, folder: string): Manifest['stacks'][number] {
  const target = path.join(folder, plan.id);
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, NAMES.json), json);
  for (const name of [NAMES.plan, NAMES.lock]) {
    fs.copyFileSync(path.join(plan.folder, name), path.join(target, name));
  }
  return {
    id: plan.id,
    configuration: hashConfiguration(plan.folder),
    lock: hashFile(path.join(target, NAMES.lock)),
    plan: hashFile(path.join(target, NAMES.plan)),
    unguarded: [...plan.unguarded],
  };
}
