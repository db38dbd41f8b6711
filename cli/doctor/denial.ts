import type { Store } from '../../store/store';
import { type DoctorFinding, newFinding } from './finding';

/**
 * What was tried as the vendor, and denied by a Deny.
 *
 * @param kind - of the policy; empty if AWS does not say
 */
export function deniedAttempt(
  { profile: { title }, principalName, bucketName }: Store,
  kind: string,
  evidence: readonly string[],
): DoctorFinding {
  const name = kind === '' ? 'policy' : kind;
  const places: Readonly<Record<string, string>> = {
    'identity-based policy': `in the policies of ${principalName}`,
    'permissions boundary': `in the permissions boundary of ${principalName}`,
    'resource-based policy': `in the policy of the bucket ${bucketName} or of its key`,
    'session policy': `in the policy that ${title} passes when it assumes the role`,
  };
  const place = /control policy$/.test(name) ? ', with the administrators of the organization' : '';
  const where = places[name] === undefined ? place : ` ${places[name]}`;
  return newFinding('explicit-deny', {
    what: `${/^[aeiou]/i.test(name) ? 'An' : 'A'} ${name} denies ${title} what the store allows: it has an explicit deny`,
    evidence,
    fix: `No Allow helps. Look for the Deny${where}, and at CloudTrail's events of ${principalName}.`,
    link: evidence.some((each) => each.includes('kms:')) ? 'key' : 'bucket',
  });
}

/** One finding for all that one kind of policy denies. */
export function mergeDenials(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const denials = new Map<string, DoctorFinding>();
  for (const each of findings) {
    if (each.id !== 'explicit-deny') continue;
    const evidence = [...(denials.get(each.what)?.evidence ?? []), ...each.evidence];
    denials.set(each.what, { ...(denials.get(each.what) ?? each), evidence });
  }
  return [...denials.values(), ...findings.filter(({ id }) => id !== 'explicit-deny')];
}
