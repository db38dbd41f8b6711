import { IamGroup } from '@cdktf/provider-aws/lib/iam-group';
import { IamGroupMembership } from '@cdktf/provider-aws/lib/iam-group-membership';
import { IamGroupPolicy } from '@cdktf/provider-aws/lib/iam-group-policy';
import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { Construct } from 'constructs';
import { VENDOR_POLICY_NAME } from '../core/vendor-policy';
import { checkPolicySize, renderPolicy, type Statement } from '../core/policy';
import { type Problem, refuse, under } from '../core/problem';
import {
  type AccessScope,
  DENY_EVERYTHING,
  denyEverythingElse,
  type Grants,
  grantStatements,
} from './access-statements';
import { checkIamName } from './iam-name';

/** Props of {@link AccessUser}. */
export interface AccessUserProps {
  /** Name of the user, and of the group that holds its policy. */
  readonly name: string;
  /** Everything else is denied. */
  readonly grants: Grants;
  readonly scope: AccessScope;
  /** Whether it is denied everything, because its store is retired. @default false */
  readonly retired?: boolean;
  /** A user of a throw-away environment: destroyed even with access keys. @default false */
  readonly disposable?: boolean;
}

/**
 * A user for a vendor that cannot assume a role. Everything but its grants is denied. Its policy belongs to its
 * group. It has no access key: a key created by Terraform would be in the state in clear text.
 */
export class AccessUser extends Construct {
  readonly name: string;
  readonly arn: string;

  /** @throws RefusedError for what {@link checkAccessUser} finds */
  constructor(scope: Construct, id: string, props: AccessUserProps) {
    super(scope, id);
    refuse(checkAccessUser(props), this.node.path);
    const { name } = props;
    const user = new IamUser(this, 'User', { name, forceDestroy: props.disposable ?? false });
    const group = new IamGroup(this, 'Group', { name });
    new IamGroupPolicy(this, 'Policy', {
      name: VENDOR_POLICY_NAME,
      group: group.name,
      policy: renderPolicy(userStatements(props)),
    });
    new IamGroupMembership(this, 'Membership', { name, group: group.name, users: [user.name] });
    this.name = user.name;
    this.arn = user.arn;
  }
}

/** The statements of the user's policy: the guide's three, and the Deny outside its folder. */
export function userStatements({
  grants,
  scope,
  retired = false,
}: Pick<AccessUserProps, 'grants' | 'scope' | 'retired'>): Statement[] {
  if (retired) return [DENY_EVERYTHING];
  const all = withOwnUploads(grants);
  return [...denyEverythingElse(all, scope), ...grantStatements(all, scope)];
}

/**
 * Adds what S3 always allows a user with its own multipart uploads, unless a Deny forbids it, as ours would.
 *
 * @see Amazon S3 User Guide, "Multipart upload API and permissions": the initiator may list the parts and abort
 */
function withOwnUploads(grants: Grants): Grants {
  const actions = [
    ...grants.object.actions,
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
  ];
  return { ...grants, object: { ...grants.object, actions: [...new Set(actions)] } };
}

/** Refuses what IAM would reject. */
export function checkAccessUser(props: AccessUserProps): Problem[] {
  return [
    ...checkIamName(props.name).map(under('name')),
    ...checkPolicySize('group policy', userStatements(props)).map(under('scope')),
  ];
}
