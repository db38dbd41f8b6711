import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { buildApp } from '../../synth/app';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import { cloudPlace } from './api';
import { archiveStack } from './archive';
import { findBlockingRun, readCloudPlan, type RunRequest, startRun } from './run';
import { findTarget } from './target';

interface StackRun extends Pick<RunRequest, 'speculative' | 'message'> {
  /** Id of the stack. */
  readonly id: string;
  readonly environments: readonly Environment[];
  /** Environment variables, for the token. */
  readonly env: NodeJS.ProcessEnv;
  /** Called once the run is started: it goes on if this process ends. */
  readonly onStarted: (what: string) => void;
}

/**
 * Synthesizes and uploads a stack with the code of its functions, starts a run, and waits for its plan.
 *
 * @returns the id of the run
 */
export function runStack({
  id,
  environments,
  env,
  onStarted,
  ...request
}: StackRun): Promise<string> {
  const { host, ...target } = findTarget(id, environments);
  const place = cloudPlace(host, env);
  return inTemporaryFolder(async (outdir) => {
    buildApp({ environments, stacks: [id], outdir }).synth();
    const archive = await archiveStack(path.join(outdir, 'stacks', id));
    const runId = await startRun(place, { ...request, ...target, archive });
    const blocking = request.speculative ? undefined : await findBlockingRun(place, runId);
    onStarted(
      blocking === undefined
        ? `Started ${runId}.`
        : `Started ${runId}, which waits until ${blocking} is finished, applied or discarded.`,
    );
    await readCloudPlan(place, runId);
    return runId;
  });
}
