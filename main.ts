import { stackIds } from './config/environment';
import { environmentsFolder, MissingFileError, readFolder } from './config/files';
import { InvalidEnvironmentsError } from './config/invalid';
import { renderLocated } from './config/render';
import { selectStacks } from './config/select';
import { loadValid } from './config/valid';
import { withoutCommands } from './core/printable';
import { RefusedError } from './core/problem';
import { buildApp } from './synth/app';
import { findCache } from './synth/cache';

/** The CDKTF app: what `cdktf synth`, `diff` and `deploy` run. */
function main(env: NodeJS.ProcessEnv): void {
  const cache = findCache();
  const { environments, warnings } = loadValid(readFolder(environmentsFolder(env)), cache);
  const stacks = selectStacks(stackIds(environments), env.CALLVAULT_STACKS);
  for (const warning of warnings) console.error(withoutCommands(renderLocated(warning)));
  buildApp({ environments, stacks, cache }).synth();
}

try {
  main(process.env);
} catch (error) {
  const expected = [InvalidEnvironmentsError, RefusedError, MissingFileError];
  if (!expected.some((type) => error instanceof type)) throw error;
  console.error(withoutCommands((error as Error).message));
  process.exitCode = 2;
}
