import type { Problem } from '../core/problem';

/** Refuses a name that IAM would reject for a role, a user or a group. */
export function checkIamName(name: string): Problem[] {
  if (/^[\w+=,.@-]{1,64}$/.test(name)) return [];
  return [
    {
      rule: 'iam-name',
      path: [],
      what: `${JSON.stringify(name)} is not a valid IAM name`,
      fix: 'Use 1 to 64 letters, digits and the characters + = , . @ - _.',
    },
  ];
}
