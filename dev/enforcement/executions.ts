import type { ApiCall } from '../api-call';
import { errorAnswer, type ProxyResponse } from '../exchange';
import { tryFindCredential } from '../signature/credential';
import { isExecution } from './callers';
import type { Deployed } from './deployed';
import { canAssume } from './given-roles';
import { regionalArn, serviceQuestion } from './questions/services';
import { textOf } from './record';
import type { Verdict } from './verdict';

const SERVICE = 'states.amazonaws.com';

/** Calls for which Step Functions has to be able to assume the role of a state machine. */
const ASSUMING = new Set(['CreateStateMachine', 'UpdateStateMachine', 'StartExecution']);

/** As Step Functions names the machine of a Distributed Map's executions: with the label of the Map. */
const LABEL = '/Map';

/**
 * How Step Functions refuses a call, or its own call for an execution, because of the role of a state machine; undefined
 * if it does not.
 */
export async function refuseExecutions(
  call: ApiCall,
  verdict: Verdict,
  deployed: Deployed,
): Promise<ProxyResponse | undefined> {
  if (call.service === 'states') return refuseMachineRole(call, verdict, deployed);
  if (call.operation !== 'GetObject') return undefined;
  const execution = isExecution(tryFindCredential(call.request)?.accessKeyId);
  return execution ? refuseMapExecutions(call, verdict, deployed) : undefined;
}

/** @see AWS Step Functions API Reference, "CreateStateMachine", `roleArn` */
async function refuseMachineRole(
  call: ApiCall,
  verdict: Verdict,
  deployed: Deployed,
): Promise<ProxyResponse | undefined> {
  if (!ASSUMING.has(call.action ?? '')) return undefined;
  const arn =
    textOf(call, 'stateMachineArn') ||
    regionalArn('states', `stateMachine:${textOf(call, 'name')}`, verdict.place);
  const roleArn = textOf(call, 'roleArn') || deployed.machines.get(arn)?.roleArn;
  return roleArn === undefined ? undefined : refuseAssuming(call, verdict, { arn, roleArn });
}

/**
 * How a Distributed Map fails that may read its items and not start an execution for each, or whose executions cannot
 * assume the role. moto starts no executions for them, so it is decided when the items are read.
 *
 * @see AWS Step Functions Developer Guide, "IAM policies for using Distributed Map states"
 */
async function refuseMapExecutions(
  call: ApiCall,
  verdict: Verdict,
  { executing = '', machines }: Deployed,
): Promise<ProxyResponse | undefined> {
  const machine = machines.get(executing);
  if (machine?.distributed !== true) return undefined;
  const question = serviceQuestion('states:StartExecution', executing, verdict.place);
  const { roleArn } = machine;
  return (
    (await verdict.refuseFirst('s3', [question])) ??
    refuseAssuming(call, verdict, { arn: `${executing}${LABEL}`, roleArn })
  );
}

async function refuseAssuming(
  call: ApiCall,
  verdict: Verdict,
  { arn, roleArn }: { readonly arn: string; readonly roleArn: string },
): Promise<ProxyResponse | undefined> {
  if (await canAssume(call, verdict, { service: SERVICE, roleArn, sourceArn: arn }))
    return undefined;
  const message = `Neither the global service principal ${SERVICE}, nor the regional one is authorized to assume the provided role.`;
  return errorAnswer(call.service, { status: 400, code: 'AccessDeniedException', message });
}
