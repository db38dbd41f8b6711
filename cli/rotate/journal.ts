import type { KeySecret } from '../connect/key-secret';

/** Stage of the secret's version that contains the journal: a later run finds it there, on any machine. */
const STAGE = 'CALLVAULT_ROTATION';

/** Progress of a rotation. Only ids and times, never a key's secret. */
export interface Journal {
  /** The key to replace. */
  readonly oldKeyId: string;
  /** ISO time. */
  readonly startedAt: string;
  /** The new key. @default - it is not in the secret yet */
  readonly newKeyId?: string;
  /** When the vendor had the new key, as an ISO time. @default - not yet */
  readonly handedOverAt?: string;
  /** When the old key was disabled, as an ISO time. @default - not yet */
  readonly inactivatedAt?: string;
}

/** The journal of an unfinished rotation. @throws AwsRefusedError */
export async function readJournal(secret: KeySecret): Promise<Journal | undefined> {
  const journal = Object(await secret.readJson(STAGE)) as Partial<Journal>;
  const { oldKeyId, startedAt } = journal;
  if (typeof oldKeyId !== 'string' || typeof startedAt !== 'string') return undefined;
  return { ...journal, oldKeyId, startedAt };
}

/** @throws AwsRefusedError */
export async function writeJournal(secret: KeySecret, journal: Journal): Promise<void> {
  await secret.putJson(journal, STAGE);
}

/** Ends the journal of a finished rotation. @throws AwsRefusedError */
export async function closeJournal(secret: KeySecret): Promise<void> {
  await secret.removeStage(STAGE);
}
