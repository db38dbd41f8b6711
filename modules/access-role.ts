import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { checkPolicySize, renderPolicy } from '../core/policy';
import { type Problem, refuse, under } from '../core/problem';
import { type AccessScope, type Grants, grantStatements } from './access-statements';
import { checkIamName } from './iam-name';
import { checkExternalId, type Trust, trustStatement } from './trust';

/** @see IAM User Guide, "Update a role", on the maximum session duration */
export const SESSION_SECONDS = { least: 3_600, most: 43_200 } as const;

/** What {@link AccessRole} needs to know. */
export interface AccessRoleProps {
  /** Name of the role; part of what the vendor is given. */
  readonly name: string;
  /** What the role is for, for people who find it in the console. */
  readonly description: string;
  /** Who may take it on. */
  readonly trust: Trust;
  /** What it may do. */
  readonly grants: Grants;
  /** Where it may do it. */
  readonly scope: AccessScope;
  /**
   * Longest session, in seconds, from 3,600 to 43,200.
   *
   * @default 3600
   */
  readonly sessionSeconds?: number;
}

/** A role for a vendor: only it can take the role on, and only to do what it was granted. */
export class AccessRole extends Construct {
  /** ARN that the vendor is given. */
  readonly arn: string;

  /** @throws RefusedError for whatever {@link checkAccessRole} finds */
  constructor(scope: Construct, id: string, props: AccessRoleProps) {
    super(scope, id);
    refuse(checkAccessRole(props), this.node.path);

    const role = new IamRole(this, 'Role', {
      name: props.name,
      description: props.description,
      assumeRolePolicy: renderPolicy([trustStatement(props.trust)]),
      maxSessionDuration: props.sessionSeconds ?? SESSION_SECONDS.least,
    });
    new IamRolePolicy(this, 'Policy', {
      name: 'recordings',
      role: role.id,
      policy: renderPolicy(grantStatements(props.grants, props.scope)),
    });
    this.arn = role.arn;
  }
}

/** Refuses what IAM or STS would not take. */
export function checkAccessRole(props: AccessRoleProps): Problem[] {
  const { name, trust, grants, scope, sessionSeconds = SESSION_SECONDS.least } = props;
  return [
    ...checkIamName(name).map(under('name')),
    ...(trust.kind === 'account'
      ? checkExternalId(trust.externalId).map(under('trust', 'externalId'))
      : []),
    ...checkSession(sessionSeconds).map(under('sessionSeconds')),
    ...checkPolicySize('trust policy', [trustStatement(trust)]).map(under('trust')),
    ...checkPolicySize('role policy', grantStatements(grants, scope)).map(under('scope')),
  ];
}

function checkSession(seconds: number): Problem[] {
  const { least, most } = SESSION_SECONDS;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return [];
  return [
    {
      rule: 'session-seconds',
      path: [],
      what: `${seconds} seconds is not between the ${least} and ${most} that IAM allows a session`,
      fix: `Set it to the vendor's requirement; ${least} is an hour, ${most} is twelve.`,
    },
  ];
}
