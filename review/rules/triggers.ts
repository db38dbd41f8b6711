import { isEmpty, text, textsIn } from '../attributes';
import { finding, isUnknown, type Rule } from '../finding';
import { mentionsStack } from '../mentions';
import type { Change } from '../plan';
import type { PlanContext } from '../plan-context';
import { sentence } from '../sentence';

/** A permission to call a function of the stack, or a target outside the stack that receives its events. */
export const triggerRule: Rule = (change, context) => {
  if (change.action !== 'create' || context.isNewStack) return [];
  const { type, after } = change;
  if (type === 'aws_lambda_permission' && !isScheduled(change)) {
    const what = sentence`${text(after, 'principal')} can now perform ${text(after, 'action')} on the function ${text(after, 'function_name')}.`;
    return [finding('allow-added', change, what)];
  }
  if (type !== 'aws_cloudwatch_event_target' || isUnknown(change, 'arn')) return [];
  const arn = text(after, 'arn');
  if (isOwn(change, arn, context)) return [];
  const what = sentence`The rule ${text(after, 'rule')} sends its events to ${arn}, which is not part of this stack.`;
  return [finding('access-setting-changed', change, what)];
};

/** Events of a bucket that are sent to something else than EventBridge, where rules and their targets are reviewed. */
export const notificationRule: Rule = (change, { isNewStack }) => {
  const { type, action, after } = change;
  if (type !== 'aws_s3_bucket_notification' || action !== 'create' || isNewStack) return [];
  const kinds = ['lambda_function', 'queue', 'topic'];
  const isSent = kinds.some((kind) => isUnknown(change, kind) || !isEmpty(after[kind]));
  if (!isSent) return [];
  const arns = kinds
    .flatMap((kind) => textsIn(after[kind]))
    .filter((each) => each.startsWith('arn:'));
  const what = sentence`The keys of new recordings in ${text(after, 'bucket')} are sent to ${arns}.`;
  return [finding('access-setting-changed', change, what)];
};

/** Whether a permission is for a schedule: the source is a rule of EventBridge. */
function isScheduled(change: Change): boolean {
  if (change.after.principal !== 'events.amazonaws.com') return false;
  return isUnknown(change, 'source_arn') || text(change.after, 'source_arn') !== '';
}

/** An inventory, which lists every key of a bucket, that is stored outside the stack. */
export const inventoryRule: Rule = (change, context) => {
  const { type, action, before, after } = change;
  if (type !== 'aws_s3_bucket_inventory' || context.isNewStack) return [];
  if (action === 'delete' || action === 'no-op') return [];
  const known = textsIn(before.destination);
  const others = textsIn(after.destination).filter(
    (arn) => arn.startsWith('arn:') && !known.includes(arn) && !isOwn(change, arn, context),
  );
  if (others.length === 0) return [];
  const what = sentence`A list of all keys of ${text(after, 'bucket')} is stored in ${others}, which is not part of this stack.`;
  return [finding('copied-elsewhere', change, what)];
};

function isOwn(change: Change, arn: string, context: PlanContext): boolean {
  return mentionsStack({ ...change, before: {}, after: { arn }, references: [] }, context);
}
