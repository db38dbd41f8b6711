import { type Link, LINKS } from '../../core/links';
import type { Vendor } from '../../vendors/vendor';

/** `broken`: the vendor cannot write. `risk`: it can, but recordings are less safe than the environment file says. */
export type Severity = 'broken' | 'risk';

/** A difference from the environment file, or something that stops the vendor. */
export interface DoctorFinding {
  /** Stable id; `docs/doctor.md` has a row for each. */
  readonly id: string;
  readonly link: Link;
  readonly severity: Severity;
  /** What is wrong, in a sentence without its full stop. */
  readonly what: string;
  /** The observed values, with the expected ones. */
  readonly evidence: readonly string[];
  /** A command, or a key of the environment file to change. */
  readonly fix: string;
  /** The section of a vendor's guide that describes it. @default - none does */
  readonly guide?: string;
}

type Kind = Pick<DoctorFinding, 'link' | 'severity'>;

const broken = (link: Link): Kind => ({ link, severity: 'broken' });
const risk = (link: Link): Kind => ({ link, severity: 'risk' });

/** Every finding of doctor, in the order of `docs/doctor.md`. */
export const DOCTOR_FINDINGS = {
  'could-not-look': risk('bucket'),
  'explicit-deny': broken('bucket'),
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
  'permissions-boundary-missing': risk('role'),

  'identity-provider-missing': broken('trust'),
  'identity-provider-audience': broken('trust'),
  'trust-lost': broken('trust'),
  'trust-principal': broken('trust'),
  'trust-principal-deleted': broken('trust'),
  'trust-changed': broken('trust'),
  'trust-gained': risk('trust'),
  'external-id-missing': risk('external id'),
  'external-id-case': broken('external id'),
  'external-id-space': broken('external id'),
  'external-id-other': broken('external id'),

  'vendor-policy-missing': broken('policy'),
  'vendor-policy-lost': broken('policy'),
  'vendor-policy-changed': broken('policy'),
  'vendor-policy-gained': risk('policy'),
  'further-policies': risk('policy'),
  'policy-size': risk('policy'),
  'vendor-prefix': broken('prefix'),

  'vendor-key-alias': broken('key'),
  'vendor-key-other': broken('key'),
  'key-missing': broken('key'),
  'key-disabled': broken('key'),
  'key-pending-deletion': broken('key'),
  'key-unusable': broken('key'),
  'key-alias-elsewhere': risk('key'),
  'key-policy-lost': broken('key'),
  'key-policy-changed': broken('key'),
  'key-policy-gained': risk('key'),
  'key-rotation-off': risk('key'),
  'default-encryption-alias': risk('key'),
  'default-encryption-other-key': broken('key'),

  'bucket-missing': broken('bucket'),
  'bucket-region': broken('bucket'),
  'bucket-region-vendor': risk('bucket'),
  'bucket-policy-missing': risk('bucket'),
  'bucket-policy-lost': risk('bucket'),
  'bucket-policy-changed': broken('bucket'),
  'bucket-policy-gained': broken('bucket'),
  'public-access-block': risk('bucket'),
  'bucket-ownership': risk('bucket'),
  'versioning-off': risk('bucket'),
  'requester-pays': broken('bucket'),
  'access-logging-missing': risk('bucket'),
  'access-logging-changed': risk('bucket'),
  'upload-refused': broken('bucket'),
  'upload-taken': risk('bucket'),
  'upload-other-key': broken('key'),
  'upload-not-seen': broken('bucket'),

  'network-ranges': broken('network'),
  'network-not-enforced': risk('network'),
  'network-unasked': broken('network'),

  'object-lock-missing': risk('lock'),
  'object-lock-unasked': broken('lock'),
  'object-lock-differs': risk('lock'),

  'lifecycle-missing': risk('lifecycle'),
  'lifecycle-shorter': risk('lifecycle'),
  'lifecycle-changed': risk('lifecycle'),
  'lifecycle-gained': risk('lifecycle'),

  'replication-missing': risk('replication'),
  'replication-disabled': risk('replication'),
  'replication-changed': risk('replication'),
  'replication-gained': risk('replication'),
  'replication-role-missing': risk('replication'),
  'replication-role-changed': risk('replication'),

  'schedule-missing': risk('monitoring'),
  'schedule-disabled': risk('monitoring'),
  'schedule-changed': risk('monitoring'),
  'events-off': risk('monitoring'),
  'alarm-missing': risk('monitoring'),
  'alarm-silent': risk('monitoring'),
  'alarm-changed': risk('monitoring'),
  'alarm-firing': risk('monitoring'),
  'alarm-topic-missing': risk('monitoring'),
  'alarm-topic-changed': risk('monitoring'),
  'alarm-topic-refuses': risk('monitoring'),
  'alarm-topic-unheard': risk('monitoring'),
  'subscription-missing': risk('monitoring'),
  'subscription-pending': risk('monitoring'),
  'log-group-missing': risk('monitoring'),
  'log-group-changed': risk('monitoring'),
  'check-role-missing': risk('monitoring'),
  'check-role-boundary': risk('monitoring'),
} as const satisfies Record<string, Kind>;

export type DoctorFindingId = keyof typeof DOCTOR_FINDINGS;

/**
 * A finding with the link and the severity of its id.
 *
 * @param details - with a severity or a link of its own where they differ from those of the id
 */
export function newFinding(
  id: DoctorFindingId,
  details: Pick<DoctorFinding, 'what' | 'evidence' | 'fix'> &
    Partial<Pick<DoctorFinding, 'severity' | 'link'>>,
): DoctorFinding {
  return { id, ...DOCTOR_FINDINGS[id], ...details };
}

/** A finding with the section of the vendor's own guide that describes it, if one does. */
export function withGuide(finding: DoctorFinding, { guides = {} }: Vendor): DoctorFinding {
  const guide = guides[finding.id];
  return guide === undefined ? finding : { ...finding, guide };
}

/** Findings that stop the vendor first, then the others, each in the order of {@link LINKS}. */
export function sortFindings(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const rank = ({ severity, link }: DoctorFinding) =>
    (severity === 'broken' ? 0 : LINKS.length) + LINKS.indexOf(link);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}
