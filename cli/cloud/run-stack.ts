import * as path from 'node:path';
import { type Environment, stackIds } from '../../config/environment';
import { buildApp } from '../../synth/app';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import { planImporting } from '../existing/plan-new';
import type { StackFolder } from '../plans/terraform';
import { type CloudPlace, cloudPlace } from './api';
import { archiveStack } from './archive';
import { discardRun, findBlockingRun, readCloudPlan, type RunRequest, startRun } from './run';
import { findTarget } from './target';

interface RunOptions {
  /** Called once a run is started: it goes on if this process ends. */
  readonly onStarted: (what: string) => void;
  /** Called with what was done about names that exist, and with what could not be found out. */
  readonly onNote: (note: string) => void;
}

interface StackRun extends RunOptions, Pick<RunRequest, 'speculative' | 'message'> {
  /** Id of the stack. */
  readonly id: string;
  readonly environments: readonly Environment[];
  /** Environment variables, for the token. */
  readonly env: NodeJS.ProcessEnv;
}

/** A run of a synthesized stack. */
export interface FolderRun extends RunOptions, Omit<RunRequest, 'archive'> {
  readonly stack: Pick<StackFolder, 'id' | 'folder'>;
  /** @default - names that exist are not looked for */
  readonly environment: Environment | undefined;
}

/**
 * Synthesizes and uploads a stack with the code of its functions, starts a run, and waits for its plan.
 *
 * @returns the id of the run
 */
export function runStack({ id, environments, env, ...request }: StackRun): Promise<string> {
  const { host, ...target } = findTarget(id, environments);
  const place = cloudPlace(host, env);
  return inTemporaryFolder((outdir) => {
    buildApp({ environments, stacks: [id], outdir }).synth();
    const stack = { id, folder: path.join(outdir, 'stacks', id) };
    const environment = environments.find((each) => stackIds([each]).includes(id));
    return runFolder(place, { ...request, ...target, stack, environment });
  });
}

/**
 * Plans a stack in Terraform Cloud. If it would create what belongs to it, a second run imports that, and the first one is
 * discarded.
 *
 * @returns the id of the run
 * @throws AwsRefusedError for a name that exists, with the run discarded
 */
export async function runFolder(place: CloudPlace, options: FolderRun): Promise<string> {
  const { stack, environment, onStarted, onNote, ...request } = options;
  let planned: string | undefined;
  // A run that is never applied would keep all later ones waiting.
  const discard = async () => {
    const runId = planned;
    planned = undefined;
    if (runId === undefined || request.speculative) return;
    await discardRun(place, runId).catch((error: unknown) => {
      onNote(`${runId} could not be discarded: ${(error as Error).message}`);
    });
  };
  const plan = async () => {
    await discard();
    const runId = await startRun(place, { ...request, archive: await archiveStack(stack.folder) });
    onStarted(await describe(place, runId, request.speculative));
    const text = await readCloudPlan(place, runId);
    planned = runId;
    return text;
  };
  try {
    await (environment ? planImporting(stack, environment, { plan, onNote }) : plan());
  } catch (error) {
    await discard();
    throw error;
  }
  return planned ?? '';
}

async function describe(place: CloudPlace, runId: string, speculative: boolean): Promise<string> {
  const blocking = speculative ? undefined : await findBlockingRun(place, runId);
  return blocking === undefined
    ? `Started ${runId}.`
    : `Started ${runId}, which waits until ${blocking} is finished, applied or discarded.`;
}
