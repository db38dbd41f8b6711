import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import pMap from 'p-map';
import { findCacheFolder } from '../../launch/cache-folder';
import { NAMES } from './manifest';
import { type StackFolder, terraform } from './terraform';

/** Plans at a time: Terraform and its provider keep about a core busy. */
const AT_A_TIME = Math.min(2, os.availableParallelism());

/**
 * How much the memory of Terraform and its provider grows before it is cleaned up, in percent. Most of a plan is the
 * provider's start, which makes a lot that stays: cleaning up early costs a fifth of the time.
 *
 * @see Go, package runtime, "Environment Variables", `GOGC`; it is 100 unless something else is said
 */
const GOGC = '400';

/**
 * Prepares stacks and does something with each, two at a time. The providers are chosen once, with the first stack, and
 * downloaded once: the others take its lock file, and the same cache.
 *
 * @returns what came of each, in the order of the stacks
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

/** What the caller has set counts. */
function planningEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, GOGC: env.GOGC ?? GOGC, ...pluginCache(env) };
}

/** @see Terraform CLI documentation, "Provider Plugin Cache"; the second variable is CDKTF's, to use none */
function pluginCache(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.TF_PLUGIN_CACHE_DIR !== undefined || env.CDKTF_DISABLE_PLUGIN_CACHE_ENV) return {};
  const folder = path.join(findCacheFolder(), 'terraform-plugins');
  fs.mkdirSync(folder, { recursive: true });
  return { TF_PLUGIN_CACHE_DIR: folder };
}
