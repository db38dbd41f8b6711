import { Command } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { explainAwsError } from '../aws';
import { type Connected, connect } from '../connect/connect';
import { renderConnected } from '../connect/render';
import { EXIT } from '../exit';
import { findStore } from '../find-store';
import { paste, renderPaste } from '../outputs/paste';
import { readOutputs } from '../outputs/read';
import { withProgress } from '../progress';

interface Flags {
  readonly outputs?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const HELP = `
Run it after each deploy: what is there is found, and only what differs is changed. AWS is asked as the environment's
deployer. Credentials of the vendor are read from the environment, or from the secret in Secrets Manager that
CALLVAULT_VENDOR_SECRET names, a JSON object with the same names:
  Genesys   GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET: an OAuth client with the grant Client Credentials
  Twilio    TWILIO_API_KEY, TWILIO_API_SECRET, or TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN
Where a vendor has no API for it, what to enter is shown.

Exit codes: 0 the vendor has it right, 6 something is not right or, with --dry-run, would be changed, 3 failed after
something was done (run it again), 2 wrong input, 5 AWS or the vendor refused before anything was done.`;

/** `callvault connect <stack>` */
export function connectCommand(exit: (code: number) => void): Command {
  return new Command('connect')
    .description('Tell the vendor about a store, and prove that the vendor has it right.')
    .argument('<stack>', 'id of a store’s stack, e.g. calls-prod')
    .option(
      '--outputs <file>',
      'what cdktf deploy --outputs-file has written; else the Terraform state',
    )
    .option('--dry-run', 'show each request that would change something, with secrets masked')
    .option('--yes', 'also do what gives up something, e.g. another bucket that is in use')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, flags: Flags) => {
      const found = findStore(id, readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER));
      const outputs = await readOutputs(found, { file: flags.outputs, env: process.env });
      const { dryRun, yes, json = false } = flags;
      const options = { found, outputs, env: process.env, dryRun, yes };
      const connected = await withProgress(id, json, (onStep) =>
        connect({ ...options, onStep }).catch((error: unknown) => {
          throw explainAwsError(error, id);
        }),
      );
      const byHand = connected.steps.length === 0;
      const asked = byHand ? paste(found.store, outputs) : undefined;
      console.log(
        json
          ? JSON.stringify({ ...connected, ...(asked && { enter: asked }) }, null, 2)
          : [...(asked ? [renderPaste(asked)] : []), renderConnected(connected)].join('\n'),
      );
      exit(codeOf(connected));
    });
}

function codeOf({ steps, findings }: Connected): number {
  const open = steps.some(({ state }) => state === 'would-change' || state === 'needs-yes');
  return open || findings.length > 0 ? EXIT.findings : EXIT.ok;
}
