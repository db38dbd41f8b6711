import type { Store } from '../../store/store';
import { callvault } from './vendors';
import type { Workspace } from './workspace';

/** What was done to register a store with its vendor, in sentences. */
export interface StoreRegistration {
  /** What `callvault connect` did, or the values it asks the user to enter at the vendor. */
  readonly connect: readonly string[];
  /** What `callvault rotate` did. @default - the vendor has no access key */
  readonly rotate?: readonly string[];
  /** The result of `callvault doctor`. */
  readonly doctor: readonly string[];
}

interface Connected {
  readonly steps: readonly { readonly title: string; readonly says: string }[];
  readonly enter?: { readonly where: string; readonly values: Readonly<Record<string, unknown>> };
}

/**
 * Registers a store with its vendor, rotates its access key if it has one, and diagnoses it, with the real command line.
 *
 * @throws Error if one of the commands fails
 */
export async function registerStore(
  workspace: Workspace,
  store: Store,
): Promise<StoreRegistration> {
  const { steps, enter } = (await succeed(workspace, 'connect', store.id)) as unknown as Connected;
  const connect = enter
    ? [
        `${enter.where}: ${Object.entries(enter.values)
          .map(([name, value]) => `${name} = ${String(value)}`)
          .join(', ')}`,
      ]
    : steps.map(({ title, says }) => `${title}: ${says}`);
  const rotated =
    store.profile.access.kind === 'iam-user'
      ? { rotate: (await succeed(workspace, 'rotate', store.id)).did as string[] }
      : {};
  const { notes } = await succeed(workspace, 'doctor', store.id);
  return { connect, ...rotated, doctor: ['doctor found no problems.', ...(notes as string[])] };
}

async function succeed(workspace: Workspace, command: string, id: string) {
  const { code, json } = await callvault(workspace, command, id);
  if (code === 0) return json;
  throw new Error(`callvault ${command} ${id} exited with code ${code}: ${JSON.stringify(json)}`);
}
