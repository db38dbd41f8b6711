/** Minimum hours between disabling the old key and deleting it: time to notice that something still uses it. */
export const GRACE_HOURS = 24;
