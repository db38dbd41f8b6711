/** The links between a vendor and a recording in the bucket, in the order in which an upload passes them. */
export const LINKS = [
  'registration',
  ...(['credential', 'role', 'trust', 'external id', 'policy', 'prefix'] as const),
  ...(['key', 'bucket', 'network', 'lock', 'lifecycle'] as const),
] as const;

/** One of {@link LINKS}. */
export type Link = (typeof LINKS)[number];

/** `broken`: the vendor cannot write. `risk`: it can, and recordings are less safe than the file says. */
export type Severity = 'broken' | 'risk';

/** One thing that is not as the environment file has it, or keeps the vendor out. */
export interface DoctorFinding {
  /** Stable id; `docs/doctor.md` has a row for each. */
  readonly id: string;
  /** Which link of the chain it is about. */
  readonly link: Link;
  /** Whether it stops the vendor. */
  readonly severity: Severity;
  /** What is wrong. */
  readonly what: string;
  /** What was seen, beside what should have been. */
  readonly evidence: readonly string[];
  /** What to do: a command, or a line of the environment file. */
  readonly fix: string;
  /** Where a vendor's guide knows it. @default - no guide does */
  readonly guide?: string;
}

interface Kind {
  readonly link: Link;
  readonly severity: Severity;
  readonly guide?: string;
}

const ALIAS = 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"';
const FAR = 'Genesys guide, "Edge Case 1: Cross-Region S3 Propagation Delay"';
const SHORTER = 'Genesys guide, section 4, "The Trap: Setting the S3 expiration window shorter"';
const SPELLING = 'WorqHat guide, which writes its external id once as worqhat and once as WorqHat';
const CIDRS = 'Genesys guide, section 1, the bucket policy’s address ranges';
const VERSIONS = 'Genesys guide, section 1, "The Trap: Configuring bucket versioning"';

const broken = (link: Link, guide?: string): Kind => ({ link, severity: 'broken', guide });
const risk = (link: Link, guide?: string): Kind => ({ link, severity: 'risk', guide });

/** Everything that can be found. */
export const DOCTOR_FINDINGS = {
  'could-not-look': risk('bucket'),
  'not-deployed': broken('bucket'),

  'user-missing': broken('credential'),
  'user-not-in-group': broken('credential'),
  'access-key-missing': broken('credential'),
  'access-key-inactive': broken('credential'),
  'access-key-other': broken('credential'),
  'access-key-refused': broken('credential'),

  'role-missing': broken('role'),
  'role-session-seconds': broken('role'),
  'role-not-taken': broken('role'),
  'permissions-boundary': broken('role'),

  'trust-lost': broken('trust'),
  'trust-principal': broken('trust'),
  'trust-principal-deleted': broken('trust'),
  'trust-changed': broken('trust'),
  'trust-gained': risk('trust'),
  'external-id-missing': risk('external id'),
  'external-id-case': broken('external id', SPELLING),
  'external-id-space': broken('external id'),
  'external-id-other': broken('external id'),

  'vendor-policy-missing': broken('policy'),
  'vendor-policy-lost': broken('policy'),
  'vendor-policy-changed': broken('policy'),
  'vendor-policy-gained': risk('policy'),
  'further-policies': risk('policy'),
  'policy-size': risk('policy'),
  'vendor-prefix': broken('prefix'),

  'vendor-key-alias': broken('key', ALIAS),
  'vendor-key-other': broken('key'),
  'key-missing': broken('key'),
  'key-disabled': broken('key', ALIAS),
  'key-pending-deletion': broken('key', ALIAS),
  'key-unusable': broken('key'),
  'key-alias-elsewhere': risk('key', ALIAS),
  'key-policy-lost': broken('key', ALIAS),
  'key-policy-changed': broken('key', ALIAS),
  'key-policy-gained': risk('key'),
  'key-rotation-off': risk('key'),
  'default-encryption-alias': risk('key', ALIAS),
  'default-encryption-other-key': broken('key'),

  'bucket-missing': broken('bucket'),
  'bucket-region': broken('bucket', FAR),
  'bucket-region-vendor': risk('bucket', FAR),
  'bucket-policy-missing': risk('bucket'),
  'bucket-policy-lost': risk('bucket'),
  'bucket-policy-changed': broken('bucket'),
  'bucket-policy-gained': broken('bucket'),
  'public-access-block': risk('bucket'),
  'bucket-ownership': risk('bucket'),
  'versioning-off': risk('bucket', VERSIONS),
  'upload-refused': broken('bucket'),
  'upload-taken': risk('bucket'),
  'upload-other-key': broken('key'),
  'upload-not-seen': broken('bucket', FAR),

  'network-ranges': broken('network', CIDRS),
  'network-not-enforced': risk('network', CIDRS),
  'network-unasked': broken('network', CIDRS),

  'object-lock-missing': risk('lock'),
  'object-lock-unasked': broken('lock'),
  'object-lock-differs': risk('lock'),

  'lifecycle-missing': risk('lifecycle', VERSIONS),
  'lifecycle-shorter': risk('lifecycle', SHORTER),
  'lifecycle-changed': risk('lifecycle'),
  'lifecycle-gained': risk('lifecycle'),
} as const satisfies Record<string, Kind>;

/** Id of something that can be found. */
export type DoctorFindingId = keyof typeof DOCTOR_FINDINGS;

/**
 * A finding of a known kind.
 *
 * @param said - what of it only the case knows; its severity and its link, where they differ from the kind's
 */
export function finding(
  id: DoctorFindingId,
  said: Pick<DoctorFinding, 'what' | 'evidence' | 'fix'> &
    Partial<Pick<DoctorFinding, 'severity' | 'link'>>,
): DoctorFinding {
  const { link, severity, guide }: Kind = DOCTOR_FINDINGS[id];
  return { id, link, severity, ...said, ...(guide !== undefined && { guide }) };
}

/** What stops the vendor first, in the order of the chain, then what does not. */
export function sortFindings(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const rank = ({ severity, link }: DoctorFinding) =>
    (severity === 'broken' ? 0 : LINKS.length) + LINKS.indexOf(link);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}
