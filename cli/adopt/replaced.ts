import type { LifecycleRule } from '../../core/lifecycle/rule';
import { observedValue } from '../doctor/observed';
import { type Find, type Gap, gapIf } from './gap';
import type { AdoptableBucket } from './live';

/** Tags that only services of AWS set. @see Tagging AWS Resources User Guide, "Tag naming limits and requirements" */
const OF_AWS = /^aws:/i;

const tagsOf = ({ tags }: Pick<AdoptableBucket, 'tags'>, ofAws: boolean) =>
  Object.entries(observedValue(tags) ?? {}).filter(([key]) => OF_AWS.test(key) === ofAws);

/** Tags of the bucket that are not AWS's own. */
export const ownTags = (bucket: Pick<AdoptableBucket, 'tags'>) => tagsOf(bucket, false);

const written = (tags: readonly (readonly [string, string])[]) =>
  tags.map(([key, value]) => `${key}=${value}`).join(', ');

/** A bucket that CloudFormation or another service manages. */
export const foreignTags: Find = (bucket) => {
  const tags = tagsOf(bucket, true);
  return gapIf(tags.length > 0, {
    control: '',
    when: 'before',
    what: `The bucket was created by a service of AWS: ${written(tags)}`,
    step: 'Take it out of that stack or product first, without deleting it (in CloudFormation: DeletionPolicy: Retain): otherwise both manage it.',
  });
};

/** Tags that the deployment removes. */
export const lostTags: Find = (bucket) => {
  const tags = ownTags(bucket);
  return gapIf(tags.length > 0, {
    control: '',
    when: 'deployment',
    what: `The bucket has the tags ${written(tags)}`,
    step: 'The deployment keeps those that are under tags: of the store or environment, and removes the others. Cost reports and policies can depend on them.',
  });
};

/** Lifecycle rules that the deployment replaces. */
export const replacedRules: Find = ({ lifecycle }) => {
  const rules = observedValue(lifecycle)?.rules ?? [];
  return gapIf(rules.length > 0, {
    control: 'S3-6',
    when: 'deployment',
    what: `The bucket has lifecycle rules: ${rules.map(describeRule).join('; ')}`,
    step: 'The deployment replaces all of them by the retention of the store. What they do in other folders, or for objects with a tag or of some size, ends.',
  });
};

function describeRule(rule: LifecycleRule): string {
  const { prefix, days, date, noncurrentDays, abortDays } = rule;
  const isNarrowed = !['', '[[],null,null]'].includes(rule.narrowed);
  const where = `${prefix === '' ? 'the whole bucket' : prefix}${isNarrowed ? ', by tag or size' : ''}`;
  const does = [
    ...rule.transitions.map((each) => `${each.storageClass} ${whenOf(each)}`),
    ...(days === undefined && date === undefined ? [] : [`expires ${whenOf({ days, date })}`]),
    ...(noncurrentDays === undefined ? [] : [`old versions deleted after ${noncurrentDays} days`]),
    ...(abortDays === undefined ? [] : [`uploads aborted after ${abortDays} days`]),
    ...(rule.clearsMarkers === true ? ['delete markers removed'] : []),
  ];
  return `${where} (${does.length === 0 ? 'other actions' : does.join(', ')})`;
}

const whenOf = ({ days, date }: { days?: number | undefined; date?: string | undefined }) =>
  date === undefined ? `after ${days ?? 0} days` : `on ${date}`;

/** What the store does not set. */
export const unmanaged: Find = (bucket) => {
  const lists = [
    [bucket.notifications, 'S3 notifies'],
    [bucket.inventories, 'There are the inventories'],
    [bucket.metrics, 'There are the request metrics'],
    [bucket.analytics, 'There are the storage class analyses'],
  ] as const;
  const stays = 'It stays as it is, and Terraform does not manage it.';
  const gap = (what: string, step = stays): Gap => ({ control: '', when: 'after', what, step });
  const tiering = observedValue(bucket.tiering) ?? [];
  return [
    ...lists.flatMap(([list, what]) => {
      const found = observedValue(list) ?? [];
      return gapIf(found.length > 0, gap(`${what} ${found.join(', ')}`));
    }),
    ...gapIf(bucket.cors.kind === 'value', gap('Web pages may send requests (CORS)')),
    ...gapIf(observedValue(bucket.payer) === 'Requester', gap('Requesters pay')),
    ...gapIf(
      observedValue(bucket.acceleration) === 'Enabled',
      gap('Transfer Acceleration is enabled'),
    ),
    ...gapIf(
      tiering.length > 0,
      gap(
        `Intelligent-Tiering archives objects: ${tiering.join(', ')}`,
        `Recordings in these tiers have to be restored before they can be read. Delete the configurations if you do not want that: aws s3api delete-bucket-intelligent-tiering-configuration --bucket ${bucket.name} --id <id>`,
      ),
    ),
  ];
};
