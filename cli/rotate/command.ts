import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { accessKeySecretName } from '../../store/store';
import { explainAwsError } from '../aws';
import { EXIT } from '../exit';
import { findStore } from '../find-store';
import { readOutputs } from '../outputs/read';
import { withProgress } from '../progress';
import { renderRotated } from './render';
import { GRACE_HOURS } from './grace-hours';
import { rotate, type RotateResult } from './rotate';

interface Flags {
  readonly outputs?: string;
  readonly ifOlderThan?: number;
  readonly graceHours?: number;
  readonly handedOver?: boolean;
  readonly json?: boolean;
}

const HELP = `
The vendor can write at every moment: the new key is made, tried, given to the vendor and proven before the old one is
switched off; ${GRACE_HOURS} hours later, when this is run again, the old one is deleted. It can be ended at any moment and run
again, from anywhere: where it is stands in the store's secret, and a key's secret nowhere else. Credentials of the
vendor as for callvault connect.

Exit codes: 0 done, waiting for the grace period, or not due; 6 the vendor does not have it right, or a person has to hand
the key over; 3 failed after something was done (run it again), 2 wrong input, 5 AWS or the vendor refused.`;

/** `callvault rotate <stack>` */
export function rotateCommand(exit: (code: number) => void): Command {
  return new Command('rotate')
    .description('Replace the access key a vendor writes with, without a gap.')
    .argument('<stack>', 'id of a store’s stack, e.g. video-prod')
    .option('--if-older-than <days>', 'only when the key is at least so many days old', wholeNumber)
    .option('--grace-hours <hours>', 'before the old key is deleted, at least 24', graceHours)
    .option('--handed-over', 'the new key was given to the vendor by hand')
    .option(
      '--outputs <file>',
      'what cdktf deploy --outputs-file has written; else the Terraform state',
    )
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, flags: Flags) => {
      const found = findStore(id, readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER));
      const outputs = await readOutputs(found, { file: flags.outputs, env: process.env });
      const { json = false, ifOlderThan: olderThanDays, handedOver } = flags;
      const options = { found, outputs, env: process.env, olderThanDays, handedOver };
      const rotated = await withProgress(id, json, (onStep) =>
        rotate({ ...options, graceHours: flags.graceHours, onStep }).catch((error: unknown) => {
          throw explainAwsError(error, id);
        }),
      );
      console.log(
        json
          ? JSON.stringify(rotated, null, 2)
          : renderRotated(rotated, accessKeySecretName(found.store.id)),
      );
      exit(codeOf(rotated));
    });
}

function codeOf({ state }: RotateResult): number {
  return state === 'refused' || state === 'hand-over' ? EXIT.findings : EXIT.ok;
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no whole number.');
}

function graceHours(text: string): number {
  const hours = wholeNumber(text);
  if (hours >= GRACE_HOURS) return hours;
  throw new InvalidArgumentError(`The least is ${GRACE_HOURS}.`);
}
