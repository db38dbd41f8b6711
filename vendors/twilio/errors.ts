/** Why Twilio could not write, and the codes that say so. */
const CAUSES: readonly { readonly meaning: string; readonly codes: readonly string[] }[] = [
  {
    meaning: 'the URL is not the URL of an S3 bucket',
    codes: ['53600', '53610', '53620', '53664'],
  },
  {
    meaning: 'the access key or its secret is wrong',
    codes: ['53601', '53611', '53621', '53665'],
  },
  {
    meaning: "the public key of Twilio's own encryption is wrong or no longer exists",
    codes: ['53602', '53612', '53614', '53622', '53624', '53666', '53668'],
  },
  {
    meaning: 'the AWS credential no longer exists at Twilio',
    codes: ['53613', '53623', '53667'],
  },
  {
    meaning:
      'the bucket denies access: the user may not put objects there, or the bucket encrypts with SSE-S3, which Twilio does not support',
    codes: ['53615', '53625', '53669'],
  },
  {
    meaning: 'the upload failed and will be tried again',
    codes: ['53604'],
  },
  {
    meaning: 'the upload failed for too long, and the recording is LOST: Twilio has deleted it',
    codes: ['53616'],
  },
];

/**
 * What one of Twilio's codes around S3 means for recordings.
 *
 * @returns undefined for a code that is not about S3
 * @see Twilio documentation, "Error and Warning Dictionary", 53600 to 53669
 */
export function tryExplainCode(code: string | undefined): string | undefined {
  return CAUSES.find(({ codes }) => code !== undefined && codes.includes(code))?.meaning;
}
