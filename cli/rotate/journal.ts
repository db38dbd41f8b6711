import type { UserKeys } from '../connect/user-keys';

/** The label of the version of the store's secret that holds the journal: whoever goes on, from wherever, finds it. */
const STAGE = 'CALLVAULT_ROTATION';

/** Where a rotation is. Only ids and times: a secret is never in it. */
export interface Journal {
  /** The key that goes. */
  readonly oldKeyId: string;
  /** When it was begun, ISO 8601. */
  readonly startedAt: string;
  /** The key that comes. @default - it is not in the secret yet */
  readonly newKeyId?: string;
  /** When the vendor was given the new key. @default - not yet */
  readonly handedOverAt?: string;
  /** When the old key was switched off. @default - not yet */
  readonly inactivatedAt?: string;
}

/** The journal of a rotation that is not over. @throws AwsRefusedError */
export async function readJournal(keys: UserKeys): Promise<Journal | undefined> {
  const said = (await keys.readJson(STAGE)) as Partial<Journal> | null | undefined;
  const { oldKeyId, startedAt } = said ?? {};
  if (typeof oldKeyId !== 'string' || typeof startedAt !== 'string') return undefined;
  return { ...said, oldKeyId, startedAt };
}

/** Writes the journal. @throws AwsRefusedError */
export async function writeJournal(keys: UserKeys, journal: Journal): Promise<void> {
  await keys.putJson(journal, STAGE);
}

/** Closes the journal of a rotation that is over. @throws AwsRefusedError */
export async function closeJournal(keys: UserKeys): Promise<void> {
  await keys.removeStage(STAGE);
}
