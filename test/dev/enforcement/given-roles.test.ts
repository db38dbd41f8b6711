import { Readable } from 'node:stream';
import { unlessForOthers } from '../../../core/statements';
import { renderPolicy, type Statement } from '../../../core/policy';
import { parsePolicy } from '../../../core/policy-statement';
import type { ApiCall } from '../../../dev/api-call';
import { DEPLOYER, callerOf } from '../../../dev/enforcement/callers';
import { Deployed } from '../../../dev/enforcement/deployed';
import { refuseExecutions } from '../../../dev/enforcement/executions';
import { refuseGivenRoles } from '../../../dev/enforcement/given-roles';
import { globalContext } from '../../../dev/enforcement/questions/context';
import { Verdict } from '../../../dev/enforcement/verdict';
import { engine } from '../../access/world';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/check`;
const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/check`;

const trust = (Service: string, Condition?: Statement['Condition']): Statement => ({
  Sid: 'Trust',
  Effect: 'Allow',
  Principal: { Service },
  Action: 'sts:AssumeRole',
  ...(Condition && { Condition }),
});

/** How the services answer the deployer's call when the role has one statement in its trust policy. */
async function refusalOf(name: string, parameters: object, statement: Statement | undefined) {
  const deployed = new Deployed();
  if (statement) {
    const parsed = parsePolicy(renderPolicy([statement]));
    deployed.roles.set('check', { arn: ROLE, trust: parsed, maxSessionSeconds: 3_600 });
  }
  const [service = '', action = ''] = name.split(':');
  const request = { method: 'POST', url: '/', headers: [], body: Readable.from([]) };
  const call: ApiCall = { service, action, parameters: { ...parameters }, request };
  const verdict = new Verdict(engine(), callerOf(deployed, 'test', { principal: DEPLOYER }), {
    deployed,
    bucketPolicy: () => undefined,
    region: 'us-east-1',
    context: globalContext('us-east-1'),
    now: 0,
  });
  const refused =
    (await refuseExecutions(call, verdict, deployed)) ?? (await refuseGivenRoles(call, verdict));
  return refused && (JSON.parse(refused.body as string) as { __type: string }).__type;
}

const CALLS = [
  ['lambda:CreateFunction', 'lambda', 'InvalidParameterValueException', { Role: ROLE }],
  [
    'lambda:UpdateFunctionConfiguration',
    'lambda',
    'InvalidParameterValueException',
    { Role: ROLE },
  ],
  ['states:CreateStateMachine', 'states', 'AccessDeniedException', { name: 'c', roleArn: ROLE }],
  [
    'events:PutTargets',
    'events',
    'ValidationException',
    { Rule: 'check', Targets: [{ Id: '1', RoleArn: ROLE }] },
  ],
] as const;

test.each(CALLS)('%s needs a role that %s can assume', async (...row) => {
  const [name, service, code, parameters] = row;
  const principal = `${service}.amazonaws.com`;
  const others = { StringEquals: { 'aws:SourceAccount': '111111111111' } };
  const answers = [
    await refusalOf(name, parameters, undefined),
    await refusalOf(name, parameters, trust('ec2.amazonaws.com')),
    await refusalOf(name, parameters, trust(principal, others)),
    await refusalOf(name, parameters, { ...trust(principal), Effect: 'Deny' }),
    await refusalOf(name, parameters, trust(principal)),
    await refusalOf(name, parameters, trust(principal, unlessForOthers(ACCOUNT))),
  ];
  expect(answers).toEqual([code, code, code, code, undefined, undefined]);
});

test('EventBridge assumes a role for its rule', async () => {
  const parameters = { Rule: 'check', Targets: [{ Id: '1', RoleArn: ROLE }] };
  const onlyFor = (arn: string) =>
    trust('events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': arn } });
  expect(await refusalOf('events:PutTargets', parameters, onlyFor(RULE))).toBe(undefined);
  const other = await refusalOf('events:PutTargets', parameters, onlyFor(`${RULE}2`));
  expect(other).toBe('ValidationException');
});

test.each([
  ['lambda:UpdateFunctionConfiguration', { Timeout: 900 }],
  ['lambda:UpdateFunctionCode', { Role: ROLE }],
  ['events:PutTargets', { Rule: 'check', Targets: [{ Id: '1', Arn: 'arn:aws:sqs:x' }] }],
])('%s without a role tries none', async (name, parameters) => {
  expect(await refusalOf(name, parameters, undefined)).toBe(undefined);
});
