import { Command } from 'commander';
import { RefusedError } from '../../core/problem';
import { defineEnvironmentsCommand } from '../command';
import type { CloudPlace } from './api';

const HELP = `
Runs stacks in Terraform Cloud, HCP Terraform or Terraform Enterprise through its API. The token is the one that
terraform itself would use: TF_TOKEN_<host>, or the one stored by terraform login. run looks in AWS for names that the plan
would create, as callvault plan does: if one exists, the run is discarded; what belongs to the stack is imported by a second run.

  callvault cloud run calls-prod --speculative     uploads the stack, plans it, prints the run's id
  callvault cloud plan run-CZcmD7eagjhyX0vN | callvault review
  callvault cloud apply run-CZcmD7eagjhyX0vN       applies exactly the plan that was reviewed

Exit codes: 0 done, 2 invalid input, 5 Terraform Cloud refused, or the plan failed.`;

/** `callvault cloud <run|plan|apply>` */
export function cloudCommand(): Command {
  return new Command('cloud')
    .description('Run stacks in Terraform Cloud, and read their plans.')
    .addHelpText('after', HELP)
    .addCommand(runCommand())
    .addCommand(planCommand())
    .addCommand(applyCommand());
}

interface RunFlags {
  readonly speculative?: boolean;
  readonly message: string;
}

function runCommand(): Command {
  return defineEnvironmentsCommand<[string, RunFlags]>(
    'run',
    async ({ environments }, id, { speculative = false, message }) => {
      const { runStack } = await import('./run-stack');
      const run = await runStack({
        id,
        environments,
        speculative,
        message,
        env: process.env,
        onStarted: console.error,
        onNote: console.error,
      });
      return { text: run, json: { run } };
    },
  )
    .description('Upload a stack and plan it; prints the id of the run.')
    .argument('<stack>', 'id of the stack, e.g. calls-prod')
    .option('--speculative', 'plan only: the run can never be applied')
    .option('--message <text>', 'message shown with the run', 'Planned by callvault');
}

function planCommand(): Command {
  return defineRunCommand('plan', async (place, runId) => {
    const { readCloudPlan: readPlan } = await import('./run');
    return readPlan(place, runId);
  }).description('Print the plan of a run as JSON, for callvault review.');
}

function applyCommand(): Command {
  return defineRunCommand('apply', async (place, runId) => {
    const { applyRun } = await import('./run');
    await applyRun(place, runId);
    return `applied ${runId}`;
  }).description('Apply a run: exactly the plan that it has.');
}

/** A command for an existing run, which prints what `run` returns. */
function defineRunCommand(
  name: string,
  run: (place: CloudPlace, runId: string) => Promise<string>,
): Command {
  return defineEnvironmentsCommand<[string, { environment?: string }]>(
    name,
    async ({ environments }, runId, { environment }) => {
      const [{ cloudPlace }, { findHost }] = await Promise.all([
        import('./api'),
        import('./target'),
      ]);
      const place = cloudPlace(findHost(environment, environments), process.env);
      return { text: await run(place, runId) };
    },
  )
    .argument('<run>', 'id of the run, e.g. run-CZcmD7eagjhyX0vN', parseRunId)
    .option(
      '--environment <name>',
      'environment of the run; required if environments name several hosts',
    );
}

function parseRunId(written: string): string {
  if (/^run-[A-Za-z0-9]{1,64}$/.test(written)) return written;
  throw RefusedError.of(
    'cloud-run-id',
    `${JSON.stringify(written)} is not the id of a run`,
    'Copy it from the end of the URL of the run: run- followed by letters and digits.',
  );
}
