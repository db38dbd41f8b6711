import { buildApp } from './synth/app';
import { InvalidEnvironmentsError } from './config/valid';
import { DEFAULT_FOLDER, MissingFileError, readFolder } from './config/files';
import { RefusedError } from './core/problem';

/** The CDKTF app: what `cdktf synth`, `diff` and `deploy` run. */
function main(env: NodeJS.ProcessEnv): void {
  const app = buildApp({
    files: readFolder(env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER),
    stacks: env.CALLVAULT_STACKS,
    onWarning: (text) => {
      console.error(text);
    },
  });
  app.synth();
}

try {
  main(process.env);
} catch (error) {
  const known = [InvalidEnvironmentsError, RefusedError, MissingFileError];
  if (!known.some((type) => error instanceof type)) throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
