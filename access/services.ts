import type { Authorization, Context } from './decide';
import { type MessagingPolicy, type StackPolicies, tryFindVendor } from './policies';

/** A request about a resource that is not a bucket, a key, a secret or a role. */
export interface ServiceRequest {
  /** As IAM names it, e.g. `lambda:InvokeFunction`. */
  readonly action: string;
  /** A word of {@link RESOURCES}. */
  readonly to: string;
  /** Condition keys, without those of the caller. */
  readonly context: Context;
}

interface Resource {
  readonly arn: string;
  readonly policy?: MessagingPolicy['policy'];
}

/** The resources of the functions, by their names in the truth tables. */
const RESOURCES: Readonly<Record<string, (stack: StackPolicies) => Resource>> = {
  'check function': (stack) => named(stack, 'lambda', `function:integrity-${stack.stack}`),
  'arrivals function': (stack) => named(stack, 'lambda', `function:arrivals-${stack.stack}`),
  'canary function': (stack) => named(stack, 'lambda', `function:arrivals-canary-${stack.stack}`),
  'alarm on silence': (stack) => named(stack, 'cloudwatch', `alarm:${stack.stack}-arrivals-silent`),
  'hourly rule': (stack) => named(stack, 'events', `rule/arrivals-${stack.stack}-hourly`),
  'alarm of the canary': (stack) =>
    named(stack, 'cloudwatch', `alarm:${stack.stack}-arrivals-canary`),
  'rule of the canary': (stack) =>
    named(stack, 'events', `rule/arrivals-canary-${stack.stack}-hourly`),
  'another function': (stack) => named(stack, 'lambda', 'function:another'),
  'check log': (stack) => named(stack, 'logs', `${logGroup(stack, 'integrity')}:log-stream:a`),
  'arrivals log': (stack) => named(stack, 'logs', `${logGroup(stack, 'arrivals')}:log-stream:a`),
  'canary log': (stack) =>
    named(stack, 'logs', `${logGroup(stack, 'arrivals-canary')}:log-stream:a`),
  'another log': (stack) => named(stack, 'logs', 'log-group:/aws/lambda/another:log-stream:a'),
  'state machine': (stack) => named(stack, 'states', `stateMachine:integrity-${stack.stack}`),
  'another state machine': (stack) => named(stack, 'states', 'stateMachine:another'),
  worker: (stack) => named(stack, 'states', `execution:integrity-${stack.stack}/map:1`),
  'worker of another': (stack) => named(stack, 'states', 'execution:another/map:1'),
  failures: (stack) => messaging(stack, 'queue'),
  'another queue': (stack) => named(stack, 'sqs', 'another'),
  'alarm topic': (stack) => messaging(stack, 'topic'),
  'vendor user': (stack) => identity(stack, 'user', vendorName(stack)),
  'another user': (stack) => identity(stack, 'user', 'another'),
  'vendor group': (stack) => identity(stack, 'group', vendorName(stack)),
  'another group': (stack) => identity(stack, 'group', 'another'),
  'vendor role': (stack) => identity(stack, 'role', vendorName(stack)),
  'another role': (stack) => identity(stack, 'role', 'another'),
  'this secret': (stack) => secretOf(stack),
  'another secret': (stack) => named(stack, 'secretsmanager', 'secret:another-AbCdEf'),
  anything: () => ({ arn: '*' }),
};

function named({ partition, region, account }: StackPolicies, service: string, name: string) {
  return { arn: `arn:${partition}:${service}:${region}:${account}:${name}` };
}

const vendorName = (stack: StackPolicies) => tryFindVendor(stack)?.name ?? '';

function identity(
  { partition, account }: StackPolicies,
  kind: 'user' | 'group' | 'role',
  name: string,
): Resource {
  return { arn: `arn:${partition}:iam::${account}:${kind}/${name}` };
}

function secretOf({ stack, secrets: [secret] }: StackPolicies): Resource {
  if (!secret) throw new Error(`${stack} has no secret.`);
  return secret;
}

function logGroup(
  { stack }: StackPolicies,
  of: 'integrity' | 'arrivals' | 'arrivals-canary',
): string {
  return `log-group:/aws/lambda/${of}-${stack}`;
}

function messaging(stack: StackPolicies, kind: MessagingPolicy['kind']): Resource {
  const found = stack.messaging.find((each) => each.kind === kind);
  if (!found) throw new Error(`${stack.stack} has no ${kind}.`);
  return found;
}

/**
 * What AWS authorizes for it.
 *
 * @throws Error for an unknown resource
 */
export function serviceAuthorization(
  stack: StackPolicies,
  { action, to, context }: ServiceRequest,
): Authorization {
  const resource = RESOURCES[to]?.(stack);
  if (!resource) throw new Error(`Unknown resource ${to} for ${action}.`);
  return {
    action,
    resource: resource.arn,
    account: stack.account,
    resourcePolicy: resource.policy,
    context,
  };
}
