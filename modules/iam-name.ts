import { type Problem, problemIf } from '../core/problem';

/**
 * Beginnings of the names of roles that only AWS creates.
 *
 * @see IAM User Guide, "Create a service-linked role"; IAM Identity Center User Guide, "Referencing permission sets"
 */
const RESERVED = /^(?:AWSServiceRoleFor|AWSReservedSSO_)/i;

/** Refuses a name that IAM would reject for a role, a user or a group. */
export function checkIamName(name: string): Problem[] {
  if (/^[\w+=,.@-]{1,64}$/.test(name)) {
    const [reserved = ''] = RESERVED.exec(name) ?? [];
    return problemIf(reserved !== '', {
      rule: 'iam-name',
      path: [],
      what: `${name} begins with ${reserved}, as only roles that AWS itself creates do`,
      fix: 'Choose another name.',
    });
  }
  return [
    {
      rule: 'iam-name',
      path: [],
      what: `${JSON.stringify(name)} is not a valid IAM name`,
      fix: 'Use 1 to 64 letters, digits and the characters + = , . @ - _.',
    },
  ];
}
