import { isRecord, text } from './attributes';
import type { Change } from './plan';
import type { Scene } from './scene';

/** What a resource is named by elsewhere: whole names and ARNs, by type. */
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

/** Shorter names stand in too many texts to say anything. */
const MIN_NAME_LENGTH = 4;

const known = new WeakMap<Scene, ReadonlySet<string>>();

/** Names and ARNs of what the plan's stack is made of, before and after. */
function namesOf(scene: Scene): ReadonlySet<string> {
  const found =
    known.get(scene) ??
    new Set(
      scene.changes
        .flatMap(({ type, before, after }) =>
          (NAMES[type] ?? []).flatMap((key) => [text(before, key), text(after, key)]),
        )
        .filter((name) => name.length >= MIN_NAME_LENGTH),
    );
  known.set(scene, found);
  return found;
}

/**
 * Whether a resource names something of the stack, by a name or an ARN in any of its values or in a text of them, or
 * refers to it in the configuration.
 */
export function mentionsStack(change: Change, scene: Scene): boolean {
  if (
    (change.references ?? []).some((address) =>
      scene.changes.some((each) => each.address === address && NAMES[each.type]),
    )
  ) {
    return true;
  }
  const names = namesOf(scene);
  return textsIn([change.before, change.after]).some((value) => {
    if (names.has(value)) return true;
    return /[:/"]/.test(value) && [...names].some((name) => value.includes(name));
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}
