import { Secret } from './secret';

/** A user's access key. */
export interface AccessKey {
  /** `AKIA…`; not a secret. */
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

/** The access key in the value of a secret; undefined for a secret that holds something else. */
export function tryParseAccessKey(value: unknown): AccessKey | undefined {
  const { accessKeyId, secretAccessKey } = Object(value) as Record<string, unknown>;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
}
