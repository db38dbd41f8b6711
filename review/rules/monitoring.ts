import { differs, isRecord, text } from '../attributes';
import { type Finding, finding, isChanged, isGone, isUnknown, type Rule } from '../finding';
import { mentionsStack } from '../mentions';
import type { Change } from '../plan';
import { sentence } from '../sentence';

/** Alarms that end, or no longer notify whom they notified. */
export const alarmRule: Rule = (change) => {
  if (change.type !== 'aws_cloudwatch_metric_alarm' || change.action === 'create') return [];
  const id =
    text(change.before, 'namespace') === 'AWS/S3'
      ? 'replication-alarm-removed'
      : 'monitoring-changed';
  const name = text(change.before, 'alarm_name');
  if (change.action === 'delete') {
    return [
      finding(id, change, sentence`The alarm ${name} is removed: what it watches goes unnoticed.`),
    ];
  }
  if (!isChanged(change)) return [];
  if (isUnknown(change, 'actions_enabled') || isUnknown(change, 'alarm_actions')) {
    const what = sentence`Whom the alarm ${name} notifies is known only once the plan is applied.`;
    return [finding('value-unknown', change, what)];
  }
  const lost = actionsOf(change.before).filter((each) => !actionsOf(change.after).includes(each));
  if (lost.length === 0) return [];
  return [
    finding(
      id,
      change,
      sentence`The alarm ${name} no longer notifies ${lost}: what it watches goes unnoticed there.`,
    ),
  ];
};

/** The actions that an alarm takes: none while they are disabled. */
function actionsOf({
  actions_enabled: enabled,
  alarm_actions: actions,
}: Change['before']): string[] {
  return enabled === false || !Array.isArray(actions) ? [] : actions.map(String);
}

/** Topics that alarms go to. */
export const topicRule: Rule = (change) => {
  if (change.type !== 'aws_sns_topic' || !isGone(change)) return [];
  const what = sentence`The topic ${text(change.before, 'name')} is destroyed with its subscriptions: alarms that go to it reach no one.`;
  return [finding('alarms-unheard', change, what)];
};

const PEOPLE = ['email', 'email-json', 'sms'];

/** Who is notified by a topic. */
export const subscriptionRule: Rule = (change, { isNew }) => {
  if (change.type !== 'aws_sns_topic_subscription') return [];
  const { before, after, action } = change;
  const differ = ['endpoint', 'protocol', 'topic_arn'].some(
    (key) => differs(before[key], after[key]) && !isUnknown(change, key),
  );
  const lost = action === 'delete' || (isChanged(change) && differ);
  const gained = (action === 'create' && !isNew) || (isChanged(change) && differ);
  return [
    ...(lost ? [unsubscribed(change)] : []),
    ...(gained && !PEOPLE.includes(text(after, 'protocol')) ? [subscribed(change)] : []),
  ];
};

function unsubscribed(change: Change): Finding {
  const { before, after } = change;
  const next = text(after, 'endpoint');
  const instead = next === '' ? sentence`` : sentence`, ${next} is instead once it has confirmed`;
  const what = sentence`${text(before, 'endpoint')} is no longer notified by ${text(before, 'topic_arn')}${instead}.`;
  return finding('alarms-unheard', change, what);
}

function subscribed(change: Change): Finding {
  const { after } = change;
  const what = sentence`${text(after, 'endpoint')} (${text(after, 'protocol')}) receives what ${text(after, 'topic_arn')} publishes.`;
  return finding('allow-added', change, what);
}

/** What starts a function or a state machine of the stack, or one of somebody else at events of the stack. */
export const triggerRule: Rule = (change, scene) => {
  if (change.action !== 'create' || scene.isNew) return [];
  const { type, after } = change;
  if (type === 'aws_lambda_permission' && !isOwnSchedule(change)) {
    const what = sentence`${text(after, 'principal')} may call ${text(after, 'action')} on ${text(after, 'function_name')}.`;
    return [finding('allow-added', change, what)];
  }
  if (type !== 'aws_cloudwatch_event_target') return [];
  if (
    isUnknown(change, 'arn') ||
    mentionsStack({ ...change, before: {}, after: { arn: after.arn } }, scene)
  )
    return [];
  const what = sentence`The rule ${text(after, 'rule')} sends its events to ${text(after, 'arn')}, which is not part of this stack.`;
  return [finding('access-setting-changed', change, what)];
};

/** The permission that a schedule of the same stack needs. */
function isOwnSchedule(change: Change): boolean {
  const { principal, source_arn: source } = change.after;
  if (principal !== 'events.amazonaws.com') return false;
  return isUnknown(change, 'source_arn') || (typeof source === 'string' && source !== '');
}

/** An inventory lists every key of a bucket; where it goes matters as much as who reads the bucket. */
export const inventoryRule: Rule = (change, scene) => {
  if (
    change.type !== 'aws_s3_bucket_inventory' ||
    change.action === 'delete' ||
    change.action === 'no-op'
  )
    return [];
  const destinations = textsBelow(change.after.destination).filter((each) =>
    each.startsWith('arn:'),
  );
  const known = textsBelow(change.before.destination);
  const others = destinations.filter(
    (arn) =>
      !known.includes(arn) &&
      !mentionsStack({ ...change, before: {}, after: { arn }, references: [] }, scene),
  );
  if (others.length === 0 || scene.isNew) return [];
  const what = sentence`A list of all keys of ${text(change.after, 'bucket')} goes to ${others}, which is not part of this stack.`;
  return [finding('copied-elsewhere', change, what)];
};

function textsBelow(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsBelow);
  return isRecord(value) ? Object.values(value).flatMap(textsBelow) : [];
}
