/** Name of the file that a canary writes, in the folder of its store. It is not a recording. */
export const CANARY_FILE = 'callvault-canary.txt';

/** Whether a key is that of a canary's file: also once the store has no canary any more. */
export function isCanaryFile(key: string): boolean {
  return key === CANARY_FILE || key.endsWith(`/${CANARY_FILE}`);
}
