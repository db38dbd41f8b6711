import { type Attributes, block, text } from '../attributes';
import { finding, isChanged, type Rule } from '../finding';
import { sentence } from '../sentence';

const BLOCKS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
] as const;

/** Public access that is no longer blocked, of a bucket or of the account. */
export const publicAccessRule: Rule = (change) => {
  const types = ['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'];
  if (!types.includes(change.type)) return [];
  const on = (attributes: Attributes, key: string) => attributes[key] === true;
  const opened = BLOCKS.filter((key) => on(change.before, key) && !on(change.after, key));
  if (opened.length === 0 || change.action === 'create' || change.action === 'forget') return [];
  const what = sentence`${text(change.before, 'bucket') || 'The account'} no longer has ${opened}: an ACL or a policy can make recordings public.`;
  return [finding('public-access-opened', change, what)];
};

/** Ownership and ACLs: what may let somebody else own or open an object. */
export const ownershipRule: Rule = (change) => {
  if (change.type === 'aws_s3_bucket_acl' || change.type === 'aws_s3_object_acl') {
    if (change.action !== 'create' && !isChanged(change)) return [];
    const what = sentence`An ACL is set on ${text(change.after, 'bucket')}; ACLs can open objects past the bucket policy.`;
    return [finding('ownership-weakened', change, what)];
  }
  if (change.type !== 'aws_s3_bucket_ownership_controls') return [];
  const owner = (attributes: Attributes) => text(block(attributes, 'rule'), 'object_ownership');
  if (owner(change.before) !== 'BucketOwnerEnforced') return [];
  const weaker =
    change.action === 'delete' ||
    (isChanged(change) && owner(change.after) !== 'BucketOwnerEnforced');
  if (!weaker) return [];
  const what = sentence`ACLs work again in ${text(change.before, 'bucket')}: whoever writes an object may own it and open it to others.`;
  return [finding('ownership-weakened', change, what)];
};

/** Access logs that end or go elsewhere. */
export const loggingRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_logging') return [];
  const target = (attributes: Attributes) =>
    text(attributes, 'target_bucket') + '/' + text(attributes, 'target_prefix');
  const [before, after] = [target(change.before), target(change.after)];
  const elsewhere = isChanged(change) && after !== '/' && after !== before;
  if (change.action !== 'delete' && !elsewhere) return [];
  const bucket = text(change.before, 'bucket');
  const what = elsewhere
    ? sentence`Accesses to ${bucket} are logged to ${after} instead of ${before}; logs end if that bucket's policy does not allow them there.`
    : sentence`Accesses to ${bucket} are no longer logged: nobody can tell afterwards who read what.`;
  return [finding('logging-removed', change, what)];
};

/** Requests that only those may make who agree to pay for them. No vendor does. */
export const payerRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_request_payment_configuration') return [];
  if (text(change.after, 'payer') !== 'Requester' || text(change.before, 'payer') === 'Requester')
    return [];
  const what = sentence`Requests to ${text(change.after, 'bucket')} must say that the requester pays (x-amz-request-payer); the vendor does not, and is refused.`;
  return [finding('requester-pays', change, what)];
};

/** Access keys, and policies from elsewhere, for the principals of a stack. */
export const grantRule: Rule = (change) => {
  if (change.action !== 'create' && !isChanged(change)) return [];
  if (change.type === 'aws_iam_access_key') {
    if (
      isChanged(change) &&
      text(change.after, 'status') === 'Inactive' &&
      text(change.before, 'status') !== 'Inactive'
    ) {
      const what = sentence`The key ${text(change.before, 'id')} of ${text(change.before, 'user')} is made inactive: whoever writes with it is refused.`;
      return [finding('access-key-inactive', change, what)];
    }
    const what = sentence`A key is made for ${text(change.after, 'user')}, and its secret stands in the Terraform state in clear.`;
    return [finding('access-key-created', change, what)];
  }
  return [];
};

/** Ways to what is stored that no policy of the plan shows. */
export const doorRule: Rule = (change) => {
  if (change.action !== 'create' && !isChanged(change)) return [];
  if (change.type === 'aws_kms_grant') {
    const { operations } = change.after;
    const list = Array.isArray(operations) ? operations.map(String) : [];
    const what = sentence`${text(change.after, 'grantee_principal')} can from now on do ${list} with a key, by a grant that its policy does not show.`;
    return [finding('allow-added', change, what)];
  }
  if (change.type !== 'aws_s3_access_point' && change.type !== 'aws_lambda_function_url') return [];
  const through = change.type === 'aws_s3_access_point' ? sentence`bucket` : sentence`function`;
  const to = text(change.after, 'bucket') || text(change.after, 'function_name');
  const what = sentence`There is another way to the ${through} ${to}, with a policy of its own.`;
  return [finding('allow-added', change, what)];
};
