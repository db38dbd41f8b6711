import { decide } from '../../access/decide';
import type { Context } from '../../access/decide';
import type { ApiCall } from '../../dev/api-call';
import { type Policy, renderPolicy, type Statement } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import { engine } from '../access/world';

/** A call to AWS in the terms of IAM. */
interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const iam = (kind: string, name: unknown) => `arn:aws:iam::${ACCOUNT}:${kind}/${String(name)}`;
const regional = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const arnOr = (value: unknown, make: (name: string) => string) =>
  String(value).startsWith('arn:') ? String(value) : make(String(value));

/** The ARN of a call's resource, by service. Undefined for a call that is not authorized for a resource. */
const RESOURCES: Readonly<Record<string, (call: ApiCall) => string | undefined>> = {
  iam: ({ parameters: { RoleName, UserName, GroupName, OpenIDConnectProviderArn, PolicyArn } }) =>
    GroupName !== undefined
      ? iam('group', GroupName)
      : RoleName !== undefined
        ? iam('role', RoleName)
        : UserName !== undefined
          ? iam('user', UserName)
          : ((OpenIDConnectProviderArn ?? PolicyArn) as string | undefined),
  secretsmanager: ({ parameters: { Name, SecretId } }) =>
    arnOr(SecretId ?? Name, (name) => regional('secretsmanager', `secret:${name}-AbCdEf`)),
  events: ({ parameters: { Rule, Name, ResourceARN } }) =>
    arnOr(ResourceARN ?? Rule ?? Name, (name) => regional('events', `rule/${name}`)),
  logs: ({ parameters: { logGroupName, resourceArn } }) =>
    arnOr(resourceArn ?? logGroupName, (name) => regional('logs', `log-group:${name}`)),
  // A call that lists alarms is authorized for all of them.
  cloudwatch: ({ action, parameters }) =>
    action === 'DescribeAlarms'
      ? regional('cloudwatch', 'alarm:any')
      : arnOr(
          parameters.ResourceARN ?? parameters.AlarmName ?? parameters['AlarmNames.member.1'],
          (name) => regional('cloudwatch', `alarm:${name}`),
        ),
  // A subscription is authorized as its topic.
  sns: ({ parameters: { TopicArn, ResourceArn, SubscriptionArn, Name } }) =>
    arnOr(TopicArn ?? ResourceArn ?? SubscriptionArn ?? Name, (name) =>
      regional('sns', name),
    ).replace(/:[0-9a-f-]{36}$/, ''),
  sqs: ({ parameters: { QueueUrl, QueueName } }) =>
    regional('sqs', String(QueueName ?? QueueUrl).replace(/^.*\//, '')),
  states: ({ parameters: { stateMachineArn, resourceArn, name } }) =>
    arnOr(stateMachineArn ?? resourceArn ?? name, (each) =>
      regional('states', `stateMachine:${each}`),
    ),
  kms: ({ parameters: { KeyId, TargetKeyId } }) =>
    arnOr(KeyId ?? TargetKeyId, (id) => regional('kms', `key/${id}`)),
};

/** Actions that have no resource. */
const WITHOUT_RESOURCE =
  /^(kms:(CreateKey|ListAliases)|logs:DescribeLogGroups|states:ValidateStateMachineDefinition)$/;

/** Lambda has its actions in addresses: method and end of the path. */
const LAMBDA: readonly (readonly [method: string, path: RegExp, action: string])[] = [
  ['POST', /\/functions\/?$/, 'CreateFunction'],
  ['GET', /\/functions\/[^/]+$/, 'GetFunction'],
  ['DELETE', /\/functions\/[^/]+$/, 'DeleteFunction'],
  ['GET', /\/versions$/, 'ListVersionsByFunction'],
  ['GET', /\/policy$/, 'GetPolicy'],
  ['POST', /\/policy$/, 'AddPermission'],
  ['DELETE', /\/policy\/[^/]+$/, 'RemovePermission'],
  ['GET', /\/code-signing-config$/, 'GetFunctionCodeSigningConfig'],
  ['GET', /\/event-invoke-config$/, 'GetFunctionEventInvokeConfig'],
  ['PUT', /\/event-invoke-config$/, 'PutFunctionEventInvokeConfig'],
  ['GET', /\/configuration$/, 'GetFunctionConfiguration'],
  ['PUT', /\/concurrency$/, 'PutFunctionConcurrency'],
  ['GET', /\/tags\/.+$/, 'ListTags'],
];

function askedOfLambda({ request: { method, url }, parameters }: ApiCall): Asked {
  const path = decodeURIComponent(url.split('?')[0] ?? '');
  const [, , action] = LAMBDA.find(([each, end]) => each === method && end.test(path)) ?? [];
  if (action === undefined) throw new Error(`${method} ${path} is not a known call of Lambda`);
  const [, name = ''] =
    /functions\/([^/]+)|function:([^/]+)$/.exec(path) ??
    /FunctionName\\?":\s*\\?"([^"\\]+)/.exec(JSON.stringify(parameters)) ??
    [];
  const named = name === '' ? path.replace(/^.*function:/, '') : name;
  return { action: `lambda:${action}`, resource: regional('lambda', `function:${named}`) };
}

const TAGS = { environment: 'local', 'managed-by': 'callvault' };
const tagged = (kind: 'Request' | 'Resource') =>
  Object.fromEntries(Object.entries(TAGS).map(([key, value]) => [`aws:${kind}Tag/${key}`, value]));

/** The calls of Terraform, as far as the actions and resources that IAM decides about can be read from them. */
export class RecordedCalls {
  private readonly asked = new Map<string, Asked>();
  /** Permissions boundaries of roles and users. */
  private readonly boundaries = new Map<string, string>();

  add(call: ApiCall): void {
    for (const asked of this.read(call)) this.asked.set(JSON.stringify(asked), asked);
  }

  get count(): number {
    return this.asked.size;
  }

  /** The calls that the policies of a role do not allow. */
  async refused(statements: readonly Statement[]): Promise<string[]> {
    const policy = parsePolicy(renderPolicy(statements));
    const role = {
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/role/session`,
      policies: [{ name: 'role', policy }],
      context: {},
    };
    const refused: string[] = [];
    for (const { action, resource, context = {} } of this.asked.values()) {
      const key =
        action.startsWith('kms:') && resource !== '*' ? { resourcePolicy: DELEGATES } : {};
      const question = { action, resource, context, account: ACCOUNT, ...key };
      const answer = await decide(engine(), role, question).catch(String);
      if (typeof answer === 'string') refused.push(answer);
      else if (!answer.allowed) refused.push(`${action} on ${resource}`);
    }
    return refused;
  }

  private read(call: ApiCall): Asked[] {
    const service = call.service === 'monitoring' ? 'cloudwatch' : call.service;
    if (service === 'lambda') return [askedOfLambda(call)];
    if (service === 'sts' || call.action === undefined) return [];
    if (service === 's3') return [askedOfS3(call, call.action)];
    const asked = askedOf(service, { ...call, action: call.action });
    if (service === 'iam') return [this.withBoundary(asked, call.parameters)];
    return service === 'kms' ? askedOfKeys(asked, call.parameters) : [asked];
  }

  private withBoundary(asked: Asked, { PermissionsBoundary }: ApiCall['parameters']): Asked {
    if (typeof PermissionsBoundary === 'string') {
      this.boundaries.set(asked.resource, PermissionsBoundary);
    }
    const boundary = this.boundaries.get(asked.resource);
    if (boundary === undefined) return asked;
    return { ...asked, context: { 'iam:PermissionsBoundary': boundary } };
  }
}

function askedOfS3({ request }: ApiCall, action: string): Asked {
  const { bucket = '', key = '' } = request.s3 ?? {};
  const resource = `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
  return { action: `s3:${action}`, resource, context: { 'aws:ResourceAccount': ACCOUNT } };
}

function askedOf(service: string, call: ApiCall & { readonly action: string }): Asked {
  const action = `${service}:${call.action}`;
  const resource = WITHOUT_RESOURCE.test(action) ? '*' : RESOURCES[service]?.(call);
  if (resource === undefined || resource.includes('undefined')) {
    throw new Error(`the resource of ${action} is not known: ${JSON.stringify(call.parameters)}`);
  }
  return { action, resource };
}

/** An alias is authorized as well, and so are the tags of a new key. */
function askedOfKeys(asked: Asked, { AliasName, Tags }: ApiCall['parameters']): Asked[] {
  if (asked.action === 'kms:CreateKey') {
    const tags = (Tags as readonly { TagKey: string; TagValue: string }[]).map(
      ({ TagKey, TagValue }) => [`aws:RequestTag/${TagKey}`, TagValue] as const,
    );
    const context = Object.fromEntries(tags);
    const created = regional('kms', 'key/1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d');
    return [
      { ...asked, context },
      { action: 'kms:TagResource', resource: created, context },
    ];
  }
  const context = tagged('Resource');
  const alias =
    typeof AliasName === 'string' ? [{ ...asked, resource: regional('kms', AliasName) }] : [];
  return [...alias, { ...asked, context }];
}

const DELEGATES: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'All',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};
