import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findCacheFolder } from '../../core/cache-folder';
import pMap from 'p-map';
import { NAMES } from './manifest';
import { type StackFolder, terraform } from './terraform';

/** Maximum number of concurrent plans: Terraform and its provider keep about one core busy. */
const AT_A_TIME = Math.min(2, os.availableParallelism());

/**
 * Percentage by which the memory of Terraform and its provider grows before garbage is collected. Most of a plan is the
 * start of the provider, which allocates much that stays in use: collecting early costs a fifth of the time.
 *
 * @see Go, package runtime, "Environment Variables", `GOGC`; the default is 100
 */
const GOGC = '400';

/**
 * Runs `terraform init` in stacks and then works on each, at most 2 concurrently. The providers are selected and
 * downloaded once, with the first stack: the others use its lock file and the same cache.
 *
 * @returns the results, in the order of the stacks
 * @throws AwsRefusedError with Terraform's last lines when it fails
 */
export async function withEachStack<T>(
  stacks: readonly StackFolder[],
  work: (stack: StackFolder) => Promise<T>,
): Promise<T[]> {
  const [first, ...others] = stacks.map((stack) => ({ ...stack, env: planningEnv(stack.env) }));
  if (!first) return [];
  await init(first);
  const lock = path.join(first.folder, NAMES.lock);
  const prepareAndWork = async (stack: StackFolder) => {
    if (stack !== first) {
      if (fs.existsSync(lock)) fs.copyFileSync(lock, path.join(stack.folder, NAMES.lock));
      await init(stack);
    }
    return work(stack);
  };
  return pMap([first, ...others], prepareAndWork, { concurrency: AT_A_TIME });
}

async function init(stack: StackFolder): Promise<void> {
  await terraform(stack, ['init', '-no-color']);
}

/** Variables that the caller has set are kept. */
function planningEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, GOGC: env.GOGC ?? GOGC, ...pluginCache(env) };
}

/** @see Terraform CLI documentation, "Provider Plugin Cache"; CDKTF's own variable disables it */
function pluginCache(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.TF_PLUGIN_CACHE_DIR !== undefined || env.CDKTF_DISABLE_PLUGIN_CACHE_ENV) return {};
  const folder = path.join(findCacheFolder(), 'terraform-plugins');
  fs.mkdirSync(folder, { recursive: true });
  return { TF_PLUGIN_CACHE_DIR: folder };
}
