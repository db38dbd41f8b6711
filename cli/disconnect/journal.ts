import type { KeySecret } from '../connect/key-secret';

/** Stage of the secret's version that contains the journal: a later run finds it there, on any machine. */
const STAGE = 'CALLVAULT_DISCONNECTION';

/** Progress of a disconnection. Only ids and times, never a key's secret. */
export interface DisconnectionJournal {
  /** The keys to delete. */
  readonly keyIds: readonly string[];
  /** When the vendor was known to be off, as an ISO time. */
  readonly stoppedAt: string;
}

/** The journal of an unfinished disconnection. @throws AwsRefusedError */
export async function readDisconnection(
  secret: KeySecret,
): Promise<DisconnectionJournal | undefined> {
  const journal = Object((await secret.read(STAGE))?.value) as Partial<DisconnectionJournal>;
  const { keyIds, stoppedAt } = journal;
  if (!Array.isArray(keyIds) || typeof stoppedAt !== 'string') return undefined;
  return { keyIds: keyIds as string[], stoppedAt };
}

/** @throws AwsRefusedError */
export async function writeDisconnection(
  secret: KeySecret,
  journal: DisconnectionJournal,
): Promise<void> {
  await secret.write(STAGE, journal);
}

/** Ends the journal of a finished disconnection. @throws AwsRefusedError */
export async function closeDisconnection(secret: KeySecret): Promise<void> {
  await secret.removeStage(STAGE);
}
