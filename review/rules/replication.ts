import { type Attributes, block, blocks, text } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { identityOf, type Scene } from '../scene';
import { sentence } from '../sentence';

/** Replication that ends, or copies less than before. */
export const replicationRule: Rule = (change, scene) => {
  if (change.type !== 'aws_s3_bucket_replication_configuration') return [];
  if (change.action === 'delete') return [removed(change, destinations(change.before))];
  const elsewhere = copiedElsewhere(change, scene);
  if (!isChanged(change)) return elsewhere;
  const after = enabled(change.after);
  const lost = enabled(change.before).filter(
    (rule) => !after.some((other) => destination(other) === destination(rule)),
  );
  if (lost.length > 0) return [...elsewhere, removed(change, lost.map(destination))];
  return [...elsewhere, ...narrowed(change)];
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

/** Copies to a bucket that this plan does not hold: nobody here knows who reads it. */
function copiedElsewhere(change: Change, { buckets, made }: Scene): Finding[] {
  const known = destinations(change.before);
  const isOurs = (arn: string) => {
    const name = arn.replace(/^arn:[a-z-]+:s3:::/, '');
    return name === '' || buckets.has(name) || made.has(identityOf('aws_s3_bucket', name));
  };
  const others = destinations(change.after).filter((arn) => !known.includes(arn) && !isOurs(arn));
  if (change.action === 'no-op' || others.length === 0) return [];
  const what = sentence`New recordings in ${text(change.after, 'bucket')} are copied to ${others}, which is not of this stack: whoever has it can read them.`;
  return [finding('copied-elsewhere', change, what)];
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
