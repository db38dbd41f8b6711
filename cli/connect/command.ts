import type { Command } from 'commander';
import { defineStoreCommand } from '../command';
import { EXIT } from '../exit';
import { OUTPUTS_OPTION } from '../outputs/option';
import { vendors } from '../../vendors';
import type { Vendor } from '../../vendors/vendor';
import type { ConnectResult } from './connect';

interface Flags {
  readonly outputs?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly byHand?: boolean;
}

/** The credentials of each vendor that has an API, for help texts. */
export function describeCredentials(): string {
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
Run it after each deployment: it compares the vendor's settings with the store and changes only what differs. It
reaches AWS as the environment's deployer. The vendor's credentials are read from the environment variables below, or
from the secret in Secrets Manager that CALLVAULT_VENDOR_SECRET names: a JSON object with the same names.
${describeCredentials()}
If the vendor has no API for this, or with --by-hand, it shows what to enter by hand, and examines the store as callvault
doctor does. An access key is still created, and put into the store's secret. A checklist at the end names what no API of
the vendor sets or shows.

Exit codes: 0 what was compared is right, 6 there are findings or, with --dry-run, pending changes, 3 failed after a
change (run it again), 2 invalid input, 5 AWS or the vendor refused before any change.`;

/** `callvault connect <stack>` */
export function connectCommand(): Command {
  return defineStoreCommand<Flags>('connect', async ({ found, flags, env, onProgress }) => {
    const [{ connect }, { renderConnected }, { readOutputs }] = await Promise.all([
      import('./connect'),
      import('./render'),
      import('../outputs/read'),
    ]);
    const outputs = await readOutputs(found, { file: flags.outputs, env });
    const { dryRun } = flags;
    const connected = await connect({ ...flags, found, outputs, env, onStep: onProgress });
    const code = codeOf(connected);
    if (!connected.byHand) return { text: renderConnected(connected), json: connected, code };
    const { showManualRegistration } = await import('./manual-registration');
    const { namingWhatWasDone } = await import('./steps');
    return namingWhatWasDone(`callvault connect ${found.store.id}`, (onDone) => {
      for (const { state, says } of connected.steps) if (state === 'changed') onDone(says);
      return showManualRegistration(connected, { found, outputs, dryRun, onProgress, code });
    });
  })
    .description('Register a store with its vendor, and verify the registration.')
    .option(...OUTPUTS_OPTION)
    .option('--dry-run', 'show each request that would change something, with secrets masked')
    .option('--yes', 'also replace what is in use, e.g. another bucket')
    .option('--by-hand', 'create the access key, but leave the API of the vendor alone')
    .addHelpText('after', HELP);
}

function codeOf({ steps, findings }: ConnectResult): number {
  const open = steps.some(({ state }) => state === 'would-change' || state === 'needs-yes');
  return open || findings.length > 0 ? EXIT.findings : EXIT.ok;
}
