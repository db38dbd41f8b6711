import { text, textsIn } from './attributes';
import type { Change } from './plan';
import type { PlanContext } from './plan-context';

/** The attributes by which policies and other resources refer to a resource, by type. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  aws_s3_bucket: ['bucket', 'arn'],
  aws_kms_key: ['arn', 'key_id'],
  aws_kms_alias: ['name', 'arn'],
  aws_iam_role: ['name', 'arn'],
  aws_iam_user: ['name', 'arn'],
  aws_iam_group: ['name', 'arn'],
  aws_secretsmanager_secret: ['name', 'arn'],
  aws_sns_topic: ['arn', 'name'],
  aws_sqs_queue: ['arn', 'url', 'name'],
  aws_lambda_function: ['arn', 'function_name'],
  aws_sfn_state_machine: ['arn'],
  aws_cloudwatch_event_rule: ['arn', 'name'],
  aws_cloudwatch_metric_alarm: ['arn', 'alarm_name'],
  aws_cloudwatch_log_group: ['arn', 'name'],
};

/** Shorter names occur in too many other texts. */
const MIN_NAME_LENGTH = 4;

const cache = new WeakMap<PlanContext, ReadonlySet<string>>();

/** Names and ARNs of the stack's resources, before and after the plan. */
function namesOf(context: PlanContext): ReadonlySet<string> {
  const cached = cache.get(context);
  if (cached) return cached;
  const names = context.changes
    .flatMap(({ type, before, after }) =>
      (NAMES[type] ?? []).flatMap((key) => [text(before, key), text(after, key)]),
    )
    .filter((name) => name.length >= MIN_NAME_LENGTH);
  const set = new Set(names);
  cache.set(context, set);
  return set;
}

/** Whether a resource refers to one of the stack: in its configuration, or by a name or an ARN in any of its values. */
export function mentionsStack(change: Change, context: PlanContext): boolean {
  const { references = [], before, after } = change;
  const isReferenced = context.changes.some(
    ({ address, type }) => NAMES[type] !== undefined && references.includes(address),
  );
  if (isReferenced) return true;
  const names = namesOf(context);
  return textsIn([before, after]).some((value) => {
    if (names.has(value)) return true;
    return /[:/"]/.test(value) && [...names].some((name) => value.includes(name));
  });
}
