import { appliesToAction, type PolicyStatement } from '../core/policy-statement';
import { granting } from './checks';
import { nestedBlocks, type SynthesizedResource, type SynthesizedStack } from './stack';

/** Whether a value is a reference to an attribute of a resource. */
export function refersTo(value: unknown, { address }: SynthesizedResource): boolean {
  return typeof value === 'string' && value.startsWith(`\${${address}.`);
}

/** A schedule that starts a function. */
interface Start {
  readonly expression: unknown;
  readonly deadLetters: unknown;
}

/** Rules of EventBridge, and schedules of EventBridge Scheduler, that start a function. */
function startsOf(lambda: SynthesizedResource, stack: SynthesizedStack): Start[] {
  const targets = stack
    .all('aws_cloudwatch_event_target')
    .filter(({ attributes }) => refersTo(attributes.arn, lambda));
  const schedules = stack
    .all('aws_scheduler_schedule')
    .map(({ attributes }) => ({ attributes, target: nestedBlocks(attributes.target)[0] }))
    .filter(({ target }) => refersTo(target?.arn, lambda));
  return [
    ...targets.map(({ attributes }) => ({
      expression: stack
        .all('aws_cloudwatch_event_rule')
        .find((rule) => refersTo(attributes.rule, rule))?.attributes.schedule_expression,
      deadLetters: nestedBlocks(attributes.dead_letter_config)[0]?.arn,
    })),
    ...schedules.map(({ attributes, target }) => ({
      expression: attributes.schedule_expression,
      deadLetters: nestedBlocks(target?.dead_letter_config)[0]?.arn,
    })),
  ];
}

const isQueue = (arn: unknown) => /^\$\{aws_sqs_queue\.\w+\.arn\}$/.test(String(arn));

/** The function's dead letters lack events that never reached it, so its schedule has a queue as well. */
export function keepsFailures(lambda: SynthesizedResource, stack: SynthesizedStack): string[] {
  const [own] = nestedBlocks(lambda.attributes.dead_letter_config);
  const onFailure = stack
    .all('aws_lambda_function_event_invoke_config')
    .filter(({ attributes }) => refersTo(attributes.function_name, lambda))
    .flatMap(({ attributes }) => nestedBlocks(attributes.destination_config))
    .flatMap(({ on_failure: failure }) => nestedBlocks(failure));
  const kept = [own?.target_arn, ...onFailure.map(({ destination }) => destination)].some(isQueue);
  const unkept = startsOf(lambda, stack).some(({ deadLetters }) => !isQueue(deadLetters));
  return [
    ...(kept ? [] : ['loses its failed events']),
    ...(unkept ? ['loses the failed events of its schedule'] : []),
  ];
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

/** The least time between two starts, or 0 if the expression does not show it. */
function intervalSeconds(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count !== undefined) return Number(count) * (UNIT_SECONDS[unit] ?? 0);
  const [, minutes = ''] = /^cron\((\d+(?:,\d+)*) /.exec(expression) ?? [];
  if (minutes === '') return 0;
  // Minutes of the hour: the last one of an hour is followed by the first one of the next.
  const sorted = minutes
    .split(',')
    .map(Number)
    .sort((a, b) => a - b);
  const gaps = sorted.map((each, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + 60) - each);
  return Math.min(...gaps) * 60;
}

/** A run that is longer than the interval overlaps with the next one. */
export function endsInTime(lambda: SynthesizedResource, stack: SynthesizedStack): string[] {
  const seconds = Number(lambda.attributes.timeout);
  const overlaps = startsOf(lambda, stack).some(
    ({ expression }) => typeof expression === 'string' && intervalSeconds(expression) <= seconds,
  );
  return overlaps ? ['may still run at its next start'] : [];
}

/** A log group that a function creates has no retention and no key of its own. */
export function makesNoLogGroup(stack: SynthesizedStack): string[] {
  const creates = (each: PolicyStatement) => appliesToAction(each, 'logs:CreateLogGroup');
  return granting(stack, creates, 'may create a log group itself').map(({ what }) => what);
}
