import { HOUR_MS } from '../../core/day';
import { RefusedError } from '../../core/problem';
import {
  nothingToDo,
  type RegistrationStep,
  type ShownRequest,
  type StepPlan,
} from '../../vendors/registration';
import { KeyCreation } from '../connect/key-creation';
import type { UserKey, UserKeys } from '../connect/user-keys';
import { closeJournal, readJournal } from '../rotate/journal';
import {
  closeDisconnection,
  type DisconnectionJournal,
  readDisconnection,
  writeDisconnection,
} from './journal';

/** How the keys of a store's user are taken out of use. */
export interface KeyStepOptions {
  readonly stack: string;
  readonly keys: UserKeys;
  /** Hours for which the keys stay active after the vendor was stopped, for uploads that are still running. */
  readonly graceHours: number;
  /** Whether the vendor was stopped only now, so that an earlier run does not count. */
  readonly justStopped: boolean;
  readonly now: () => Date;
  /** Deletes what the vendor stores for a key. @default - it stores nothing, or a person deletes it */
  readonly forget?: ((accessKeyId: string) => Promise<string>) | undefined;
  /** Called if the keys stay active until a later run. */
  readonly onWait: (until: string) => void;
}

/** Disables all keys of the store's user and deletes them, at the vendor and in IAM. */
export function keySteps(options: KeyStepOptions): RegistrationStep[] {
  const { userName } = options.keys;
  const atVendor = new KeysAtVendor(options);
  return [
    {
      id: 'access-key-off',
      title: `Access keys of ${userName} disabled`,
      plan: () => planDisabling(options, atVendor),
    },
    {
      id: 'access-key-deleted',
      title: `Access keys of ${userName} deleted`,
      plan: () => planDeletion(options, atVendor),
    },
  ];
}

/** What the vendor stores for keys. It refuses to forget a key that it still uses, so that no such key is disabled. */
class KeysAtVendor {
  private readonly forgotten = new Set<string>();

  constructor(private readonly options: Pick<KeyStepOptions, 'forget'>) {}

  requests(keys: readonly UserKey[]): ShownRequest[] {
    const { forget } = this.options;
    const left = forget ? keys.filter(({ accessKeyId }) => !this.forgotten.has(accessKeyId)) : [];
    return left.map(({ accessKeyId }) => ({
      method: 'DELETE',
      url: `<what the vendor stores for ${accessKeyId}>`,
    }));
  }

  async forget({ accessKeyId }: UserKey, onDone: (what: string) => void): Promise<void> {
    const { forget } = this.options;
    if (!forget || this.forgotten.has(accessKeyId)) return;
    onDone(await forget(accessKeyId));
    this.forgotten.add(accessKeyId);
  }
}

const ids = (keys: readonly UserKey[]) => keys.map(({ accessKeyId }) => accessKeyId).join(', ');

async function planDisabling(options: KeyStepOptions, atVendor: KeysAtVendor): Promise<StepPlan> {
  const { keys, now, onWait } = options;
  const active = (await keys.list()).filter((each) => each.active);
  const before = await readJournalOf(active, options);
  if (active.length === 0) return nothingToDo(`No access key of ${keys.userName} is active.`);
  const journal = before ?? {
    keyIds: active.map(({ accessKeyId }) => accessKeyId),
    stoppedAt: now().toISOString(),
  };
  const until = endOfGrace(journal, options);
  const waits = now().getTime() < Date.parse(until);
  if (waits) onWait(until);
  const stay = `${ids(active)} stay active until ${until}.`;
  if (before && waits) return nothingToDo(stay);
  const record = { method: 'secretsmanager:PutSecretValue', url: keys.secret.name, body: journal };
  const disabling = active.map((each) => disablingRequest(keys, each));
  return {
    says: `Active: ${ids(active)}.`,
    requests: [
      ...(before ? [] : [record]),
      ...(waits ? [] : [...atVendor.requests(active), ...disabling]),
    ],
    ...(!waits && {
      loses: `${ids(active)} would stop working, and recordings that are still being uploaded would not arrive`,
    }),
    act: async (onDone) => {
      if (before) await refuseUsed(active, options);
      else await writeDisconnection(keys.secret, journal);
      if (waits) return stay;
      for (const each of active) await atVendor.forget(each, onDone);
      for (const { accessKeyId } of active) {
        await keys.disable(accessKeyId);
        onDone(`Disabled ${accessKeyId}.`);
      }
      return `Disabled ${ids(active)}.`;
    },
  };
}

