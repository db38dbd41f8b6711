import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { comparePolicy, describeDifference } from '../policy-findings';
import { describeParts, type StatementDifference } from '../statements';
import { isSourceNetwork } from './access';

/** @see denyOffNetwork in modules/bucket-statements.ts */
const OFF_NETWORK = 'DenyVendorOffNetwork';

/** Whether the bucket's policy refuses and allows what it should. */
export function checkBucketPolicy(examined: Examined): readonly DoctorFinding[] {
  const { store, expected, live } = examined;
  const { policy, region } = live.bucket;
  if (region.kind === 'missing') return [];
  if (policy.kind === 'missing') {
    return [
      newFinding('bucket-policy-missing', {
        what: `The bucket ${store.bucketName} has no policy: it accepts plain HTTP, old TLS versions and uploads with any key`,
        evidence: [`expected ${expected.bucket.map(({ Sid }) => Sid).join(', ')}`],
        fix: redeploy(store),
        severity: store.profile.access.kind === 'bucket-policy' ? 'broken' : 'risk',
      }),
    ];
  }
  const compared = { expected: expected.bucket, kind: 'bucket policy' } as const;
  return comparePolicy(policy, compared, (difference) => describe(examined, difference));
}

function describe({ store }: Examined, difference: StatementDifference): DoctorFinding {
  const { kind, sid, parts } = difference;
  const details = { evidence: describeParts(parts), fix: redeploy(store) };
  const { title } = store.profile;
  if (sid === OFF_NETWORK && kind === 'lost') {
    const what = `${title} can write from any address, although sourceIp.mode is enforce`;
    return newFinding('network-not-enforced', { what, ...details });
  }
  if (sid === OFF_NETWORK && kind === 'gained') {
    const what = `${title} can write only from listed addresses, although sourceIp.mode is not enforce`;
    return newFinding('network-unasked', { what, ...details });
  }
  if (kind === 'changed' && parts.every(isSourceNetwork)) {
    const what = `The statement ${sid} of the bucket policy allows other addresses than sourceIp.cidrs`;
    return newFinding('network-ranges', { what, ...details });
  }
  return describeDifference('bucket-policy', difference, details.fix);
}
