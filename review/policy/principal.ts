import { contains, type Element } from '../../core/policy-element';

/**
 * Whether principals include all others. Unlike ARNs of other resources, an account includes its principals: everyone
 * except a role does not include the account of that role.
 */
export function containsPrincipal(wide: Element, narrow: Element): boolean {
  if (wide.except && !narrow.except && wide.patterns.some((each) => isPartOf(each, narrow))) {
    return false;
  }
  return contains(wide, narrow);
}

const isPartOf = (exception: string, { patterns }: Element) =>
  patterns.some((each) => isAccountWide(each, exception) || isAccountWide(exception, each));

/** Whether the first stands for its whole account, or a session in it, and the second belongs to that account. */
function isAccountWide(first: string, second: string): boolean {
  const account = accountOf(first);
  return account !== undefined && account === accountOf(second) && !isIdentity(first);
}

/** The account of an AWS principal. */
export const accountOf = (principal: string) =>
  /^AWS:(?:arn:[a-z-]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(principal)?.[1];

/** Whether a principal is exactly one role or user. */
const isIdentity = (principal: string) =>
  /^AWS:arn:[a-z-]+:iam::\d{12}:(?:role|user)\/[^*?]+$/.test(principal);
