import { Command } from 'commander';
import { ownVersion } from '../core/package-root';
import { withoutCommands } from '../core/printable';
import { adoptCommand } from './adopt/command';
import { applyCommand } from './apply/command';
import { bootstrapCommand } from './bootstrap/command';
import { checkCommand } from './check/command';
import { cloudCommand } from './cloud/command';
import { completionCommand } from './completion/command';
import { connectCommand } from './connect/command';
import { costCommand } from './cost/command';
import { dashboardCommand } from './dashboard/command';
import { deployCommand, destroyCommand, diffCommand } from './deploy/command';
import { differenceCommand } from './difference/command';
import { digestCommand } from './digest/command';
import { disconnectCommand } from './disconnect/command';
import { doctorCommand } from './doctor/command';
import { environmentsCommand } from './environments/command';
import { EXAMPLES } from './command-examples';
import { eraseCommand } from './erase/command';
import { explainCommand } from './explain/command';
import { findCommand } from './find/command';
import { holdCommand } from './hold/command';
import { initCommand } from './init/command';
import { migrateCommand } from './migrate/command';
import { outputsCommand } from './outputs/command';
import { planCommand } from './plan/command';
import { postCommand } from './post/command';
import { enterProject, resolveUserPaths } from './project-folder';
import { rangesCommand } from './ranges/command';
import { reportCommand } from './report/command';
import { restoreCommand } from './restore/command';
import { retireCommand } from './retire/command';
import { reviewCommand } from './review/command';
import { rotateCommand } from './rotate/command';
import { ruleCommand } from './rule/command';
import { statusCommand } from './status/command';
import { synthCommand } from './synth/command';
import { upgradeCheckCommand } from './upgrade-check/command';
import { validateCommand } from './validate/command';

const GROUPS = {
  'Start:': [initCommand, validateCommand, ruleCommand, bootstrapCommand, completionCommand],
  'Deployment:': [synthCommand, diffCommand, deployCommand, destroyCommand],
  'Stores:': [
    statusCommand,
    reportCommand,
    explainCommand,
    findCommand,
    restoreCommand,
    holdCommand,
    eraseCommand,
    connectCommand,
    rotateCommand,
    disconnectCommand,
    outputsCommand,
    doctorCommand,
    costCommand,
    checkCommand,
    migrateCommand,
    adoptCommand,
    retireCommand,
    rangesCommand,
    dashboardCommand,
  ],
  'Review and plans:': [reviewCommand, planCommand, applyCommand, upgradeCheckCommand],
  'For workflows:': [
    environmentsCommand,
    differenceCommand,
    digestCommand,
    postCommand,
    cloudCommand,
  ],
};

const HELP = `
Exit codes: 0 done, 1 unexpected error, 2 invalid input, 3 partly done (run it again), 5 AWS or the vendor
refused, 6 there are findings or changes, 130 interrupted.
Environment files are read from environments/ of the project that contains the current folder, or from the folder that
CALLVAULT_ENVIRONMENTS names.`;

/** The whole command line. Each command loads the code it needs when it is run. */
export function buildProgram(): Command {
  const program = new Command('callvault')
    .description('Customer-owned S3 storage for call recordings.')
    .version(ownVersion(), '--version', 'print the version')
    .addHelpText('after', HELP)
    .showHelpAfterError('Run callvault --help for all commands.')
    .hook('preAction', (_, action) => {
      // A new project may be created within another one.
      if (action.name() === 'init') return;
      enterProject();
      resolveUserPaths(action);
    });
  for (const [group, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(group);
    for (const command of commands) program.addCommand(withExamples(command()));
  }
  throwErrors(program);
  return program;
}

function withExamples(command: Command): Command {
  const lines = (EXAMPLES[command.name()] ?? []).map((example) => `  ${example}`);
  return lines.length === 0
    ? command
    : command.addHelpText('after', ['\nExamples:', ...lines].join('\n'));
}

/**
 * Commander throws instead of ending the process, and prints what was typed without workflow commands; with --json the
 * error is printed as data. Commands that were added do not inherit this.
 */
function throwErrors(command: Command): void {
  command.exitOverride().configureOutput({
    writeErr: (text) => {
      if (!process.argv.includes('--json')) process.stderr.write(withoutCommands(text));
    },
  });
  for (const each of command.commands) {
    const names = [each.parent?.parent?.name(), each.parent?.name(), each.name()];
    each.showHelpAfterError(`Run ${names.filter(Boolean).join(' ')} --help for its usage.`);
    throwErrors(each);
  }
}
