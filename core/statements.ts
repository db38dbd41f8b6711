import { type Conditions, many, type OneOrMany, type Statement } from './policy';

type StatementScope = Pick<Statement, 'Action' | 'Resource' | 'Condition'>;

/** Allows actions on resources, in the policy of a role or group. */
export function allow(Sid: string, Action: OneOrMany, Resource: OneOrMany): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/** Allows an AWS service something, in the policy of a resource or the trust policy of a role. */
export function allowService(Sid: string, Service: string, scope: StatementScope): Statement {
  return { Sid, Effect: 'Allow', Principal: { Service }, ...scope };
}

/** Denies every principal something, in the policy of a resource. */
export function denyEveryone(Sid: string, scope: StatementScope): Statement {
  return { Sid, Effect: 'Deny', Principal: '*', ...scope };
}

/** Denies plain HTTP. The statement has this one condition only: a second one would weaken it. */
export function denyPlainHttp(Action: string, Resource: OneOrMany): Statement {
  const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
  return denyEveryone('EnforceSSLOnly', { Action, Resource, Condition });
}

/**
 * Limits a service to requests on behalf of one resource of the account, or of those that match a pattern. Without
 * it the service could be made to act for a resource of another account.
 *
 * An ARN with the account in it is the only condition: not every service that sends `aws:SourceArn` also sends
 * `aws:SourceAccount`.
 *
 * @see IAM User Guide, "The confused deputy problem"
 * @see Amazon EventBridge User Guide, "Troubleshooting", "My rule ran but my Lambda function wasn't invoked"
 */
export function onBehalfOf(account: string, sourceArn: OneOrMany): Conditions {
  const arns = many(sourceArn);
  const operator = arns.some((arn) => arn.includes('*')) ? 'ArnLike' : 'ArnEquals';
  return {
    ...(!arns.every((arn) => arn.includes(`:${account}:`)) && {
      StringEquals: { 'aws:SourceAccount': account },
    }),
    [operator]: { 'aws:SourceArn': sourceArn },
  };
}

/**
 * The same for a service of which AWS does not document that it names the resource: requests on behalf of another one
 * are refused, and those that name none are not. Only right where something else keeps other accounts out: the policy
 * of the queue or topic, or `iam:PassRole`, which is never allowed across accounts.
 */
export function unlessForOthers(account: string, sourceArn?: string): Conditions {
  return {
    StringEqualsIfExists: { 'aws:SourceAccount': account },
    ...(sourceArn !== undefined && { ArnLikeIfExists: { 'aws:SourceArn': sourceArn } }),
  };
}

/** The ARN pattern of the objects of one folder, or a list of them for several. */
export function objectArns(bucketArn: string, prefixes: readonly string[]): OneOrMany {
  const arns = prefixes.map((prefix) => `${bucketArn}/${prefix}*`);
  return arns.length === 1 ? (arns[0] ?? '') : arns;
}
