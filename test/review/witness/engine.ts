import { ALLOW_ALL, type Caller, decide } from '../../../access/decide';
import { type Engine, tryLoadEngine } from '../../../access/engine';
import type { Policy } from '../../../core/policy';
import type { Change } from '../../../review/plan';
import type { AccessExample } from '../../../review/witness/search';

type Side = 'before' | 'after';
type Values = Readonly<Record<string, unknown>>;

const engine = tryLoadEngine() as Engine;

/** The attributes of all resources of a type, read without the code that is tested. */
function valuesOf(changes: readonly Change[], side: Side, type: string): Values[] {
  return changes
    .filter((each) => each.type === type)
    .map((each) => each[side])
    .filter((values) => Object.keys(values).length > 0);
}

const parse = (text: unknown) => JSON.parse(String(text)) as Policy;

/** The policy of the resource that a request is about. */
function resourcePolicy(changes: readonly Change[], side: Side, arn: string): Policy | undefined {
  const all = (type: string) => valuesOf(changes, side, type);
  const [bucket] = /^arn:aws:s3:::([^/]+)/.exec(arn)?.slice(1) ?? [];
  const queue = all('aws_sqs_queue').find((each) => each.arn === arn)?.url;
  const [found] = [
    ...all('aws_s3_bucket_policy').filter((each) => each.bucket === bucket),
    ...all('aws_kms_key').filter((each) => each.arn === arn),
    ...all('aws_iam_role').filter((each) => each.arn === arn),
    ...all('aws_secretsmanager_secret_policy').filter((each) => each.secret_arn === arn),
    ...all('aws_sns_topic_policy').filter((each) => each.arn === arn),
    ...all('aws_sqs_queue_policy').filter((each) => each.queue_url === queue),
  ];
  return found && parse(found.policy ?? found.assume_role_policy);
}

function ownPolicies(changes: readonly Change[], side: Side, arn: string) {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const all = (type: string) => valuesOf(changes, side, type);
  const groups = all('aws_iam_group_membership')
    .filter(({ users }) => (users as string[]).includes(name))
    .map(({ group }) => group);
  const isRole = arn.includes(':role/');
  const found = [
    ...all('aws_iam_role_policy').filter(({ role }) => isRole && role === name),
    ...all('aws_iam_user_policy').filter(({ user }) => !isRole && user === name),
    ...all('aws_iam_group_policy').filter(({ group }) => !isRole && groups.includes(group)),
  ];
  return found.map(({ policy }, index) => ({ name: `own-${index}`, policy: parse(policy) }));
}

function callerOf(
  changes: readonly Change[],
  side: Side,
  { request: { caller } }: AccessExample,
): Caller {
  const { kind, name, account, own } = caller;
  const isPrincipal = kind === 'principal';
  const role = name.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?/, ':assumed-role/');
  const own_ = own === 'planned' ? ownPolicies(changes, side, name) : [];
  return {
    principal: isPrincipal && name.includes(':role/') ? `${role}/session` : name,
    policies: own === 'everything' ? ALLOW_ALL : own_,
    context: {
      'aws:PrincipalIsAWSService': String(kind === 'service'),
      ...(isPrincipal && { 'aws:PrincipalArn': name, 'aws:PrincipalAccount': account }),
    },
  };
}

/** Whether an IAM engine allows the request of an example, with the policies of one side of a plan. */
export async function engineAllows(
  changes: readonly Change[],
  side: Side,
  example: AccessExample,
): Promise<boolean> {
  const { request, context } = example;
  const { allowed } = await decide(engine, callerOf(changes, side, example), {
    action: request.action.name,
    resource: request.resource,
    account: '123456789012',
    resourcePolicy: resourcePolicy(changes, side, request.resource),
    context,
  });
  return allowed;
}
