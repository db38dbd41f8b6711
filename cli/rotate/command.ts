import { type Command, InvalidArgumentError } from 'commander';
import { defineStoreCommand } from '../command';
import { EXIT } from '../exit';
import { OUTPUTS_OPTION } from '../outputs/option';
import { GRACE_HOURS } from './grace-hours';

interface Flags {
  readonly outputs?: string;
  readonly ifOlderThan?: number;
  readonly graceHours?: number;
  readonly handedOver?: boolean;
}

const HELP = `
The vendor can write at any time: the new key is created, tested, given to the vendor and verified there before the
old key is disabled. Run the command again ${GRACE_HOURS} hours later to delete the old key. It can be interrupted at any time and
run again from any machine: its progress is kept in the store's secret, the only place with the key's secret. The
vendor's credentials are the same as for callvault connect.

Exit codes: 0 done, waiting for the grace period, or not due; 6 the vendor does not have the new key, or a person has to
hand it over; 3 failed after a change (run it again), 2 invalid input, 5 AWS or the vendor refused.`;

/** `callvault rotate <stack>` */
export function rotateCommand(): Command {
  return defineStoreCommand<Flags>('rotate', async ({ found, flags, env, onProgress }) => {
    const [{ rotate }, { renderRotated }, { readOutputs }, { accessKeySecretName }] =
      await Promise.all([
        import('./rotate'),
        import('./render'),
        import('../outputs/read'),
        import('../../store/store'),
      ]);
    const rotated = await rotate({
      found,
      outputs: await readOutputs(found, { file: flags.outputs, env }),
      env,
      olderThanDays: flags.ifOlderThan,
      graceHours: flags.graceHours,
      handedOver: flags.handedOver,
      onStep: onProgress,
    });
    return {
      text: renderRotated(rotated, accessKeySecretName(found.store.nameId)),
      json: rotated,
      code: ['refused', 'hand-over'].includes(rotated.state) ? EXIT.findings : EXIT.ok,
    };
  })
    .description('Replace the access key a vendor writes with, without interruption.')
    .option('--if-older-than <days>', 'rotate only a key of at least this age', wholeNumber)
    .option('--grace-hours <hours>', 'hours until the old key is deleted, at least 24', graceHours)
    .option('--handed-over', 'the new key was handed over to the vendor by hand')
    .option(...OUTPUTS_OPTION)
    .addHelpText('after', HELP);
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a whole number.');
}

function graceHours(text: string): number {
  const hours = wholeNumber(text);
  if (hours >= GRACE_HOURS) return hours;
  throw new InvalidArgumentError(`The minimum is ${GRACE_HOURS}.`);
}
