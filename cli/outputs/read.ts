import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import type { Outputs } from '../../vendors/outputs';
import type { FoundStore } from '../find-store';
import { readState } from './state';

/** Where outputs are read from. */
export interface OutputsSource {
  /**
   * A file that `cdktf deploy --outputs-file` or `terraform output -json` has written.
   *
   * @default - the Terraform state
   */
  readonly file?: string | undefined;
  /** Environment that Terraform runs in. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The outputs of a store's stack, as it was deployed.
 *
 * @throws RefusedError for a file that holds none of them, and for a stack that is not deployed
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
  throw refused(`${where} holds no outputs of ${store.id}`, `Run cdktf deploy ${store.id} first.`);
}

function readFile(file: string, id: string): Outputs {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    throw refused(`${file} is not there`, 'Name a file that cdktf deploy --outputs-file wrote.');
  }
  try {
    const said = JSON.parse(text) as Record<string, unknown>;
    return plain((said[id] ?? said) as Record<string, unknown>);
  } catch {
    throw refused(`${file} is no JSON`, 'Name a file that cdktf deploy --outputs-file wrote.');
  }
}

/** `terraform output -json` writes `{ value, type, sensitive }` for each; what is sensitive stays out. */
function plain(said: Record<string, unknown>): Outputs {
  const entries = Object.entries(said).flatMap(([name, each]) => {
    const wrapped = each as { value?: unknown; sensitive?: unknown } | null;
    if (typeof wrapped !== 'object' || wrapped === null || !('sensitive' in wrapped)) {
      return [[name, each]];
    }
    return wrapped.sensitive === true ? [] : [[name, wrapped.value]];
  });
  return Object.fromEntries(entries) as Outputs;
}

function refused(what: string, fix: string): RefusedError {
  return new RefusedError([{ rule: 'stack-outputs', path: [], what, fix }]);
}
