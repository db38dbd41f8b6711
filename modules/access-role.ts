import { Construct } from 'constructs';
import { VENDOR_POLICY_NAME } from '../core/vendor-policy';
import { checkPolicySize, type Statement } from '../core/policy';
import { type Problem, problemIf, refuse, under } from '../core/problem';
import {
  type AccessScope,
  DENY_EVERYTHING,
  type Grants,
  grantStatements,
} from './access-statements';
import { checkIamName } from './iam-name';
import { addRole } from './role';
import { checkExternalId, type Trust, trustStatement } from './trust';

/** @see IAM User Guide, "Update a role", on the maximum session duration */
const SESSION_SECONDS = { least: 3_600, most: 43_200 } as const;

/** Props of {@link AccessRole}. */
export interface AccessRoleProps {
  /** The vendor gets it as part of the role's ARN. */
  readonly name: string;
  /** Shown in the console. */
  readonly description: string;
  /** Who may assume the role. */
  readonly trust: Trust;
  readonly grants: Grants;
  readonly scope: AccessScope;
  /**
   * Longest session, in seconds, from 3,600 to 43,200.
   *
   * @default 3600
   */
  readonly sessionSeconds?: number;
}

/** A role for a vendor. Only the vendor can assume it, and it allows only what it was granted. */
export class AccessRole extends Construct {
  /** The ARN the vendor needs. */
  readonly arn: string;

  /** @throws RefusedError for what {@link checkAccessRole} finds */
  constructor(scope: Construct, id: string, props: AccessRoleProps) {
    super(scope, id);
    refuse(checkAccessRole(props), this.node.path);
    this.arn = addRole(this, {
      name: props.name,
      description: props.description,
      trust: trustStatement(props.trust),
      policyName: VENDOR_POLICY_NAME,
      statements: roleStatements(props),
      maxSessionDuration: props.sessionSeconds ?? SESSION_SECONDS.least,
    }).arn;
  }
}

/** The statements of the role's policy. A role that no principal trusts is denied everything. */
export function roleStatements({
  trust,
  grants,
  scope,
}: Pick<AccessRoleProps, 'trust' | 'grants' | 'scope'>): Statement[] {
  return trust.kind === 'none' ? [DENY_EVERYTHING] : grantStatements(grants, scope);
}

/** Refuses what IAM or STS would reject. */
export function checkAccessRole(props: AccessRoleProps): Problem[] {
  const { name, trust, sessionSeconds = SESSION_SECONDS.least } = props;
  return [
    ...checkIamName(name).map(under('name')),
    ...checkDescription(props.description).map(under('description')),
    ...(trust.kind === 'account' && trust.externalId !== undefined
      ? checkExternalId(trust.externalId).map(under('trust', 'externalId'))
      : []),
    ...checkSession(sessionSeconds).map(under('sessionSeconds')),
    ...checkPolicySize('trust policy', [trustStatement(trust)]).map(under('trust')),
    ...checkPolicySize('role policy', roleStatements(props)).map(under('scope')),
  ];
}

/** @see AWS IAM API Reference, "CreateRole", `Description`: pattern and length */
function checkDescription(description: string): Problem[] {
  const isAccepted = /^[\t\n\r\x20-\x7e\xa1-\xff]{0,1000}$/.test(description);
  return problemIf(!isAccepted, {
    rule: 'iam-description',
    path: [],
    what: `IAM does not accept ${JSON.stringify(description)} as the description of a role`,
    fix: 'Use letters of English and the other languages of western Europe, without typographic quotes and dashes.',
  });
}

function checkSession(seconds: number): Problem[] {
  const { least, most } = SESSION_SECONDS;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return [];
  return [
    {
      rule: 'session-seconds',
      path: [],
      what: `${seconds} seconds is outside the ${least} to ${most} that IAM allows for a session`,
      fix: `Set it to the vendor's requirement; ${least} is one hour, ${most} is twelve.`,
    },
  ];
}
