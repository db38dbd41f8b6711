import { IamGroup } from '@cdktf/provider-aws/lib/iam-group';
import { IamGroupMembership } from '@cdktf/provider-aws/lib/iam-group-membership';
import { IamGroupPolicy } from '@cdktf/provider-aws/lib/iam-group-policy';
import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { Construct } from 'constructs';
import { checkPolicySize, renderPolicy, type Statement } from '../core/policy';
import { type Problem, refuse, under } from '../core/problem';
import {
  type AccessScope,
  denyEverythingElse,
  type Grants,
  grantStatements,
} from './access-statements';
import { checkIamName } from './iam-name';

/** What {@link AccessUser} needs to know. */
export interface AccessUserProps {
  /** Name of the user, and of the group that holds its policy. */
  readonly name: string;
  /** What it may do. Everything else is denied. */
  readonly grants: Grants;
  /** Where it may do it. */
  readonly scope: AccessScope;
  /** A user of a throw-away environment: destroyed even with keys. @default false */
  readonly disposable?: boolean;
}

/**
 * A user for a vendor that cannot take on a role. It is denied all but its grants, its policy is
 * its group's, and it has no access key: a key made by Terraform would stand in the state in clear.
 */
export class AccessUser extends Construct {
  /** Name of the user. */
  readonly name: string;
  /** ARN of the user. */
  readonly arn: string;

  /** @throws RefusedError for whatever {@link checkAccessUser} finds */
  constructor(scope: Construct, id: string, props: AccessUserProps) {
    super(scope, id);
    refuse(checkAccessUser(props), this.node.path);

    const user = new IamUser(this, 'User', {
      name: props.name,
      forceDestroy: props.disposable ?? false,
    });
    const group = new IamGroup(this, 'Group', { name: props.name });
    new IamGroupPolicy(this, 'Policy', {
      name: 'recordings',
      group: group.name,
      policy: renderPolicy(userStatements(props)),
    });
    new IamGroupMembership(this, 'Membership', {
      name: props.name,
      group: group.name,
      users: [user.name],
    });
    this.name = user.name;
    this.arn = user.arn;
  }
}

/** The statements of the user's policy: the guide's three, and the Deny that confines to the folder. */
export function userStatements({
  grants,
  scope,
}: Pick<AccessUserProps, 'grants' | 'scope'>): Statement[] {
  return [...denyEverythingElse(grants, scope), ...grantStatements(grants, scope)];
}

/** Refuses what IAM would not take. */
export function checkAccessUser(props: AccessUserProps): Problem[] {
  return [
    ...checkIamName(props.name).map(under('name')),
    ...checkPolicySize('group policy', userStatements(props)).map(under('scope')),
  ];
}
