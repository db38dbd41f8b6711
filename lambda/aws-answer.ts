/** An error as the AWS SDK throws it. */
type SdkError = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

const BUSY = /Throttl|TooMany|SlowDown|RequestLimit|RequestTimeout/;

/**
 * What AWS answered to a request that it refused, such as `AccessDenied: …`.
 *
 * @throws the error itself if AWS has decided nothing: it was busy, or did not answer
 */
export function answerOf(error: unknown): string {
  const { name, message, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 500;
  if (status >= 500 || status === 429 || BUSY.test(name)) throw error;
  return `${name}: ${message}`;
}
