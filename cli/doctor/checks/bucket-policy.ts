import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding } from '../finding';
import { describeDifference, describeSize } from '../policy-findings';
import { whenSeen } from '../seen';
import { compareStatements, describeParts, type StatementDifference } from '../statements';
import { isNetwork } from './access';

/** @see denyOffNetwork in modules/bucket-statements.ts */
const OFF_NETWORK = 'DenyVendorOffNetwork';

/** What the bucket's policy refuses, and what it lets in. */
export function checkBucketPolicy({ store, expected, live }: Examined): readonly DoctorFinding[] {
  const { policy, region } = live.bucket;
  if (region.kind === 'missing') return [];
  if (policy.kind === 'missing') {
    return [
      finding('bucket-policy-missing', {
        what: `The bucket ${store.bucketName} has no policy: it takes plain HTTP, old TLS and uploads under any key`,
        evidence: [`expected ${expected.bucket.Statement.map(({ Sid }) => Sid).join(', ')}`],
        fix: redeploy(store),
        severity: store.profile.access.kind === 'bucket-policy' ? 'broken' : 'risk',
      }),
    ];
  }
  return whenSeen(policy, ({ policy: deployed, size }) => [
    ...compareStatements(expected.bucket, deployed).map((difference) =>
      describe({ store, expected, live }, difference),
    ),
    ...describeSize('bucket policy', size),
  ]);
}

function describe({ store }: Examined, difference: StatementDifference): DoctorFinding {
  const { kind, sid, parts } = difference;
  const said = { evidence: describeParts(parts), fix: redeploy(store) };
  if (sid === OFF_NETWORK && kind === 'lost') {
    const what = `${store.profile.title} can write from any address, although sourceIp.mode is enforce`;
    return finding('network-not-enforced', { what, ...said });
  }
  if (sid === OFF_NETWORK && kind === 'gained') {
    const what = `${store.profile.title} is held to a list of addresses, although sourceIp.mode is not enforce`;
    return finding('network-unasked', { what, ...said });
  }
  if (kind === 'changed' && parts.every(isNetwork)) {
    const what = `The statement ${sid} of the bucket policy lets in other addresses than sourceIp.cidrs`;
    return finding('network-ranges', { what, ...said });
  }
  return describeDifference('bucket-policy', difference, redeploy(store));
}
