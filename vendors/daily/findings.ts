import type { VendorFinding } from '../registration';
import type { VendorSeverity } from '../vendor';
import type { DailyDomain, RecordingsBucket } from './api';

/** What the registration can find. */
export const DAILY_FINDINGS = {
  'daily-domain': 'broken',
  'daily-bucket-off': 'broken',
  'daily-bucket-other': 'broken',
  'daily-role-other': 'broken',
  'daily-api-access': 'risk',
} as const satisfies Record<string, VendorSeverity>;

const CONNECT = 'Run npx callvault connect.';

/** What a domain's setting is when it is this store's. */
export type WantedBucket = Required<{
  [K in keyof RecordingsBucket]: NonNullable<RecordingsBucket[K]>;
}>;

/** Compares a domain with what a store expects. What Daily does not show is not compared. */
export function compareDomain(
  domain: DailyDomain,
  wanted: WantedBucket,
  expectedDomain: string,
): VendorFinding[] {
  return [...compareName(domain, expectedDomain), ...compareBucket(domain.bucket, wanted)];
}

/** The external id is the domain, so the key of another domain registers a role that Daily cannot assume. */
function compareName({ name }: DailyDomain, expected: string): VendorFinding[] {
  if (name === expected) return [];
  return [
    {
      id: 'daily-domain',
      what: 'The API key belongs to another Daily domain than the store',
      evidence: `the key's domain is ${name}; the store's is ${expected}`,
      fix: 'Use the API key of the store’s domain, or correct domain in the environment file.',
    },
  ];
}

/** A finding if two values differ; what Daily does not show is not compared. */
function difference(
  id: string,
  what: string,
  [is, expected]: readonly (string | boolean | undefined)[],
): VendorFinding[] {
  if (is === undefined || is === expected) return [];
  return [
    { id, what, evidence: `it is ${String(is)}; expected ${String(expected)}`, fix: CONNECT },
  ];
}

function compareBucket(
  bucket: RecordingsBucket | undefined,
  wanted: WantedBucket,
): VendorFinding[] {
  if (!bucket) {
    return [
      {
        id: 'daily-bucket-off',
        what: 'Daily stores recordings in its own bucket',
        evidence: 'the domain has no recordings_bucket',
        fix: CONNECT,
      },
    ];
  }
  const { bucket_name, bucket_region, assume_role_arn, allow_api_access } = bucket;
  const elsewhere = 'Daily stores recordings in another bucket';
  const inOther = difference('daily-bucket-other', elsewhere, [
    bucket_name ?? '<not shown>',
    wanted.bucket_name,
  ]);
  const inRegion = [bucket_region, wanted.bucket_region];
  return [
    ...inOther,
    ...(inOther.length > 0
      ? []
      : difference('daily-bucket-other', 'Daily has another region for the bucket', inRegion)),
    ...difference('daily-role-other', 'Daily assumes another role', [
      assume_role_arn,
      wanted.assume_role_arn,
    ]),
    ...difference('daily-api-access', "Access through Daily's API is set differently", [
      allow_api_access,
      wanted.allow_api_access,
    ]),
  ];
}
