import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { buildApp } from '../../synth/app';
import { applyEach } from '../apply/apply-each';
import { planNew } from '../existing/plan-new';
import { findEnvironment } from '../find-store';
import { NAMES } from '../plans/manifest';
import type { PlanText } from '../plans/plan-changed';
import { withEachStack } from '../plans/planning';
import { moveState } from '../plans/previous-state';
import { findStackFolders, type StackFolder, terraform } from '../plans/terraform';
import { outputFolder } from './output-folder';

/** Which stacks are planned and deployed. */
export interface DeploymentOptions {
  readonly environments: readonly Environment[];
  /** Ids of the stacks. */
  readonly stacks: readonly string[];
  /** Whether everything in them is destroyed. @default false */
  readonly destroy?: boolean;
  /** Whether a secret that is to be deleted is restored if a stack needs it. @default false */
  readonly restore?: boolean;
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Stacks that are planned or deployed at the same time. @default 2, or 1 on a machine with one core */
  readonly concurrency?: number | undefined;
  readonly onProgress?: ((what: string) => void) | undefined;
  /** Called with what the plans do not say, in sentences. */
  readonly onNote: (note: string) => void;
}

/** A stack with its plan. */
interface DeploymentPlan {
  readonly stack: StackFolder;
  /** The plan as JSON; undefined if nothing would change. */
  readonly text?: string;
}

/** The plans of stacks, which contain values in plain text. */
export function planFiles(stacks: readonly string[], env: NodeJS.ProcessEnv): string[] {
  return stacks.map((id) => path.resolve(outputFolder(env), 'stacks', id, NAMES.plan));
}

/** Plans of stacks, in the folder that CDKTF writes to, so that `cdktf deploy` and this work on the same files. */
export class StackDeployment {
  private constructor(
    private readonly options: DeploymentOptions,
    private readonly planned: readonly DeploymentPlan[],
  ) {}

  /**
   * Synthesizes stacks, and plans all of them.
   *
   * @throws GuardedError, AwsRefusedError for the first stack that cannot be planned
   */
  static async plan(options: DeploymentOptions): Promise<StackDeployment> {
    const { environments, stacks, env, onProgress, concurrency } = options;
    const outdir = path.resolve(outputFolder(env));
    onProgress?.('synthesizing');
    buildApp({ environments, stacks, outdir }).synth();
    const folderOf = (id: string) => path.join(outdir, 'stacks', id);
    const folders = findStackFolders(stacks, environments, { folderOf, env });
    let done = 0;
    const work = async (stack: StackFolder): Promise<DeploymentPlan> => {
      const text = await planNew(stack, findEnvironment(stack.environment, environments), {
        ...options,
        file: NAMES.plan,
        lock: true,
      });
      done += 1;
      onProgress?.(`${done} of ${stacks.length} stacks planned`);
      return text === undefined ? { stack } : { stack, text };
    };
    return new StackDeployment(
      options,
      await withEachStack(folders, work, { concurrency, stay: true }),
    );
  }

  /** Ids of the stacks that would change. */
  get changed(): readonly string[] {
    return this.plans.map(({ source }) => source);
  }

  /** The plans of the stacks that would change. They contain secrets in plain text. */
  get plans(): readonly PlanText[] {
    return this.planned.flatMap(({ stack, text }) =>
      text === undefined ? [] : [{ source: stack.id, text }],
    );
  }

  /**
   * Applies exactly these plans.
   *
   * @param again - the command that continues after a failure
   * @returns ids of the stacks that were applied
   */
  async apply(again: string): Promise<string[]> {
    const { onProgress, concurrency } = this.options;
    const stacks = this.planned.flatMap(({ stack, text }) => (text === undefined ? [] : [stack]));
    let done = 0;
    const apply = async (stack: StackFolder) => {
      await terraform(stack, ['apply', '-no-color', NAMES.plan]);
      await moveState(stack);
      done += 1;
      onProgress?.(`${done} of ${stacks.length} stacks applied`);
    };
    return applyEach(stacks, { apply, again, concurrency });
  }
}
