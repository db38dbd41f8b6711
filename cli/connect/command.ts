import { Command } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { explainAwsError } from '../aws';
import { type Connected, connect, type ConnectOptions } from './connect';
import { renderConnected } from './render';
import { type Diagnosis, examine } from '../doctor/doctor';
import { renderDiagnosis } from '../doctor/render';
import { EXIT } from '../exit';
import { findStore } from '../find-store';
import { paste, renderPaste } from '../outputs/paste';
import { readOutputs } from '../outputs/read';
import { withProgress } from '../progress';
import { vendors } from '../../vendors';
import type { Vendor } from '../../vendors/vendor';

interface Flags {
  readonly outputs?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** The credentials of each vendor that has an API. */
function describeCredentials(): string {
  const described = Object.entries<Pick<Vendor, 'credentials'>>(vendors).flatMap(
    ([name, { credentials }]) => {
      if (!credentials) return [];
      const sets = credentials.sets.map((names) => names.join(', '));
      return [`  ${name.padEnd(9)} ${sets.join(', or ')}: ${credentials.about}`];
    },
  );
  return described.join('\n');
}

const HELP = `
Run it after each deploy: what is there is found, and only what differs is changed. AWS is asked as the environment's
deployer. Credentials of the vendor are read from the environment, or from the secret in Secrets Manager that
CALLVAULT_VENDOR_SECRET names, a JSON object with the same names:
${describeCredentials()}
Where a vendor has no API for it, what to enter is shown, and the store is looked at as by callvault doctor.

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
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const found = findStore(id, files);
      const outputs = await readOutputs(found, { file: flags.outputs, env: process.env });
      const { json = false } = flags;
      const { connected, diagnosis } = await withProgress(id, json, (onStep) =>
        tell({ found, outputs, flags, onStep }).catch((error: unknown) => {
          throw explainAwsError(error, id);
        }),
      );
      const asked = diagnosis && paste(found.store, outputs);
      console.log(
        json
          ? JSON.stringify({ ...connected, ...(asked && { enter: asked, diagnosis }) }, null, 2)
          : [
              renderConnected(connected),
              ...(asked ? [renderPaste(asked), '', renderDiagnosis(diagnosis)] : []),
            ].join('\n'),
      );
      exit(diagnosis && diagnosis.findings.length > 0 ? EXIT.findings : codeOf(connected));
    });
}

interface Telling extends Pick<ConnectOptions, 'found' | 'outputs' | 'onStep'> {
  readonly flags: Flags;
}

/** Where a person has to tell the vendor, the store is looked at in the vendor's place. */
async function tell({
  flags: { dryRun, yes },
  ...told
}: Telling): Promise<{ connected: Connected; diagnosis?: Diagnosis }> {
  const connected = await connect({ ...told, env: process.env, dryRun, yes });
  if (!connected.byHand) return { connected };
  const { found, onStep } = told;
  const probe = dryRun === true ? {} : { probe: { write: false } };
  const options = { now: new Date(), ...probe };
  return {
    connected,
    diagnosis: await examine(found, { ...options, ...(onStep && { onProgress: onStep }) }),
  };
}

function codeOf({ steps, findings }: Connected): number {
  const open = steps.some(({ state }) => state === 'would-change' || state === 'needs-yes');
  return open || findings.length > 0 ? EXIT.findings : EXIT.ok;
}
