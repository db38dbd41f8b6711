import * as fs from 'node:fs';
import * as path from 'node:path';
import { runOrThrow } from '../cli/process/run';

/** Git needs an author. The configuration of the user who runs the tests or the benchmarks is not used. */
export const GIT_ENVIRONMENT = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/**
 * Clones the project with the uncommitted changes of its working tree, so that the current code runs. The clone has one
 * environment file and uses the installed packages of this one.
 *
 * @param environment - text of `environments/local.yaml`
 */
export async function cloneProject(
  clone: string,
  environment: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await runOrThrow('git', ['clone', '--quiet', process.cwd(), clone], { env });
  const { stdout } = await runOrThrow('git', ['ls-files', '-mo', '--exclude-standard'], { env });
  for (const name of stdout.split('\n').filter((each) => each !== '' && fs.existsSync(each))) {
    fs.cpSync(name, path.join(clone, name));
  }
  fs.symlinkSync(path.resolve('node_modules'), path.join(clone, 'node_modules'));
  fs.rmSync(path.join(clone, 'environments'), { recursive: true, force: true });
  fs.mkdirSync(path.join(clone, 'environments'));
  fs.writeFileSync(path.join(clone, 'environments', 'local.yaml'), environment);
  const git = (...args: string[]) => runOrThrow('git', args, { cwd: clone, env });
  await git('checkout', '--quiet', '-B', 'main');
  await git('add', '--all', '--', '.', ':!node_modules');
  await git('commit', '--quiet', '--message', 'base');
}
