import * as fs from 'node:fs';
import { stackIds } from '../../config/environment';
import { loadValid } from '../../config/valid';
import { ownVersion } from '../../core/package-root';
import { parsePlan, type Plan } from '../../review/plan';
import type { LocalAws } from '../local-aws';
import { ReviewWorkspace, type StackJson } from '../review/workspace';

const FOLDER = 'test/golden';

/** What the last release deployed from an environment that stays as it is. */
export interface Golden {
  /** The release. */
  readonly version: string;
  /** Terraform's states after the deployment, by stack. */
  readonly states: Readonly<Record<string, unknown>>;
}

/** The file with the states. */
export const GOLDEN_FILE = `${FOLDER}/states.json`;

/** Reads what the last release deployed. */
export const readGolden = () => JSON.parse(fs.readFileSync(GOLDEN_FILE, 'utf8')) as Golden;

const readEnvironment = () => fs.readFileSync(`${FOLDER}/prod.yaml`, 'utf8');

const stacksOf = (text: string) => stackIds(loadValid([{ file: 'prod.yaml', text }]).environments);

async function inWorkspace<T>(
  aws: LocalAws,
  work: (workspace: ReviewWorkspace) => Promise<T>,
): Promise<T> {
  const workspace = new ReviewWorkspace(aws);
  try {
    return await work(workspace);
  } finally {
    workspace.remove();
  }
}

/** Deploys the environment to the local AWS with the present code. */
export function deployGolden(aws: LocalAws): Promise<Golden> {
  const text = readEnvironment();
  return inWorkspace(aws, async (workspace) => {
    const states: Record<string, unknown> = {};
    for (const stack of stacksOf(text)) {
      workspace.write(stack, text);
      workspace.addCode(stack);
      await workspace.apply(stack);
      await workspace.refresh(stack);
      states[stack] = workspace.readState(stack);
    }
    return { version: ownVersion(), states };
  });
}

/**
 * Plans the environment that the last release deployed with the present code. Nothing is deployed: the real provider
 * compares its state with the new configuration.
 *
 * @param edit - changes a stack first
 */
export function planGolden(
  aws: LocalAws,
  { states }: Golden,
  edit?: (json: StackJson) => void,
): Promise<Plan[]> {
  const text = readEnvironment();
  return inWorkspace(aws, (workspace) => {
    const current = stacksOf(text);
    const planOne = async (stack: string): Promise<Plan> => {
      if (current.includes(stack)) workspace.write(stack, text, edit);
      else throw new Error(`The stack ${stack} is not synthesized any more.`);
      await workspace.restoreState(stack, states[stack]);
      return parsePlan(JSON.stringify(await workspace.plan(stack, false)), stack);
    };
    return Promise.all(Object.keys(states).map(planOne));
  });
}

/** What an upgrade must not do to an unchanged environment, unless it is a major version. */
const LOSSES: readonly string[] = ['delete', 'replace', 'forget', 'unknown'];

/** The resources that plans replace or no longer manage. */
export function lossesOf(plans: readonly Plan[]): string[] {
  return plans.flatMap(({ source, changes }) =>
    changes
      .filter(({ action }) => LOSSES.includes(action))
      .map(({ address, action }) => `${source} ${address} ${action}`),
  );
}
