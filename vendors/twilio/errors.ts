/** Why Twilio could not write, by the last digit of its codes for the settings of recordings. */
const CAUSES = {
  url: 'the URL is not that of an S3 bucket',
  key: 'the access key or its secret is wrong',
  credential: 'the AWS credential is no longer at Twilio',
  denied:
    'the bucket denies access: the user may not put objects there, or the bucket encrypts with SSE-S3, which Twilio does not support',
  lost: 'the upload was tried for too long, and the recording is LOST: Twilio has deleted it',
  later: 'the upload failed and will be tried again',
};

/**
 * Twilio's codes around S3, as its Debugger shows them.
 *
 * @see Twilio documentation, "Error and Warning Dictionary", 53600 to 53669
 */
const CODES: Readonly<Record<string, string>> = {
  ...{ 53600: CAUSES.url, 53610: CAUSES.url, 53620: CAUSES.url, 53664: CAUSES.url },
  ...{ 53601: CAUSES.key, 53611: CAUSES.key, 53621: CAUSES.key, 53665: CAUSES.key },
  ...{ 53613: CAUSES.credential, 53623: CAUSES.credential, 53667: CAUSES.credential },
  ...{ 53615: CAUSES.denied, 53625: CAUSES.denied, 53669: CAUSES.denied },
  ...{ 53604: CAUSES.later, 53616: CAUSES.lost },
};

/** What one of Twilio's codes means for recordings; undefined for a code that is not about S3. */
export function tryExplainCode(code: string | undefined): string | undefined {
  return code === undefined ? undefined : CODES[code];
}
