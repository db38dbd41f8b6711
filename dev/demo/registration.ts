import type { Store } from '../../store/store';
import { callvault } from './vendors';
import type { Workspace } from './workspace';

/** How a vendor was told about its store, in sentences. */
export interface StoreRegistration {
  /** What `callvault connect` did, or what it says a person enters, and where. */
  readonly connect: readonly string[];
  /** What `callvault rotate` did. @default - the vendor has no key */
  readonly rotate?: readonly string[];
  /** What `callvault doctor` says in the end. */
  readonly doctor: readonly string[];
}

interface Connected {
  readonly steps: readonly { readonly title: string; readonly says: string }[];
  readonly enter?: { readonly where: string; readonly values: Readonly<Record<string, unknown>> };
}

/**
 * Tells a store's vendor about it, replaces the key of one that has one, and has it looked at, with the real command line.
 *
 * @throws Error when either did not come to its end
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
  return { connect, ...rotated, doctor: ['Nothing is wrong.', ...(notes as string[])] };
}

async function succeed(workspace: Workspace, command: string, id: string) {
  const { code, json } = await callvault(workspace, command, id);
  if (code === 0) return json;
  throw new Error(`callvault ${command} ${id} ended with ${code}: ${JSON.stringify(json)}`);
}
