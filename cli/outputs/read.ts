import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import type { Outputs } from '../../vendors/outputs';
import type { FoundStore } from '../find-store';
import { readState } from './state';

/** Where outputs are read from. */
export interface OutputsSource {
  /**
   * A file written by `cdktf deploy --outputs-file` or `terraform output -json`.
   *
   * @default - the Terraform state
   */
  readonly file?: string | undefined;
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The outputs of a store's deployed stack.
 *
 * @throws RefusedError for a file without its outputs, and for a stack that is not deployed
 * @throws AwsRefusedError when Terraform cannot read the state
 */
export async function readOutputs(
  { store, environment }: FoundStore,
  { file, env }: OutputsSource,
): Promise<Outputs> {
  const outputs =
    file === undefined ? await readState(store.id, environment, env) : readFile(file, store.id);
  if (Object.keys(outputs).length > 0) return outputs;
  const where = file ?? 'its Terraform state';
  throw refused(
    `${where} contains no outputs of ${store.id}`,
    `Run cdktf deploy ${store.id} first.`,
  );
}

const NAME_A_FILE = 'Name a file written by cdktf deploy --outputs-file.';

function readFile(file: string, id: string): Outputs {
  if (!fs.existsSync(file)) throw refused(`${file} does not exist`, NAME_A_FILE);
  try {
    const all = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    return plainValues((all[id] ?? all) as Record<string, unknown>);
  } catch (cause) {
    throw refused(`${file} is not a JSON file of outputs`, NAME_A_FILE).causedBy(cause);
  }
}

/** `terraform output -json` writes `{ value, type, sensitive }` for each output. Sensitive ones are left out. */
function plainValues(outputs: Record<string, unknown>): Outputs {
  const entries = Object.entries(outputs).flatMap(([name, output]) => {
    const wrapped = output as { value?: unknown; sensitive?: unknown } | null;
    if (typeof wrapped !== 'object' || wrapped === null || !('sensitive' in wrapped)) {
      return [[name, output]];
    }
    return wrapped.sensitive === true ? [] : [[name, wrapped.value]];
  });
  return Object.fromEntries(entries) as Outputs;
}

const refused = (what: string, fix: string) => RefusedError.of('stack-outputs', what, fix);
