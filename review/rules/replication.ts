import { type Attributes, block, blocks, text } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { sentence } from '../sentence';

/** Replication that ends, or copies less than before. */
export const replicationRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_replication_configuration') return [];
  if (change.action === 'delete') return [removed(change, destinations(change.before))];
  if (!isChanged(change)) return [];
  const after = enabled(change.after);
  const lost = enabled(change.before).filter(
    (rule) => !after.some((other) => destination(other) === destination(rule)),
  );
  if (lost.length > 0) return [removed(change, lost.map(destination))];
  return [...narrowed(change)];
};

const enabled = (attributes: Attributes) =>
  blocks(attributes, 'rule').filter((rule) => text(rule, 'status') === 'Enabled');

const destination = (rule: Attributes) => text(block(rule, 'destination'), 'bucket');

const destinations = (attributes: Attributes) => enabled(attributes).map(destination);

function removed(change: Change, to: readonly string[]): Finding {
  return finding(
    'replication-removed',
    change,
    sentence`New recordings in ${text(change.before, 'bucket')} are no longer copied to ${to}: there is one copy of them, in one region.`,
  );
}

const prefixOf = (rule: Attributes) => text(block(rule, 'filter'), 'prefix');

function narrowed(change: Change): Finding[] {
  return enabled(change.before).flatMap((rule) => {
    const others = enabled(change.after).filter(
      (after) => destination(after) === destination(rule),
    );
    const covered = others.some((after) => prefixOf(rule).startsWith(prefixOf(after)));
    if (covered) return [];
    const what = sentence`Of ${text(change.before, 'bucket')}, only what is written below ${others.map(prefixOf)} is still copied; until now it was what is written below ${prefixOf(rule) === '' ? 'the whole bucket' : prefixOf(rule)}.`;
    return [finding('replication-narrowed', change, what)];
  });
}

/** Alarms that nobody will get any more. */
export const alarmRule: Rule = (change) => {
  if (change.type !== 'aws_cloudwatch_metric_alarm') return [];
  if (text(change.before, 'namespace') !== 'AWS/S3') return [];
  const silenced =
    (change.action === 'update' && change.after.actions_enabled === false) ||
    (change.action === 'update' && actions(change.after) < actions(change.before));
  if (change.action !== 'delete' && !silenced) return [];
  return [
    finding(
      'replication-alarm-removed',
      change,
      sentence`The alarm ${text(change.before, 'alarm_name')} ${change.action === 'delete' ? sentence`is removed` : sentence`no longer tells whom it told`}: copies that fail or are late go unnoticed.`,
    ),
  ];
};

const actions = ({ alarm_actions: list }: Attributes) => (Array.isArray(list) ? list.length : 0);
