import { Command } from 'commander';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../synth/app';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { RefusedError } from '../../core/problem';
import { cloudPlace } from './api';
import { archiveStack } from './archive';
import { applyRun, readPlan, startRun } from './run';
import { findHost, findTarget } from './target';
import { EXIT } from '../exit';

const HELP = `
Runs stacks in Terraform Cloud, HCP Terraform or Terraform Enterprise through its API. The token is the one
that terraform itself would use: TF_TOKEN_<host>, or what terraform login left.

  callvault cloud run calls-prod --speculative     uploads the stack, plans it, prints the run's id
  callvault cloud plan run-CZcmD7eagjhyX0vN | callvault review
  callvault cloud apply run-CZcmD7eagjhyX0vN       applies exactly the plan that was read

Exit codes: 0 done, 2 wrong input, 5 Terraform Cloud refused, or the plan failed.`;

type Exit = (code: number) => void;

/** `callvault cloud <run|plan|apply>` */
export function cloudCommand(exit: Exit): Command {
  return new Command('cloud')
    .description('Run stacks in Terraform Cloud, and read their plans.')
    .addHelpText('after', HELP)
    .addCommand(runCommand(exit))
    .addCommand(planCommand(exit))
    .addCommand(applyCommand(exit));
}

interface RunFlags {
  readonly speculative?: boolean;
  readonly message: string;
}

function runCommand(exit: Exit): Command {
  return new Command('run')
    .description('Upload a stack and plan it; prints the id of the run.')
    .argument('<stack>', 'id of the stack, e.g. calls-prod')
    .option('--speculative', 'only to look at: the run can never be applied')
    .option('--message <text>', 'what people read beside the run', 'Planned by callvault')
    .action(async (id: string, { speculative = false, message }: RunFlags) => {
      const files = readEnvironments();
      const { host, organization, workspace } = findTarget(id, files);
      const place = cloudPlace(host, process.env);
      const archive = await archiveOf(id, files);
      const runId = await startRun(place, {
        ...{ organization, workspace, archive, message, speculative },
      });
      await readPlan(place, runId);
      console.log(runId);
      exit(EXIT.ok);
    })
    .exitOverride();
}

function planCommand(exit: Exit): Command {
  return new Command('plan')
    .description('Print the plan of a run as JSON, for callvault review.')
    .argument('<run>', 'id of the run, e.g. run-CZcmD7eagjhyX0vN')
    .option('--environment <name>', 'whose Terraform Cloud it is; needed where there are several')
    .action(async (runId: string, { environment }: { environment?: string }) => {
      const host = findHost(environment, readEnvironments());
      console.log(await readPlan(cloudPlace(host, process.env), parseRunId(runId)));
      exit(EXIT.ok);
    })
    .exitOverride();
}

function applyCommand(exit: Exit): Command {
  return new Command('apply')
    .description('Apply a run: exactly the plan that it has.')
    .argument('<run>', 'id of the run, e.g. run-CZcmD7eagjhyX0vN')
    .option('--environment <name>', 'whose Terraform Cloud it is; needed where there are several')
    .action(async (runId: string, { environment }: { environment?: string }) => {
      const host = findHost(environment, readEnvironments());
      await applyRun(cloudPlace(host, process.env), parseRunId(runId));
      console.log(`applied ${runId}`);
      exit(EXIT.ok);
    })
    .exitOverride();
}

function readEnvironments(): EnvironmentFile[] {
  return readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
}

/** The stack as it is written now, with the code of its functions; nothing of an older synthesis. */
async function archiveOf(
  id: string,
  files: readonly EnvironmentFile[],
): Promise<Buffer<ArrayBuffer>> {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-cloud-'));
  try {
    buildApp({ files, stacks: id, outdir }).synth();
    return await archiveStack(path.join(outdir, 'stacks', id));
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

function parseRunId(written: string): string {
  if (/^run-[A-Za-z0-9]{1,64}$/.test(written)) return written;
  throw new RefusedError([
    {
      rule: 'cloud-run-id',
      path: [],
      what: `${JSON.stringify(written)} is no id of a run`,
      fix: 'Write it as it stands at the end of the address of the run: run- and letters and digits.',
    },
  ]);
}
