import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Authorization } from '../../../access/decide';
import { keyAuthorization } from '../../../access/operations';
import type { ApiCall } from '../../api-call';
import { ACCOUNT_ID } from '../../moto-server';
import { element, textOf } from '../record';
import { tagsOf } from '../tags';
import { requestedTags } from './context';
import { regionalArn, serviceQuestion } from './services';
import type { QuestionPlace } from './s3';

/** What a service calls as the principal of a call, besides the action of the call itself. */
type FindDependents = (call: ApiCall, place: QuestionPlace) => readonly Authorization[];

/** A service is given a role. */
const passing =
  (service: string, ...parameters: readonly string[]): FindDependents =>
  (call, place) =>
    parameters
      .map((name) => textOf(call, name))
      .filter((arn) => arn !== '')
      .map((arn) => passRole(arn, service, place));

function passRole(arn: string, service: string, place: QuestionPlace): Authorization {
  const question = serviceQuestion('iam:PassRole', arn, place);
  const passedTo = { 'iam:PassedToService': `${service}.amazonaws.com` };
  return { ...question, context: { ...question.context, ...passedTo } };
}

/** Something is created with tags: the service authorizes that as it does for a resource that exists. */
const tagging =
  (action: string, find: (call: ApiCall, place: QuestionPlace) => string): FindDependents =>
  (call, place) =>
    hasTags(call) ? [serviceQuestion(action, find(call, place), withTags(call, place))] : [];

const withTags = (call: ApiCall, place: QuestionPlace): QuestionPlace => ({
  ...place,
  context: { ...place.context, ...requestedTags(call) },
});

const hasTags = ({ parameters }: ApiCall) => Object.keys(tagsOf(parameters)).length > 0;

const named =
  (service: string, prefix: string, parameter: string) => (call: ApiCall, place: QuestionPlace) =>
    regionalArn(service, `${prefix}${textOf(call, parameter)}`, place);

/**
 * Secrets Manager uses the key of a secret as the caller.
 *
 * @see AWS Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager"
 */
const usingSecretKey =
  (...actions: readonly string[]): FindDependents =>
  (call, { deployed, region }) => {
    const secret = deployed.tryFindSecret(textOf(call, 'SecretId'));
    const arn = deployed.tryFindKey(textOf(call, 'KmsKeyId')) ?? secret?.keyArn;
    const stack = deployed.asStack(region);
    const key = stack.keys.find((each) => each.arn === arn);
    if (!key) return [];
    const secretArn =
      secret?.arn ??
      regionalArn('secretsmanager', `secret:${textOf(call, 'Name')}-AbCdEf`, {
        region,
        context: {},
      });
    const context = { 'kms:EncryptionContext:SecretARN': secretArn };
    return actions.map((action) =>
      keyAuthorization(stack, key, { action, service: 'secretsmanager', context }),
    );
  };

/** The ARN of a key that does not exist yet. */
const NEW_KEY = 'key/00000000-0000-4000-8000-000000000000';

/**
 * A new key: its policy and its tags are authorized apart. Its policy is, here, without the tags: no document says that
 * they are known by then.
 */
const creatingKey: FindDependents = (call, place) => {
  const arn = regionalArn('kms', NEW_KEY, place);
  return [
    ...(textOf(call, 'Policy') === '' ? [] : [serviceQuestion('kms:PutKeyPolicy', arn, place)]),
    ...tagging('kms:TagResource', () => arn)(call, place),
    // A key policy is required; that of a key that is being created does not limit its creator.
  ].map((question) => ({ ...question, resourcePolicy: ACCOUNT_MAY }));
};

const ACCOUNT_MAY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Account',
      Effect: 'Allow',
      Principal: { AWS: ACCOUNT_ID },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
} as const;

const both =
  (...all: readonly FindDependents[]): FindDependents =>
  (call, place) =>
    all.flatMap((each) => each(call, place));

const iamName = (kind: string) => (call: ApiCall) =>
  `arn:aws:iam::${ACCOUNT_ID}:${kind.toLowerCase()}${textOf(call, 'Path') || '/'}${textOf(call, `${kind}Name`)}`;

