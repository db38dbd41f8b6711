/**
 * Objects of up to this size are not recordings: test files of vendors and of callvault, folders, and uploads that
 * failed.
 */
export const LARGEST_TEST_BYTES = 256;
