import type { Statement } from '../core/policy';
import { allow } from '../core/statements';

/** Allows actions on resources; nothing without either. */
export function allowOn(
  sid: string,
  actions: readonly string[],
  arns: readonly string[],
): Statement[] {
  return actions.length === 0 || arns.length === 0 ? [] : [allow(sid, actions, arns)];
}

/** Every resource but one; every resource if there is none. */
export function allBut(arn: string | undefined): Pick<Statement, 'Resource' | 'NotResource'> {
  return arn === undefined ? { Resource: '*' } : { NotResource: arn };
}

/** Denies everything but some actions on resources. */
export function denyAllBut(Sid: string, NotAction: readonly string[], Resource: string | string[]) {
  return { Sid, Effect: 'Deny', NotAction, Resource } as const;
}
