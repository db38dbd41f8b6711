import type { Authorization, Decision } from '../../access/decide';
import { type Answer, errorAnswer } from '../exchange';

/** Names the statements that decided, which AWS itself never does. */
export const DECIDED_BY = 'x-callvault-decided-by';

/** Who asked whom. */
export interface RequestIdentity {
  /** ARN of who asked. */
  readonly caller: string;
  /** The service that was asked; what is refused may be its use of another, for the caller. */
  readonly service: string;
}

/** What AWS answers to somebody who may not do something, in the form of the service. */
export function refusal(
  { caller, service }: RequestIdentity,
  { action, resource }: Pick<Authorization, 'action' | 'resource'>,
  decision: Decision,
): Answer {
  const why = decision.explicit ? 'with an explicit deny' : 'because no policy allows the action';
  const message = `User: ${caller} is not authorized to perform: ${action} on resource: "${resource}" ${why}`;
  const answer = inFormOf(service, message);
  return { ...answer, headers: [...answer.headers, DECIDED_BY, decision.by.join(', ')] };
}

function inFormOf(service: string, message: string): Answer {
  const query = service === 's3' || service === 'sts' || service === 'iam';
  return errorAnswer(
    service,
    query
      ? { status: 403, code: 'AccessDenied', message }
      : { status: 400, code: 'AccessDeniedException', message },
  );
}
