import type { Command } from 'commander';
import { environmentsFolder } from '../../config/files';
import { dayOf } from '../../core/day';
import type { Gate } from '../../review/finding';
import { defineCommand } from '../command';
import { EXIT } from '../exit';
import { failOnOption } from '../fail-on';

const HELP = `
Synthesizes the environment files with two versions of callvault, without credentials and before any plan, and says
what changes in each stack: resources that are created, updated, replaced or removed, the findings of the review, and
every attribute that differs. A version is one that npm has (1.2.0, latest), a tarball of npm pack, a folder of a
project or of a clone, or a branch or tag of this repository, whose lock file names it. Packages are installed into a
temporary folder, without scripts.

  callvault upgrade-check                   the installed version, and the newest one
  callvault upgrade-check --to 1.3.0        the installed version, and another one
  npx callvault@1.3.0 upgrade-check         the installed version, and the one that runs
  callvault upgrade-check --from 1.1.0      another version, and the one that runs

Exit codes: 0 nothing stops the upgrade, 6 findings stop it or, with --detailed-exitcode, stacks change, 2 a version
cannot be installed, or cannot synthesize the environments.`;

interface Flags {
  readonly from?: string;
  readonly to?: string;
  readonly failOn?: readonly Gate[];
  readonly detailedExitcode?: boolean;
}

/** `callvault upgrade-check` */
export function upgradeCheckCommand(): Command {
  return defineCommand<[Flags]>('upgrade-check', async (flags) => {
    const [{ checkUpgrade }, { renderUpgrade }, { defaultVersions }, { tryReadAcceptances }, json] =
      await Promise.all([
        import('./upgrade-check'),
        import('./render'),
        import('./version'),
        import('../difference/side'),
        import('../../review/render/json'),
      ]);
    const { failOn = [], detailedExitcode = false } = flags;
    const { report, ...upgrade } = await checkUpgrade({
      ...defaultVersions(flags),
      acceptances: tryReadAcceptances(environmentsFolder(process.env)),
      failOn,
      today: dayOf(Date.now()),
      env: process.env,
    });
    const { from, to, stacks, unchanged } = upgrade;
    const isChanged = detailedExitcode && stacks.length > 0;
    return {
      text: renderUpgrade({ report, ...upgrade }),
      json: { from, to, stacks, unchanged, review: json.reportAsData(report) },
      code: report.stopped || isChanged ? EXIT.findings : EXIT.ok,
    };
  })
    .description('Show what another version of callvault changes in the stacks, before any plan.')
    .option('--from <version>', 'the version before the upgrade')
    .option('--to <version>', 'the version after the upgrade')
    .addOption(failOnOption())
    .option('--detailed-exitcode', 'end with exit code 6 if stacks change')
    .addHelpText('after', HELP);
}
