import type { ApiCall } from '../api-call';
import { errorAnswer, type ProxyResponse } from '../exchange';
import { serviceFor } from './callers';
import { regionalArn } from './questions/services';
import { textOf } from './record';
import type { Verdict } from './verdict';

/** A role that a service assumes, for one of its resources. */
export interface GivenRole {
  readonly service: string;
  readonly roleArn: string;
  /** ARN of the resource. @default - the service names none */
  readonly sourceArn?: string;
}

/** Whether a service can assume a role: the role exists, and its trust policy allows the service. */
export async function canAssume(
  { request }: ApiCall,
  verdict: Verdict,
  { service, roleArn, sourceArn }: GivenRole,
): Promise<boolean> {
  const source = sourceArn === undefined ? undefined : { 'aws:SourceArn': sourceArn };
  const refused = await verdict.as(serviceFor(service), source ?? {}).refuse({
    service: 'sts',
    action: 'AssumeRole',
    parameters: { RoleArn: roleArn, RoleSessionName: 'service' },
    request,
  });
  return refused === undefined;
}

/** How a service checks the roles that a call gives it. */
interface RoleCheck {
  find(call: ApiCall, verdict: Verdict): readonly GivenRole[];
  refusal(roleArn: string): { readonly code: string; readonly message: string };
}

const FUNCTION: RoleCheck = {
  find: (call) => {
    const roleArn = textOf(call, 'Role');
    return roleArn === '' ? [] : [{ service: 'lambda.amazonaws.com', roleArn }];
  },
  refusal: () => ({
    code: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  }),
};

const TARGETS: RoleCheck = {
  find: (call, { place }) =>
    ((call.parameters.Targets ?? []) as readonly { readonly RoleArn?: string }[]).flatMap(
      ({ RoleArn: roleArn }) => {
        const sourceArn = regionalArn('events', `rule/${textOf(call, 'Rule')}`, place);
        return roleArn === undefined
          ? []
          : [{ service: 'events.amazonaws.com', roleArn, sourceArn }];
      },
    ),
  refusal: (roleArn) => ({
    code: 'ValidationException',
    message: `Provided role '${roleArn}' cannot be assumed by principal 'events.amazonaws.com'.`,
  }),
};

/**
 * Services that try to assume a role when a call gives it to them. Step Functions also does so later: see
 * `refuseExecutions`. No document has the messages; they are those that users report.
 *
 * @see AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role"
 * @see Amazon EventBridge User Guide, "Using IAM roles"
 */
const CHECKS: Readonly<Record<string, RoleCheck>> = {
  'lambda:CreateFunction': FUNCTION,
  'lambda:UpdateFunctionConfiguration': FUNCTION,
  'events:PutTargets': TARGETS,
};

/** How a service refuses a call that gives it a role that it cannot assume; undefined if it can. */
export async function refuseGivenRoles(
  call: ApiCall,
  verdict: Verdict,
): Promise<ProxyResponse | undefined> {
  const check = CHECKS[`${call.service}:${call.action ?? ''}`];
  for (const role of check?.find(call, verdict) ?? []) {
    if (await canAssume(call, verdict, role)) continue;
    return check && errorAnswer(call.service, { status: 400, ...check.refusal(role.roleArn) });
  }
  return undefined;
}