const disablingRequest = ({ userName }: UserKeys, { accessKeyId }: UserKey): ShownRequest => ({
  method: 'iam:UpdateAccessKey',
  url: `${userName}/${accessKeyId}`,
  body: { Status: 'Inactive' },
});

/** The journal of an earlier run, unless the vendor has been registered again since. */
async function readJournalOf(
  active: readonly UserKey[],
  { keys, justStopped }: KeyStepOptions,
): Promise<DisconnectionJournal | undefined> {
  const journal = await readDisconnection(keys.secret);
  const same = active.every(({ accessKeyId }) => journal?.keyIds.includes(accessKeyId));
  return justStopped || !same ? undefined : journal;
}

const endOfGrace = (
  { stoppedAt }: Pick<DisconnectionJournal, 'stoppedAt'>,
  { graceHours }: Pick<KeyStepOptions, 'graceHours'>,
): string => new Date(Date.parse(stoppedAt) + graceHours * HOUR_MS).toISOString();

/** A key that was used in the last hour of the grace period is not one that nothing needs. */
async function refuseUsed(
  active: readonly UserKey[],
  { keys, now, stack, graceHours }: KeyStepOptions,
): Promise<void> {
  if (graceHours === 0) return;
  for (const { accessKeyId } of active) {
    const used = await keys.lastUsed(accessKeyId);
    if (used && used.getTime() > now().getTime() - HOUR_MS) {
      throw RefusedError.of(
        'disconnect-still-used',
        `${accessKeyId} was used at ${used.toISOString()}, although the vendor was stopped`,
        `Find out what still uses it, and run callvault disconnect ${stack} again; without --grace-hours the key is disabled at once.`,
      );
    }
  }
}

async function planDeletion(options: KeyStepOptions, atVendor: KeysAtVendor): Promise<StepPlan> {
  const { keys, now } = options;
  const all = await keys.list();
  const journal = await readDisconnection(keys.secret);
  const stoppedAt = journal?.stoppedAt ?? now().toISOString();
  const waits = now().getTime() < Date.parse(endOfGrace({ stoppedAt }, options));
  if (all.some(({ active }) => waits && active)) {
    return nothingToDo(`${ids(all)} are deleted by a run after that.`);
  }
  const isOpen = await hasOpenJournal(keys);
  // What an earlier run deleted in IAM only after the vendor had forgotten it needs no second look.
  if (all.length === 0 && !isOpen) return nothingToDo(`${keys.userName} has no access key.`);
  return {
    says: all.length === 0 ? 'They are deleted, but that was not recorded.' : `Left: ${ids(all)}.`,
    requests: [
      ...atVendor.requests(all.filter((each) => !each.active)),
      ...all.map(({ accessKeyId }) => ({
        method: 'iam:DeleteAccessKey',
        url: `${keys.userName}/${accessKeyId}`,
      })),
      ...(isOpen ? [closing(keys)] : []),
    ],
    ...(all.length > 0 && { loses: `${ids(all)} would be deleted` }),
    act: (onDone) => deleteKeys(all, atVendor, { keys, onDone }),
  };
}

async function deleteKeys(
  all: readonly UserKey[],
  atVendor: KeysAtVendor,
  { keys, onDone }: Pick<KeyStepOptions, 'keys'> & { readonly onDone: (what: string) => void },
): Promise<string> {
  for (const each of all) {
    await atVendor.forget(each, onDone);
    await keys.delete(each.accessKeyId);
    onDone(`Deleted ${each.accessKeyId}.`);
  }
  await closeJournal(keys.secret);
  await new KeyCreation(keys, onDone).close();
  await closeDisconnection(keys.secret);
  return all.length === 0 ? 'Closed the journal.' : `Deleted ${ids(all)}.`;
}

const hasOpenJournal = async (keys: UserKeys): Promise<boolean> =>
  (await readDisconnection(keys.secret)) !== undefined ||
  (await readJournal(keys.secret)) !== undefined ||
  (await new KeyCreation(keys, () => undefined).isOpen());

const closing = ({ secret }: UserKeys): ShownRequest => ({
  method: 'secretsmanager:UpdateSecretVersionStage',
  url: `${secret.name}/CALLVAULT_*`,
});
