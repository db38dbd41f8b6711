import { Command } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { RefusedError } from '../../core/problem';
import { explainAwsError } from '../aws';
import { asDeployer } from '../deployer';
import { askVendor } from './ask-vendor';
import { type Diagnosis, examine } from './doctor';
import { renderDiagnosis } from './render';
import { EXIT } from '../exit';
import { type FoundStore, findStore } from '../find-store';
import { withProgress } from '../progress';

interface Flags {
  readonly probe: boolean;
  readonly write?: boolean;
  readonly asVendor?: string;
  readonly json?: boolean;
}

const HELP = `
Reads what is deployed and compares it with what the file says, link by link. Then it acts as the vendor, as far as that
is possible: it takes on the role with the external id, or uses the key in the store's secret; writes a test object below
the prefix with each encryption header; looks at it; and removes it. On AWS only the vendor itself may take on its role:
then the policies are compared, and nothing is written.
It uses your credentials, which take on the environment's deployer where it has one.

Where the vendor has an API and its credentials are set, as for callvault connect, it is asked what it has.

Exit codes: 0 nothing is wrong, 6 something is, 2 wrong input, 5 AWS refused.
docs/doctor.md says of each finding what it means, how the vendor shows it, and what to do.`;

/** `callvault doctor <stack>` */
export function doctorCommand(exit: (code: number) => void): Command {
  return new Command('doctor')
    .description('Find out why a vendor cannot write to its store, or that it can.')
    .argument('<stack>', 'id of a store’s stack, e.g. calls-prod')
    .option('--no-probe', 'only read: do not act as the vendor')
    .option('--write', 'write a test object even where Object Lock will not let it go')
    .option('--as-vendor <endpoint>', 'an endpoint of a local AWS that takes us for the vendor')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, flags: Flags) => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const diagnosis = await diagnose(findStore(id, files), flags);
      console.log(
        flags.json === true ? JSON.stringify(diagnosis, null, 2) : renderDiagnosis(diagnosis),
      );
      exit(diagnosis.findings.length > 0 ? EXIT.findings : EXIT.ok);
    });
}

async function diagnose(
  found: FoundStore,
  { probe, write = false, asVendor, json = false }: Flags,
): Promise<Diagnosis> {
  if (asVendor !== undefined && !found.environment.localAws) throw onlyLocal(found);
  try {
    return await withProgress(found.store.id, json, (onProgress) =>
      examine(found, {
        ...{ now: new Date(), onProgress },
        ...(probe && { probe: { write, asVendor } }),
        askVendor: async (live) => {
          const settings = await asDeployer(found.environment, found.store.region);
          return askVendor(found, live, { settings, env: process.env });
        },
      }),
    );
  } catch (error) {
    throw explainAwsError(error, found.store.id);
  }
}

function onlyLocal({ environment }: FoundStore): RefusedError {
  return new RefusedError([
    {
      rule: 'doctor-as-vendor',
      path: [],
      what: `--as-vendor is given, and ${environment.name} is on AWS itself, where only the vendor is the vendor`,
      fix: 'Leave it out; it is for environments with localAws.',
    },
  ]);
}