/**
 * The dependent actions of calls.
 *
 * @see Service Authorization Reference, "Dependent actions", and the pages of the services on tags and keys
 */
export const DEPENDENTS: Readonly<Record<string, FindDependents>> = {
  'secretsmanager:CreateSecret': both(
    usingSecretKey('kms:GenerateDataKey', 'kms:Decrypt'),
    tagging('secretsmanager:TagResource', named('secretsmanager', 'secret:', 'Name')),
  ),
  'secretsmanager:UpdateSecret': usingSecretKey('kms:GenerateDataKey', 'kms:Decrypt'),
  'secretsmanager:PutSecretValue': usingSecretKey('kms:GenerateDataKey', 'kms:Decrypt'),
  'secretsmanager:GetSecretValue': usingSecretKey('kms:Decrypt'),
  'lambda:CreateFunction': both(
    passing('lambda', 'Role'),
    tagging('lambda:TagResource', named('lambda', 'function:', 'FunctionName')),
  ),
  'lambda:UpdateFunctionConfiguration': passing('lambda', 'Role'),
  'states:CreateStateMachine': both(
    passing('states', 'roleArn'),
    tagging('states:TagResource', named('states', 'stateMachine:', 'name')),
  ),
  'states:UpdateStateMachine': passing('states', 'roleArn'),
  'events:PutTargets': (call, place) =>
    ((call.parameters.Targets ?? []) as readonly { readonly RoleArn?: string }[]).flatMap(
      ({ RoleArn }) => (RoleArn === undefined ? [] : [passRole(RoleArn, 'events', place)]),
    ),
  'events:PutRule': tagging('events:TagResource', named('events', 'rule/', 'Name')),
  'logs:CreateLogGroup': tagging('logs:TagResource', named('logs', 'log-group:', 'logGroupName')),
  'cloudwatch:PutMetricAlarm': tagging(
    'cloudwatch:TagResource',
    named('cloudwatch', 'alarm:', 'AlarmName'),
  ),
  'sns:CreateTopic': tagging('sns:TagResource', named('sns', '', 'Name')),
  'sqs:CreateQueue': tagging('sqs:TagQueue', named('sqs', '', 'QueueName')),
  'kms:CreateKey': creatingKey,
  'iam:CreateRole': tagging('iam:TagRole', iamName('Role')),
  'iam:CreateUser': tagging('iam:TagUser', iamName('User')),
  'iam:CreateOpenIDConnectProvider': tagging(
    'iam:TagOpenIDConnectProvider',
    (call) =>
      `arn:aws:iam::${ACCOUNT_ID}:oidc-provider/${textOf(call, 'Url').replace(/^https:\/\//, '')}`,
  ),
  's3:PutReplicationConfiguration': passing('s3', 'Role'),
  's3:CreateJob': passing('batchoperations.s3', 'RoleArn'),
};

/** What a call depends on besides its own action. */
export function dependentQuestions(call: ApiCall, place: QuestionPlace): readonly Authorization[] {
  return DEPENDENTS[`${call.service}:${call.action ?? ''}`]?.(call, place) ?? [];
}

/** Reads the role of a replication, which is in the body. */
export async function withReplicationRole(call: ApiCall): Promise<ApiCall> {
  if (call.operation !== 'PutBucketReplication') return call;
  const body = await buffer(call.request.body);
  return {
    ...call,
    parameters: { Role: element(body.toString('utf8'), 'Role') },
    request: { ...call.request, body: Readable.from([body]) },
  };
}

/** Reads the role and the operation of a job, which are in the body. */
export async function withJob(call: ApiCall): Promise<ApiCall> {
  if (call.service !== 's3' || call.action !== 'CreateJob') return call;
  const body = await buffer(call.request.body);
  const text = body.toString('utf8');
  const [, Operation = ''] = /<Operation>\s*<(\w+)/.exec(text) ?? [];
  return {
    ...call,
    parameters: { ...call.parameters, RoleArn: element(text, 'RoleArn'), Operation },
    request: { ...call.request, body: Readable.from([body]) },
  };
}
