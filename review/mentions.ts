import { text, textsIn } from './attributes';
import { NameIndex } from './name-index';
import { perPlan } from './per-plan';
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

/** Names and ARNs of the stack's resources, before and after the plan. */
const namesOf = perPlan(({ changes }) => {
  const names = changes
    .flatMap(({ type, before, after }) =>
      (NAMES[type] ?? []).flatMap((key) => [text(before, key), text(after, key)]),
    )
    .filter((name) => name.length >= MIN_NAME_LENGTH);
  const all = new Set(names);
  return { all, index: new NameIndex([...all]) };
});

/** The addresses of the stack's resources that others refer to. */
const addressesOf = perPlan(
  ({ changes }) =>
    new Set(changes.filter(({ type }) => Object.hasOwn(NAMES, type)).map(({ address }) => address)),
);

/** Whether a resource refers to one of the stack: in its configuration, or by a name or an ARN in any of its values. */
export function mentionsStack(change: Change, context: PlanContext): boolean {
  const { references = [], before, after } = change;
  const addresses = addressesOf(context);
  if (references.some((each) => addresses.has(each))) return true;
  const { all, index } = namesOf(context);
  return textsIn([before, after]).some(
    (value) => all.has(value) || (/[:/"]/.test(value) && index.namesIn(value).length > 0),
  );
}
