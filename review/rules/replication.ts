import { type Attributes, block, blocks, text } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { identityOf, type PlanContext } from '../plan-context';
import { sentence } from '../sentence';

/** Replication that ends, covers fewer objects, or goes to a bucket outside the stack. */
export const replicationRule: Rule = (change, context) => {
  if (change.type !== 'aws_s3_bucket_replication_configuration') return [];
  const [before, after] = [enabledRules(change.before), enabledRules(change.after)];
  if (change.action === 'delete') return [removed(change, before)];
  const elsewhere = change.action === 'no-op' ? [] : replicatedElsewhere(change, context);
  if (!isChanged(change)) return elsewhere;
  const targets = after.map(destination);
  const lost = before.filter((rule) => !targets.includes(destination(rule)));
  return [...elsewhere, ...(lost.length > 0 ? [removed(change, lost)] : narrowed(change))];
};

const enabledRules = (attributes: Attributes) =>
  blocks(attributes, 'rule').filter((rule) => text(rule, 'status') === 'Enabled');

const destination = (rule: Attributes) => text(block(rule, 'destination'), 'bucket');

function removed(change: Change, rules: readonly Attributes[]): Finding {
  const what = sentence`New recordings in ${text(change.before, 'bucket')} are no longer replicated to ${rules.map(destination)}: only one copy of them exists, in one region.`;
  return finding('replication-removed', change, what);
}

/** Replication to a bucket that the plan does not contain, so that its readers are unknown. */
function replicatedElsewhere(change: Change, { buckets, created }: PlanContext): Finding[] {
  const known = enabledRules(change.before).map(destination);
  const isOwn = (arn: string) => {
    const name = arn.replace(/^arn:[a-z-]+:s3:::/, '');
    return name === '' || buckets.has(name) || created.has(identityOf('aws_s3_bucket', name));
  };
  const others = enabledRules(change.after)
    .map(destination)
    .filter((arn) => !known.includes(arn) && !isOwn(arn));
  if (others.length === 0) return [];
  const what = sentence`New recordings in ${text(change.after, 'bucket')} are replicated to ${others} outside this stack, whose owner can read them.`;
  return [finding('copied-elsewhere', change, what)];
}

const prefixOf = (rule: Attributes) => text(block(rule, 'filter'), 'prefix');

function narrowed(change: Change): Finding[] {
  return enabledRules(change.before).flatMap((rule) => {
    const prefixes = enabledRules(change.after)
      .filter((after) => destination(after) === destination(rule))
      .map(prefixOf);
    const prefix = prefixOf(rule);
    if (prefixes.some((other) => prefix.startsWith(other))) return [];
    const all = prefix === '' ? sentence`all objects` : sentence`all objects under ${prefix}`;
    const what = sentence`In ${text(change.before, 'bucket')}, only objects under ${prefixes} are still replicated. Until now, ${all} were.`;
    return [finding('replication-narrowed', change, what)];
  });
}

/** A replication alarm that is removed or notifies fewer recipients. */
export const alarmRule: Rule = (change) => {
  const { type, action, before, after } = change;
  if (type !== 'aws_cloudwatch_metric_alarm' || text(before, 'namespace') !== 'AWS/S3') return [];
  const isSilenced = after.actions_enabled === false || alarmActions(after) < alarmActions(before);
  if (action !== 'delete' && !(action === 'update' && isSilenced)) return [];
  const how =
    action === 'delete' ? sentence`is removed` : sentence`no longer notifies all its recipients`;
  const what = sentence`The alarm ${text(before, 'alarm_name')} ${how}: failed or late replication can go unnoticed.`;
  return [finding('replication-alarm-removed', change, what)];
};

const alarmActions = ({ alarm_actions: list }: Attributes) =>
  Array.isArray(list) ? list.length : 0;
