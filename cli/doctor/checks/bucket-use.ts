import { accessLogPrefix } from '../../../modules/bucket';
import { compareConfiguration } from '../configuration';
import { describeParts } from '../statements';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { whenObserved } from '../observed';

/** Who pays for requests to the bucket, and where they are logged. */
export function checkBucketUse(examined: Examined): readonly DoctorFinding[] {
  if (examined.live.bucket.region.kind === 'missing') return [];
  return [...checkPayer(examined), ...checkLogging(examined)];
}

/** @see Amazon S3 User Guide, "Using Requester Pays buckets": requests must say that the requester pays */
function checkPayer({ store, live }: Examined): readonly DoctorFinding[] {
  const { bucketName, profile } = store;
  return whenObserved(live.bucket.payer, (payer) =>
    payer === 'BucketOwner'
      ? []
      : [
          newFinding('requester-pays', {
            what: `Requests to ${bucketName} are paid by the requester: S3 requires x-amz-request-payer, which ${profile.title} does not send`,
            evidence: [`payer: ${payer}; expected BucketOwner`],
            fix: `aws s3api put-bucket-request-payment --bucket ${bucketName} --request-payment-configuration Payer=BucketOwner`,
          }),
        ],
  );
}

function checkLogging({ store, live }: Examined): readonly DoctorFinding[] {
  const { logging } = live.bucket;
  const { bucketName, logBucketName } = store;
  const fix = redeploy(store);
  const targetPrefix = accessLogPrefix(bucketName);
  const expected = { targetBucket: logBucketName, targetPrefix };
  if (logging.kind === 'missing') {
    return [
      newFinding('access-logging-missing', {
        what: `Access to ${bucketName} is not logged`,
        evidence: [`no logging; expected s3://${logBucketName}/${targetPrefix}`],
        fix,
      }),
    ];
  }
  return whenObserved(logging, ({ TargetBucket, TargetPrefix, TargetGrants }) => {
    const actual = { TargetBucket, TargetPrefix, TargetGrants };
    const parts = compareConfiguration(expected, actual);
    if (parts.length === 0) return [];
    const what = `Access to ${bucketName} is logged elsewhere, or others may read the log: the log bucket accepts only its own prefix`;
    return [newFinding('access-logging-changed', { what, evidence: describeParts(parts), fix })];
  });
}
