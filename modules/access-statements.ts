import { many, type OneOrMany, type Statement } from '../core/policy';
import { objectArns } from '../core/statements';
import type { SourceNetwork } from './bucket-statements';

/** Actions under the Sid that explains them in the policy. */
export interface Grant {
  readonly sid: string;
  /** e.g. `s3:PutObject`. */
  readonly actions: readonly string[];
}

/** What a vendor may do, by the kind of resource the actions apply to. */
export interface Grants {
  /** On the account, not on a resource, e.g. `s3:ListAllMyBuckets`. @default - nothing */
  readonly account?: Grant;
  /** On the bucket itself, e.g. `s3:ListBucket`. @default - nothing */
  readonly bucket?: Grant;
  /** On the objects below the prefix. */
  readonly object: Grant;
  /** With the key. @default - nothing, for buckets without a customer managed key */
  readonly key?: Grant;
}

/** Where a vendor may do it. */
export interface AccessScope {
  readonly bucketArn: string;
  /** Folder with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** Further folders: additional ones and those of previous paths. @default - none */
  readonly otherPrefixes?: readonly string[] | undefined;
  /** Required where key actions are granted. @default - none */
  readonly keyArn?: string;
  /** The only network requests may come from. @default - any */
  readonly network?: SourceNetwork;
}

/** The policy of a principal that may do nothing any more: sessions that it already has end with it. */
export const DENY_EVERYTHING: Statement = {
  Sid: 'VendorIsRetired',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
};

/** @see Amazon S3 User Guide, "Controlling ownership of objects": the only ACL S3 accepts while ACLs are disabled */
const OWNER_ACL = { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } };

const isAclAction = (action: string) => /^s3:Put\w*Acl$/.test(action);

/** What the grants allow in the scope, as the statements of an identity policy. */
export function grantStatements(grants: Grants, scope: AccessScope): Statement[] {
  const { bucketArn, keyArn, network } = scope;
  const objects = objectsOf(scope);
  const { account, bucket, object, key } = grants;
  const plain = object.actions.filter((action) => !isAclAction(action));
  const acl = object.actions.filter(isAclAction);
  const from = fromNetwork(network);
  return [
    ...allowGrant(account, '*', from),
    ...allowGrant(bucket, bucketArn, from),
    ...allowGrant({ sid: object.sid, actions: plain }, objects, from),
    ...allowGrant({ sid: `${object.sid}OwnerAcl`, actions: acl }, objects, {
      ...OWNER_ACL,
      ...from,
    }),
    ...(keyArn === undefined ? [] : allowGrant(key, keyArn)),
  ];
}

/** A request through a VPC endpoint has no source address, so with endpoints only the bucket's Deny decides. */
function fromNetwork(network: SourceNetwork | undefined): Statement['Condition'] {
  if (!network || (network.vpcEndpoints ?? []).length > 0) return undefined;
  return { IpAddress: { 'aws:SourceIp': network.cidrs } };
}

function objectsOf({ bucketArn, prefix, otherPrefixes = [] }: AccessScope): OneOrMany {
  return objectArns(bucketArn, [prefix, ...otherPrefixes]);
}

function allowGrant(
  grant: Grant | undefined,
  Resource: OneOrMany,
  Condition?: Statement['Condition'],
): Statement[] {
  if (!grant || grant.actions.length === 0) return [];
  const { sid: Sid, actions: Action } = grant;
  return [{ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }];
}

/**
 * Denies an upload user every action it is not granted, and S3 outside its folder, whatever other policies are
 * attached to it.
 *
 * @see Twilio guide, step 2: its Deny has `NotAction: "*"`, the complement of every action. That is not an action at
 *   all, so it denies nothing. The Sid is the guide's; the statement does what the Sid says.
 */
export function denyEverythingElse(grants: Grants, scope: AccessScope): Statement[] {
  const { account, bucket, object, key } = grants;
  const granted = [account, bucket, object, key].flatMap((grant) => grant?.actions ?? []);
  const folders = [...(bucket ? [scope.bucketArn] : []), ...many(objectsOf(scope))];
  const { keyArn } = scope;
  return [
    { Sid: 'UploadUserDenyEverything', Effect: 'Deny', NotAction: granted, Resource: '*' },
    {
      Sid: 'UploadUserDenyOutsideFolder',
      Effect: 'Deny',
      // Actions on the account have no resource that could be excepted.
      ...(account
        ? {
            NotAction: account.actions,
            NotResource: [...folders, ...(keyArn === undefined ? [] : [keyArn])],
          }
        : { Action: 's3:*', NotResource: folders }),
    },
  ];
}
