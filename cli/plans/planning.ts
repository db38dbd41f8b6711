import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findCacheFolder } from '../../core/cache-folder';
import pMap from 'p-map';
import { NAMES } from './manifest';
import { initStack } from './previous-state';
import { type StackFolder, terraform } from './terraform';

/** Maximum number of concurrent plans or applies: Terraform and its provider keep about one core busy. */
export const AT_A_TIME = Math.min(2, os.availableParallelism());

/**
 * Percentage by which the memory of Terraform and its provider grows before garbage is collected. Most of a plan is the
 * start of the provider, which allocates much that stays in use: collecting early costs a fifth of the time.
 *
 * @see Go, package runtime, "Environment Variables", `GOGC`; the default is 100
 */
const GOGC = '400';

/** How {@link withEachStack} works. */
export interface EachStackOptions<T> {
  /** Returns the result of a stack that failed; the other stacks go on. @default - the error is thrown */
  readonly onFailure?: (stack: StackFolder, error: unknown) => T;
  /** @default 2, or 1 on a machine with one core */
  readonly concurrency?: number | undefined;
  /** Whether the folders stay, and `terraform init` runs only where it has something to do. @default false */
  readonly stay?: boolean;
}

/**
 * Runs `terraform init` in stacks and then works on each, at most 2 concurrently. The providers are selected and
 * downloaded once, with the first stack that can be initialized: the others use its lock file and the same cache.
 *
 * @returns the results, in the order of the stacks
 * @throws AwsRefusedError with Terraform's last lines when it fails
 */
export async function withEachStack<T>(
  stacks: readonly StackFolder[],
  work: (stack: StackFolder) => Promise<T>,
  { onFailure = rethrow, concurrency = AT_A_TIME, stay = false }: EachStackOptions<T> = {},
): Promise<T[]> {
  const version = stay ? await versionFor(stacks) : undefined;
  const all = stacks.map((stack) => ({ ...stack, env: planningEnv(stack.env), version }));
  const begun = await initFirst(all);
  const lock = [...begun.keys()]
    .map(({ folder }) => path.join(folder, NAMES.lock))
    .find((file) => fs.existsSync(file));
  const prepareAndWork = async (stack: StackFolder) => {
    try {
      if (lock !== undefined && !begun.has(stack)) {
        fs.copyFileSync(lock, path.join(stack.folder, NAMES.lock));
      }
      await (begun.get(stack) ?? initStack(stack));
      return await work(stack);
    } catch (error) {
      return onFailure(stack, error);
    }
  };
  return pMap(all, prepareAndWork, { concurrency });
}

/** The first line that `terraform version` prints: below, it lists the providers of a stack. */
async function versionFor([stack]: readonly StackFolder[]): Promise<string | undefined> {
  return stack && (await terraform(stack, ['version'])).split('\n')[0];
}

function rethrow(_: StackFolder, error: unknown): never {
  throw error;
}

/** Initializes one stack of each environment after the other, until one of them succeeds. */
async function initFirst(
  stacks: readonly StackFolder[],
): Promise<ReadonlyMap<StackFolder, Promise<void>>> {
  const begun = new Map<StackFolder, Promise<void>>();
  const environments = new Map([...stacks].reverse().map((each) => [each.environment, each]));
  for (const stack of stacks.filter((each) => environments.get(each.environment) === each)) {
    const initialized = initStack(stack);
    begun.set(stack, initialized);
    const [{ status }] = await Promise.allSettled([initialized]);
    if (status === 'fulfilled') break;
  }
  return begun;
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
