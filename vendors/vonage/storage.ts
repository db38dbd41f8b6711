import type { Store } from '../../store/store';
import type { VonageSettings } from './settings';

/** What is shown or sent for a key. */
export interface KeyText {
  readonly accessKey: string;
  readonly secretKey: string;
}

/**
 * The archive storage of a project, whole: a request replaces it.
 *
 * @see Vonage, "Amazon S3 server-side encryption"
 */
export function archiveStorage(
  { bucketName, settings }: Store<VonageSettings>,
  key: KeyText,
): Record<string, string | Record<string, string>> {
  return {
    type: 's3',
    config: { bucket: bucketName, ...key, sse: 's3' },
    fallback: settings.fallback ?? 'opentok',
  };
}
