import type { KeySecret, SecretVersion } from '../connect/key-secret';

/** Stage of the secret's version that contains the journal: a later run finds it there, on any machine. */
const STAGE = 'CALLVAULT_ROTATION';

/** Progress of a rotation. Only ids and times, never a key's secret. */
export interface Journal {
  /** The key to replace. */
  readonly oldKeyId: string;
  /** ISO time. All times are AWS's. */
  readonly startedAt: string;
  /** The new key. @default - it is not in the secret yet */
  readonly newKeyId?: string;
  /** New keys that were deleted in IAM before this one replaced them. @default - none */
  readonly replacedKeyIds?: readonly string[];
  /** When the vendor had the new key, as an ISO time. @default - not yet */
  readonly handedOverAt?: string;
  /** When the old key was disabled, as an ISO time. @default - not yet */
  readonly inactivatedAt?: string;
}

/** The journal of an unfinished rotation. @throws AwsRefusedError */
export async function readJournal(
  secret: Pick<KeySecret, 'read'>,
): Promise<SecretVersion<Journal> | undefined> {
  const version = await secret.read(STAGE);
  const journal = Object(version?.value) as Partial<Journal>;
  const { oldKeyId, startedAt } = journal;
  if (!version || typeof oldKeyId !== 'string' || typeof startedAt !== 'string') return undefined;
  return { id: version.id, value: { ...journal, oldKeyId, startedAt } };
}

/**
 * Replaces the journal, or begins one.
 *
 * @param before - id of the version that was read. @default - there was none
 * @throws AwsRefusedError, also if another run has written the journal since
 */
export async function writeJournal(
  secret: KeySecret,
  before: string | undefined,
  value: Journal,
): Promise<SecretVersion<Journal>> {
  return { id: await secret.replace(STAGE, before, value), value };
}

/** Ends the journal of a finished rotation. @throws AwsRefusedError */
export async function closeJournal(secret: Pick<KeySecret, 'removeStage'>): Promise<void> {
  await secret.removeStage(STAGE);
}
