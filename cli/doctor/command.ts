import type { Command } from 'commander';
import { RefusedError } from '../../core/problem';
import { defineStoreCommand } from '../command';
import { EXIT } from '../exit';

interface Flags {
  readonly probe: boolean;
  readonly write?: boolean;
  readonly asVendor?: string;
}

const HELP = `
Reads what is deployed and compares it with the environment file, link by link. Then it acts as the vendor as far as
possible: it assumes the role with the external id, or uses the key in the store's secret; writes a test object below
the prefix with each encryption header, then one of 6 MiB in one request and in parts; reads its properties; and
removes it. On AWS only the vendor can assume its
role: there the policies are compared, and nothing is written.
It uses your credentials, which assume the environment's deployer role if it has one.

If the vendor has an API and its credentials are set, as for callvault connect, its settings are checked too.

Exit codes: 0 no findings, 6 findings, 2 invalid input, 5 AWS refused.
docs/doctor.md explains each finding: what it means, how the vendor shows it, and what to do.`;

/** `callvault doctor <stack>` */
export function doctorCommand(): Command {
  return defineStoreCommand<Flags>('doctor', async ({ found, flags, env, onProgress }) => {
    const { probe, write = false, asVendor } = flags;
    const { environment, store } = found;
    if (asVendor !== undefined && !environment.localAws) throw needsLocalAws(environment.name);
    const [{ examine }, { askVendor }, { asDeployer }, { renderDiagnosis }] = await Promise.all([
      import('./doctor'),
      import('./ask-vendor'),
      import('../deployer'),
      import('./render'),
    ]);
    const diagnosis = await examine(found, {
      now: new Date(),
      onProgress,
      ...(probe && { probe: { write, asVendor, large: true } }),
      askVendor: async (live) => {
        const settings = await asDeployer(environment, store.region);
        return askVendor(found, live, { settings, env });
      },
    });
    return {
      text: renderDiagnosis(diagnosis),
      json: diagnosis,
      code: diagnosis.findings.length > 0 ? EXIT.findings : EXIT.ok,
    };
  })
    .description('Find out whether a vendor can write to its store, and if not, why.')
    .option('--no-probe', 'only read: do not act as the vendor')
    .option('--write', 'write a test object even if Object Lock prevents its removal')
    .option('--as-vendor <endpoint>', 'an endpoint of a local AWS that accepts us as the vendor')
    .addHelpText('after', HELP);
}

function needsLocalAws(environment: string): RefusedError {
  return RefusedError.of(
    'doctor-as-vendor',
    `--as-vendor works with a local AWS only, and ${environment} is on AWS itself`,
    'Leave it out; it is for environments with localAws.',
  );
}
