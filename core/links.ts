/**
 * The links between a vendor and a recording in the bucket, in the order in which an upload passes them; then what copies
 * and monitors recordings.
 *
 * Canaries report the number of a link, from 1, as a metric: a new link comes last.
 */
export const LINKS = [
  'registration',
  'credential',
  'role',
  'trust',
  'external id',
  'policy',
  'prefix',
  'key',
  'bucket',
  'network',
  'lock',
  'lifecycle',
  'replication',
  'monitoring',
] as const;

/** One of {@link LINKS}. */
export type Link = (typeof LINKS)[number];
