import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCacheFolder } from '../core/cache-folder';
import { findProviderMirror } from './provider-mirror';
import { testEnvironment } from './test-environment';

/** The caller's Terraform variables that are kept: the log level and the log file. */
const KEPT = /^TF_LOG/;

/**
 * Percent by which the heap of a Go program grows between garbage collections; Go's default is 100.
 *
 * Terraform and the AWS provider build some hundred megabytes of schema in each run: at 400, a plan of a
 * store uses a third less CPU time, for about 140 MiB more per process.
 *
 * @see Go documentation, "A Guide to the Go Garbage Collector", "GOGC"
 */
const GOGC = '400';

/**
 * The environment to run terraform and cdktf in: no real account, no prompts, no telemetry,
 * and the AWS provider from a mirror if the machine has one.
 *
 * Every `TF_*` variable of the caller except `TF_LOG*` is dropped: a workspace, arguments or a data
 * folder that are set for other work would change what is tested.
 *
 * @param folder - a temporary folder of the caller, for the configuration files
 * @param sharedFolders - as in {@link findProviderMirror}
 */
export function terraformEnvironment(
  folder: string,
  env: NodeJS.ProcessEnv,
  sharedFolders?: readonly string[],
): NodeJS.ProcessEnv {
  const mirror = findProviderMirror(env, sharedFolders);
  const cliConfig = join(folder, 'terraform-cli.tfrc');
  const awsConfig = join(folder, 'aws-config');
  mkdirSync(folder, { recursive: true });
  writeFileSync(cliConfig, renderCliConfig(mirror));
  writeFileSync(awsConfig, '');
  return {
    ...withoutTerraform(testEnvironment(env)),
    // Without the caller's profiles, regions and endpoints.
    AWS_CONFIG_FILE: awsConfig,
    AWS_SHARED_CREDENTIALS_FILE: awsConfig,
    TF_CLI_CONFIG_FILE: cliConfig,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    GOGC: env.GOGC ?? GOGC,
    ...(mirror ? FROM_MIRROR : fromRegistry()),
  };
}

/** With a mirror the provider is linked, not copied; without this, cdktf would set a cache in the home folder. */
const FROM_MIRROR = { CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' };

/** Where Terraform keeps the providers that it downloads. */
export const pluginCacheFolder = () => join(findCacheFolder(), 'terraform-plugins');

/**
 * Hundreds of megabytes are downloaded once instead of once per stack.
 *
 * @see Terraform CLI documentation, "Provider Plugin Cache": without the second variable the cache
 * is not used in a folder that has no lock file yet, and a synthesized stack has none
 */
function fromRegistry(): NodeJS.ProcessEnv {
  const cache = pluginCacheFolder();
  mkdirSync(cache, { recursive: true });
  return {
    TF_PLUGIN_CACHE_DIR: cache,
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1',
  };
}

function withoutTerraform(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // TERRAFORM_CONFIG is the older name of TF_CLI_CONFIG_FILE.
  const dropped = (name: string) =>
    (name.startsWith('TF_') && !KEPT.test(name)) || name === 'TERRAFORM_CONFIG';
  return Object.fromEntries(Object.entries(env).filter(([name]) => !dropped(name)));
}

/** Terraform's CLI configuration: the AWS provider from the mirror, all others from the registry. */
export function renderCliConfig(mirror: string | undefined): string {
  const lines = ['disable_checkpoint = true'];
  if (mirror !== undefined) {
    const aws = '"registry.terraform.io/hashicorp/aws"';
    lines.push(
      'provider_installation {',
      '  filesystem_mirror {',
      `    path    = ${JSON.stringify(mirror)}`,
      `    include = [${aws}]`,
      '  }',
      '  direct {',
      `    exclude = [${aws}]`,
      '  }',
      '}',
    );
  }
  return `${lines.join('\n')}\n`;
}
