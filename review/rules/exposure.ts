import { type Attributes, block, text } from '../attributes';
import { finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { sentence } from '../sentence';

const PUBLIC_ACCESS_BLOCKS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

/** Public access that is no longer blocked for a bucket or the account. */
export const publicAccessRule: Rule = (change) => {
  const types = ['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'];
  if (!types.includes(change.type)) return [];
  const { action, before, after } = change;
  const opened = PUBLIC_ACCESS_BLOCKS.filter((key) => before[key] === true && after[key] !== true);
  if (opened.length === 0 || action === 'create' || action === 'forget') return [];
  const name = text(before, 'bucket');
  const owner = name === '' ? sentence`The account` : sentence`${name}`;
  const what = sentence`${owner} no longer has ${opened}: an ACL or a policy can make recordings public.`;
  return [finding('public-access-opened', change, what)];
};

/** ACLs, which can give another account an object or access to it. */
export const ownershipRule: Rule = (change) => {
  const { type, action, before, after } = change;
  if (type === 'aws_s3_bucket_acl' || type === 'aws_s3_object_acl') {
    if (!isSet(change)) return [];
    const what = sentence`An ACL is set on ${text(after, 'bucket')}. ACLs can grant access that the bucket policy does not show.`;
    return [finding('ownership-weakened', change, what)];
  }
  if (type !== 'aws_s3_bucket_ownership_controls') return [];
  const isEnforced = (attributes: Attributes) =>
    text(block(attributes, 'rule'), 'object_ownership') === 'BucketOwnerEnforced';
  const isKept = action !== 'delete' && !(isChanged(change) && !isEnforced(after));
  if (!isEnforced(before) || isKept) return [];
  const what = sentence`ACLs are enabled again on ${text(before, 'bucket')}: an account that uploads an object can own it and give others access to it.`;
  return [finding('ownership-weakened', change, what)];
};

/** Access logging that ends, or that goes to another bucket. */
export const loggingRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_logging') return [];
  const [from, to] = [targetOf(change.before), targetOf(change.after)];
  const isMoved = isChanged(change) && to !== '/' && to !== from;
  if (change.action !== 'delete' && !isMoved) return [];
  const bucket = text(change.before, 'bucket');
  const what = isMoved
    ? sentence`Access to ${bucket} is logged to ${to} instead of ${from}. Logs are lost unless the policy of that bucket allows them there.`
    : sentence`Access to ${bucket} is no longer logged: it cannot be determined afterwards who read what.`;
  return [finding('logging-removed', change, what)];
};

const targetOf = (attributes: Attributes) =>
  `${text(attributes, 'target_bucket')}/${text(attributes, 'target_prefix')}`;

/** Requests that only a requester who agrees to pay can send. No vendor does. */
export const requestPaymentRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_request_payment_configuration') return [];
  const [before, after] = [change.before, change.after].map((each) => text(each, 'payer'));
  if (after !== 'Requester' || before === 'Requester') return [];
  const what = sentence`Requests to ${text(change.after, 'bucket')} must contain the header x-amz-request-payer. The vendor does not send it, and is denied.`;
  return [finding('requester-pays', change, what)];
};

/** Access keys that are created or made inactive. */
export const accessKeyRule: Rule = (change) => {
  const { type, before, after } = change;
  if (type !== 'aws_iam_access_key' || !isSet(change)) return [];
  const isInactive = [before, after].map((each) => text(each, 'status') === 'Inactive');
  if (change.action === 'update' && isInactive[1] === true && isInactive[0] === false) {
    const what = sentence`The access key ${text(before, 'id')} of ${text(before, 'user')} is made inactive: requests that are signed with it are denied.`;
    return [finding('access-key-inactive', change, what)];
  }
  const what = sentence`An access key is created for ${text(after, 'user')}, and its secret is stored in the Terraform state in plain text.`;
  return [finding('access-key-created', change, what)];
};

/** Access that no policy in the plan shows. */
export const indirectAccessRule: Rule = (change) => {
  if (!isSet(change)) return [];
  const { type, after } = change;
  if (type === 'aws_kms_grant') {
    const operations = Array.isArray(after.operations) ? after.operations.map(String) : [];
    const what = sentence`${text(after, 'grantee_principal')} can now perform ${operations} with a key, through a grant that the key policy does not show.`;
    return [finding('allow-added', change, what)];
  }
  if (type === 'aws_s3_access_point') {
    const what = sentence`An access point, which has its own policy, gives access to the bucket ${text(after, 'bucket')}.`;
    return [finding('allow-added', change, what)];
  }
  if (type !== 'aws_lambda_function_url') return [];
  const what = sentence`A function URL, which has its own access control, gives access to the function ${text(after, 'function_name')}.`;
  return [finding('allow-added', change, what)];
};

const isSet = (change: Change) => change.action === 'create' || isChanged(change);
