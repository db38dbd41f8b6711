import { type Environment, stackIds } from '../config/environment';
import { environmentsFolder, readFolder } from '../config/files';
import { InvalidEnvironmentsError } from '../config/invalid';
import { renderLocated } from '../config/render';
import { selectStacks } from '../config/select';
import { loadValid } from '../config/valid';
import { withoutCommands } from '../core/printable';
import { RefusedError } from '../core/problem';
import { buildApp } from './app';
import { findCache } from './cache';

/**
 * The CDKTF app: writes the stacks of all environment files, or those that `CALLVAULT_STACKS` selects. What is wrong
 * with the files is printed, and the process then ends with exit code 2.
 */
export function synthesizeEnvironments(env: NodeJS.ProcessEnv = process.env): void {
  try {
    writeEnvironments(env);
  } catch (error) {
    const expected = [InvalidEnvironmentsError, RefusedError];
    if (!expected.some((type) => error instanceof type)) throw error;
    console.error(withoutCommands((error as Error).message));
    process.exitCode = 2;
  }
}

function writeEnvironments(env: NodeJS.ProcessEnv): void {
  const cache = findCache();
  const { environments, warnings } = loadValid(readFolder(environmentsFolder(env)), cache);
  const stacks = selectStacks(stackIds(environments), env.CALLVAULT_STACKS);
  for (const warning of warnings) console.error(withoutCommands(renderLocated(warning)));
  for (const note of notesOnAdoption(environments, stacks)) console.error(note);
  buildApp({ environments, stacks, cache }).synth();
}

/** Says which of the stacks have a bucket that existed before them: CDKTF writes no import blocks. */
export function notesOnAdoption(
  environments: readonly Environment[],
  stacks: readonly string[],
): string[] {
  return environments
    .flatMap((each) => each.stores)
    .filter(({ id, settings }) => settings.adopt === true && stacks.includes(id))
    .map(
      ({ id }) =>
        `${id}: cdktf deploy does not import the bucket that it adopts. Deploy it with callvault deploy ${id}, and then remove adopt: true.`,
    );
}
