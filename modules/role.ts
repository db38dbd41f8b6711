import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { Construct } from 'constructs';
import { renderPolicy, type Statement } from '../core/policy';

interface RoleProps {
  readonly name: string;
  readonly description?: string;
  readonly trust: Statement;
  readonly policyName: string;
  readonly statements: readonly Statement[];
  /** Longest session, in seconds. @default - one hour, IAM's own default */
  readonly maxSessionDuration?: number;
}

/** Adds a role with one inline policy. The role grants nothing before the policy exists. */
export function addRole(
  scope: Construct,
  { trust, policyName, statements, ...props }: RoleProps,
  [roleId, policyId]: readonly [string, string] = ['Role', 'Policy'],
): { readonly arn: string; readonly name: string; readonly policy: IamRolePolicy } {
  const role = new IamRole(scope, roleId, { ...props, assumeRolePolicy: renderPolicy([trust]) });
  const policy = new IamRolePolicy(scope, policyId, {
    name: policyName,
    role: role.id,
    policy: renderPolicy(statements),
  });
  return { arn: role.arn, name: role.name, policy };
}
