import type { Authorization, Decision } from '../../access/decide';
import { type ProxyResponse, errorAnswer } from '../exchange';

/** A header with the Sids of the deciding statements. AWS has no such header. */
export const DECIDED_BY = 'x-callvault-decided-by';

/** The caller and the service of a request. */
export interface RequestIdentity {
  /** ARN of the caller. */
  readonly caller: string;
  /** The service that received the request. The refused action may be its call to another service. */
  readonly service: string;
}

/** The refusal of AWS, in the form of the service. */
export function refusal(
  { caller, service }: RequestIdentity,
  { action, resource }: Pick<Authorization, 'action' | 'resource'>,
  decision: Decision,
): ProxyResponse {
  const why = decision.explicit ? 'with an explicit deny' : 'because no policy allows the action';
  const message = `User: ${caller} is not authorized to perform: ${action} on resource: "${resource}" ${why}`;
  const answer = inFormOf(service, message);
  return { ...answer, headers: [...answer.headers, DECIDED_BY, decision.by.join(', ')] };
}

function inFormOf(service: string, message: string): ProxyResponse {
  const code = CODES[service];
  return errorAnswer(
    service,
    code === undefined
      ? { status: 400, code: 'AccessDeniedException', message }
      : { status: 403, code, message },
  );
}

/** How the services with XML answers name it. */
const CODES: Readonly<Record<string, string>> = {
  s3: 'AccessDenied',
  sts: 'AccessDenied',
  iam: 'AccessDenied',
  sns: 'AuthorizationError',
};
