import { Command, CommanderError } from 'commander';
import { bootstrapCommand } from './bootstrap/command';
import { checkCommand } from './check/command';
import { cloudCommand } from './cloud/command';
import { connectCommand } from './connect/command';
import { differenceCommand } from './difference/command';
import { doctorCommand } from './doctor/command';
import { environmentsCommand } from './environments/command';
import { explainCommand } from './explain/command';
import { migrateCommand } from './migrate/command';
import { outputsCommand } from './outputs/command';
import { applyCommand, digestCommand, planCommand } from './plan/command';
import { postCommand } from './post/command';
import { rangesCommand } from './ranges/command';
import { reviewCommand } from './review/command';
import { rotateCommand } from './rotate/command';
import { validateCommand } from './validate/command';
import { EXIT, exitCodeOf } from './exit';

/** Runs the command line and gives its exit code. Nothing else prints errors. */
async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command('callvault')
    .description('Customer-owned S3 storage for call recordings.')
    .addHelpText('after', EXIT_HELP)
    .exitOverride()
    .showHelpAfterError('Run callvault --help for what there is.');
  for (const command of [
    ...[validateCommand, explainCommand, rangesCommand],
    ...[connectCommand, rotateCommand, doctorCommand, outputsCommand],
    ...[checkCommand, migrateCommand, reviewCommand, bootstrapCommand],
    ...[planCommand, digestCommand, applyCommand],
    ...[environmentsCommand, differenceCommand],
    ...[postCommand, cloudCommand],
  ]) {
    program.addCommand(
      command((result) => {
        code = result;
      }).exitOverride(),
    );
  }
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    console.error(message(error));
    return exitCodeOf(error);
  }
}

const EXIT_HELP = `
Exit codes: 0 done, 1 unexpected, 2 wrong input, 3 partly done (run it again), 5 AWS or the
vendor refused, 6 something was found, or has changed.
Environment files are read from environments/, or from the folder CALLVAULT_ENVIRONMENTS names.`;

/** Errors we made ourselves are for people; a bug shows its stack. */
function message(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return exitCodeOf(error) === EXIT.unexpected ? (error.stack ?? error.message) : error.message;
}

/** Whoever reads our output may stop (`| head`). What was begun is finished all the same. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void main(process.argv).then((code) => {
  process.exitCode = code;
});
