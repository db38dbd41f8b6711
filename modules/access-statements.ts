import { many, type OneOrMany, type Statement } from '../core/policy';
import type { SourceNetwork } from './bucket-statements';

/** Actions under the name that explains them in the policy. */
export interface Grant {
  /** Sid of the statement. */
  readonly sid: string;
  /** What is allowed, e.g. `s3:PutObject`. */
  readonly actions: readonly string[];
}

/** What somebody may do, by the kind of resource the actions apply to. */
export interface Grants {
  /** On the bucket itself, e.g. `s3:ListBucket`. @default - nothing */
  readonly bucket?: Grant;
  /** On the objects below the prefix. */
  readonly object: Grant;
  /** With the key. @default - nothing, for buckets that no key of ours encrypts */
  readonly key?: Grant;
}

/** Where somebody may do it. */
export interface AccessScope {
  /** ARN of the bucket. */
  readonly bucketArn: string;
  /** Folder with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** More folders, of before. @default - none */
  readonly previousPrefixes?: readonly string[] | undefined;
  /** ARN of the key; needed where keys are granted. @default - none */
  readonly keyArn?: string;
  /** The only network that may. @default - any */
  readonly network?: SourceNetwork;
}

/** @see Amazon S3 User Guide, "Controlling ownership of objects": with ACLs off this one is still taken */
const OWNER_ACL = { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } };

const isAclAction = (action: string) => /^s3:Put\w*Acl$/.test(action);

/** What the grants allow in the scope, as the statements of an identity policy. */
export function grantStatements(grants: Grants, scope: AccessScope): Statement[] {
  const { bucketArn, keyArn, network } = scope;
  const objects = objectsOf(scope);
  const { bucket, object, key } = grants;
  const plain = object.actions.filter((action) => !isAclAction(action));
  const acl = object.actions.filter(isAclAction);
  const from = fromNetwork(network);
  return [
    ...allow(bucket, bucketArn, from),
    ...allow({ sid: object.sid, actions: plain }, objects, from),
    ...allow({ sid: `${object.sid}OwnerAcl`, actions: acl }, objects, { ...OWNER_ACL, ...from }),
    ...(keyArn === undefined ? [] : allow(key, keyArn)),
  ];
}

/** A request through a VPC endpoint has no source address, so with endpoints the bucket's Deny decides alone. */
function fromNetwork(network: SourceNetwork | undefined): Statement['Condition'] {
  if (!network || (network.vpcEndpoints ?? []).length > 0) return undefined;
  return { IpAddress: { 'aws:SourceIp': network.cidrs } };
}

/** The objects of one folder, or of several. */
function objectsOf({ bucketArn, prefix, previousPrefixes = [] }: AccessScope): OneOrMany {
  const [only, ...more] = [prefix, ...previousPrefixes].map((each) => `${bucketArn}/${each}*`);
  return more.length === 0 ? (only ?? '') : [only ?? '', ...more];
}

function allow(
  grant: Grant | undefined,
  resource: OneOrMany,
  condition?: Statement['Condition'],
): Statement[] {
  if (!grant || grant.actions.length === 0) return [];
  const { sid, actions } = grant;
  const statement: Statement = { Sid: sid, Effect: 'Allow', Action: actions, Resource: resource };
  return [condition ? { ...statement, Condition: condition } : statement];
}

/**
 * Denies an upload user everything its grants do not name, and S3 outside its folder, whatever else
 * anybody attaches to it.
 *
 * @see Twilio guide, step 2: its Deny with `NotAction: "*"` is the complement of every action, which
 *   is none, so it denies nothing. The Sid is the guide's, the statement does what it says.
 */
export function denyEverythingElse(grants: Grants, scope: AccessScope): Statement[] {
  const granted = [grants.bucket, grants.object, grants.key].flatMap(
    (grant) => grant?.actions ?? [],
  );
  return [
    { Sid: 'UploadUserDenyEverything', Effect: 'Deny', NotAction: granted, Resource: '*' },
    {
      Sid: 'UploadUserDenyOutsideFolder',
      Effect: 'Deny',
      Action: 's3:*',
      NotResource: [...(grants.bucket ? [scope.bucketArn] : []), ...many(objectsOf(scope))],
    },
  ];
}
