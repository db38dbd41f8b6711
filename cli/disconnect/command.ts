import { type Command, InvalidArgumentError } from 'commander';
import { defineStoreCommand } from '../command';
import { describeCredentials } from '../connect/command';
import { EXIT } from '../exit';

interface Flags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly stopped?: boolean;
  readonly graceHours?: number;
}

const HELP = `
Switches off what callvault connect has switched on, asks the vendor whether it has stopped, and then disables and deletes
the access keys of the store's user, in IAM and at the vendor. Nothing that Terraform manages changes, and no recording
is deleted. Run it before a store is removed from its environment file; callvault connect undoes it. It can be interrupted
at any time and run again from any machine. Credentials are read as by callvault connect:
${describeCredentials()}
If the vendor has no API for this, a person stops it; --stopped says that this was done.

Exit codes: 0 the vendor is stopped, or its keys wait for the grace period; 6 steps need --yes or a person or, with
--dry-run, are pending; 3 failed after a change (run it again), 2 invalid input, 5 AWS or the vendor refused before any
change.`;

/** `callvault disconnect <stack>` */
export function disconnectCommand(): Command {
  return defineStoreCommand<Flags>('disconnect', async ({ found, flags, env, onProgress }) => {
    const [{ disconnect }, { renderDisconnected }] = await Promise.all([
      import('./disconnect'),
      import('./render'),
    ]);
    const disconnected = await disconnect({ ...flags, found, env, onStep: onProgress });
    return {
      text: renderDisconnected(disconnected),
      json: disconnected,
      code: ['pending', 'hand-over'].includes(disconnected.state) ? EXIT.findings : EXIT.ok,
    };
  })
    .description('Stop a vendor from writing to a store, and delete its access keys.')
    .option('--dry-run', 'show each request that would change something')
    .option('--yes', 'stop the vendor and delete its access keys')
    .option('--stopped', 'the vendor was stopped by hand: leave its API alone')
    .option('--grace-hours <hours>', 'hours for which the access keys stay active', hours)
    .addHelpText('after', HELP);
}

function hours(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a whole number.');
}
