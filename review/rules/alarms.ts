import { CANARY_METRICS } from '../../core/metrics';
import { type Attributes, differs, text } from '../attributes';
import { type Finding, finding, isChanged, isDestroyed, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { type Sentence, sentence } from '../sentence';

/** An alarm that is removed or no longer notifies all its recipients. */
export const alarmRule: Rule = (change) => {
  const { type, action, before } = change;
  if (type !== 'aws_cloudwatch_metric_alarm' || action === 'create') return [];
  const name = text(before, 'alarm_name');
  const isReplication = text(before, 'namespace') === 'AWS/S3';
  const id = isReplication ? 'replication-alarm-removed' : 'monitoring-changed';
  const unnoticed = unnoticedWithout(before);
  if (action === 'delete') {
    return [finding(id, change, sentence`The alarm ${name} is removed: ${unnoticed}.`)];
  }
  if (!isChanged(change)) return [];
  if (isUnknown(change, 'actions_enabled') || isUnknown(change, 'alarm_actions')) {
    const what = sentence`The recipients of the alarm ${name} are known only after apply.`;
    return [finding('value-unknown', change, what)];
  }
  const recipients = recipientsOf(change.after);
  const lost = recipientsOf(before).filter((each) => !recipients.includes(each));
  if (lost.length === 0) return [];
  const what = sentence`The alarm ${name} no longer notifies ${lost}: ${unnoticed}.`;
  return [finding(id, change, what)];
};

/** What is not noticed without an alarm. */
function unnoticedWithout(alarm: Attributes): Sentence {
  if (text(alarm, 'namespace') === 'AWS/S3') {
    return sentence`failed or late replication can go unnoticed`;
  }
  return text(alarm, 'metric_name') === CANARY_METRICS.brokenLink
    ? sentence`that the vendor can no longer write is noticed only once recordings are missed`
    : sentence`what it watches can go unnoticed`;
}

/** The actions that an alarm takes: none while they are disabled. */
function recipientsOf({ actions_enabled: isEnabled, alarm_actions: actions }: Attributes) {
  return isEnabled === false || !Array.isArray(actions) ? [] : actions.map(String);
}

/** A topic that alarms notify. */
export const topicRule: Rule = (change) => {
  if (change.type !== 'aws_sns_topic' || !isDestroyed(change)) return [];
  const what = sentence`The topic ${text(change.before, 'name')} is destroyed with its subscriptions: alarms that notify it reach no one.`;
  return [finding('alarms-unheard', change, what)];
};

/** Protocols that notify people. Any other one sends the messages to a system. */
const PEOPLE = ['email', 'email-json', 'sms'];

/** The recipients of a topic. */
export const subscriptionRule: Rule = (change, { isNewStack }) => {
  if (change.type !== 'aws_sns_topic_subscription') return [];
  const { before, after, action } = change;
  const isOther =
    isChanged(change) &&
    ['endpoint', 'protocol', 'topic_arn'].some(
      (key) => differs(before[key], after[key]) && !isUnknown(change, key),
    );
  const isSubscribed = isOther || (action === 'create' && !isNewStack);
  return [
    ...(isOther || action === 'delete' ? [unsubscribed(change)] : []),
    ...(isSubscribed && !PEOPLE.includes(text(after, 'protocol')) ? [subscribed(change)] : []),
  ];
};

function unsubscribed(change: Change): Finding {
  const { before, after } = change;
  const next = text(after, 'endpoint');
  const instead = next === '' ? sentence`` : sentence` ${next} replaces it once it has confirmed.`;
  const what = sentence`${text(before, 'endpoint')} is no longer notified by ${text(before, 'topic_arn')}.${instead}`;
  return finding('alarms-unheard', change, what);
}

function subscribed(change: Change): Finding {
  const { after } = change;
  const what = sentence`${text(after, 'endpoint')} (${text(after, 'protocol')}) now receives every message of ${text(after, 'topic_arn')}.`;
  return finding('allow-added', change, what);
}
