import type { ApiCall } from '../api-call';
import { type ProxyResponse, s3Error } from '../exchange';
import type { Deployed } from './deployed';
import { ACL_HEADERS, headersOf } from './questions/s3-permissions';

/** The ownership of objects with which a bucket has no access control lists. */
export const OWNER_ENFORCED = 'BucketOwnerEnforced';

const OWNER_ONLY = 'bucket-owner-full-control';

/** Operations that can set a list, with the canned list that a bucket without lists accepts. */
const ACCEPTED: Readonly<Record<string, string>> = {
  PutObject: OWNER_ONLY,
  PostObject: OWNER_ONLY,
  CopyObject: OWNER_ONLY,
  CreateMultipartUpload: OWNER_ONLY,
  CreateBucket: 'private',
};

/**
 * How S3 refuses an access control list; undefined if it accepts it.
 *
 * @see Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket"
 */
export function aclProblem(call: ApiCall, deployed: Deployed): ProxyResponse | undefined {
  if (!setsList(call)) return undefined;
  if (call.operation === 'CreateBucket') {
    const ownership = headersOf(call)('x-amz-object-ownership') ?? OWNER_ENFORCED;
    const message =
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
    return ownership === OWNER_ENFORCED
      ? s3Error(400, 'InvalidBucketAclWithObjectOwnership', message)
      : undefined;
  }
  const bucket = deployed.buckets.get(call.request.s3?.bucket ?? '');
  return bucket?.ownerEnforced === true
    ? s3Error(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs')
    : undefined;
}

/** Whether a call sets a list that says more than who owns the object. */
function setsList(call: ApiCall): boolean {
  const { operation = '' } = call;
  if (operation === 'PutObjectAcl' || operation === 'PutBucketAcl') return true;
  if (!(operation in ACCEPTED)) return false;
  const header = headersOf(call);
  return ACL_HEADERS.flatMap((name) => header(name) ?? []).some(
    (acl) => acl !== ACCEPTED[operation],
  );
}
