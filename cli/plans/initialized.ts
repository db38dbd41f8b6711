import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { PROVIDER_LOCK } from '../../config/provider-lock';
import type { StackFolder } from './terraform';

/** Terraform's own folder in a stack: the providers, and the backend that was initialized. */
const DATA = '.terraform';

/** In {@link DATA}: the digest of everything that the last `terraform init` depended on. */
const RECORD = 'callvault-init';

/** Backends whose initialization depends on nothing but the configuration. */
const BACKENDS: readonly string[] = ['s3', 'local'];

/** With these, `terraform init` may do more, or elsewhere. */
const CHANGING = ['TF_DATA_DIR', 'TF_WORKSPACE', 'TF_CLI_ARGS', 'TF_CLI_ARGS_init'];

/** Settings of the log, and values of Terraform's variables, of which stacks have none. */
const UNRELATED = /^TF_(?:LOG|VAR_)/;

/** The part of a synthesized stack that `terraform init` reads. */
interface Configuration {
  readonly terraform?: { readonly backend?: object; readonly cloud?: object };
  readonly module?: object;
}

/**
 * Runs `terraform init` in a stack, unless it was run there before with the same configuration, providers, backend, version
 * of Terraform and variables, and can change nothing: it reads the whole provider, which takes a quarter of the time of a
 * plan without changes. Terraform itself checks backend and providers again in each plan.
 */
export async function initUnlessDone(stack: StackFolder, init: () => Promise<void>): Promise<void> {
  const record = recordOf(stack);
  if (fs.existsSync(record) && fs.readFileSync(record, 'utf8') === digestOf(stack)) return;
  forgetInit(stack);
  await init();
  const digest = digestOf(stack);
  if (digest !== undefined) fs.writeFileSync(record, digest);
}

/** Makes the next {@link initUnlessDone} run `terraform init`. */
export function forgetInit(stack: StackFolder): void {
  fs.rmSync(recordOf(stack), { force: true });
}

const recordOf = ({ folder }: StackFolder) => path.join(folder, DATA, RECORD);

/** The digest of what `terraform init` depends on and has written; undefined where it has to run each time. */
function digestOf({ folder, env, version }: StackFolder): string | undefined {
  const read = (...names: string[]) => {
    const file = path.join(folder, ...names);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  };
  const configuration = JSON.parse(read('cdk.tf.json') || '{}') as Configuration;
  const backend = read(DATA, 'terraform.tfstate');
  const changing = CHANGING.some((name) => env[name]) || read(DATA, 'environment') !== '';
  if (version === undefined || changing || backend === '' || !isKnown(configuration)) {
    return undefined;
  }
  const variables = Object.entries(env).filter(
    ([name]) => name.startsWith('TF_') && !UNRELATED.test(name),
  );
  const parts = [
    configuration.terraform,
    backend,
    read(PROVIDER_LOCK),
    version,
    variables.sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function isKnown({ terraform: settings, module }: Configuration): boolean {
  const backends = Object.keys(settings?.backend ?? {});
  return module === undefined && backends.length === 1 && BACKENDS.includes(String(backends[0]));
}
