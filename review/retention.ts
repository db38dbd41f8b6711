import { retentionDays, type RetentionDays } from '../modules/retention-schedule';
import { text } from './attributes';
import { fateOf } from './life';
import { appliesTo, type LifecycleRule, lifecycleRules, type Move } from './lifecycle';
import type { Change } from './plan';
import { costOf } from './prices';

/** What becomes of a recording, from its upload on. */
export interface Life {
  /** The three days that count. @default - it is kept for ever */
  readonly days?: RetentionDays;
  /** Storage classes by day, the first from day 0. */
  readonly classes: readonly Move[];
  /**
   * US dollars a month for each terabyte that is recorded a month, once the first has gone.
   *
   * @default - it is kept for ever, or in a class without a known price
   */
  readonly monthlyCost?: number;
}

/** The life of the recordings of one folder, before and after a plan. */
export interface RetentionChange {
  /** The bucket; before it has a name, the address of its lifecycle rules. */
  readonly bucket: string;
  /** The folder; empty for the whole bucket. */
  readonly prefix: string;
  /** As it was. @default - there was no rule for it */
  readonly before?: Life;
  /** As it will be. @default - there is no rule for it any more */
  readonly after?: Life;
}

/** What the plan does to the life of recordings: every folder of which anything changes. */
export function retentionChanges(changes: readonly Change[]): RetentionChange[] {
  return changes
    .filter(({ type }) => type === 'aws_s3_bucket_lifecycle_configuration')
    .filter(({ action }) => action !== 'no-op' && action !== 'forget')
    .flatMap(ofBucket);
}

function ofBucket({ before, after, address }: Change): RetentionChange[] {
  const sides = [lifecycleRules(before), lifecycleRules(after)] as const;
  const bucket = text(after, 'bucket') || text(before, 'bucket') || address;
  const prefixes = new Set(
    sides
      .flat()
      .filter(isLife)
      .map(({ prefix }) => prefix),
  );
  return [...prefixes].sort().flatMap((prefix) => {
    const [was, is] = sides.map((rules) => lifeOf(rules, prefix));
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ bucket, prefix, ...(was && { before: was }), ...(is && { after: is }) }];
  });
}

const isLife = ({ days, transitions, narrowed }: LifecycleRule) =>
  narrowed === '' && (days !== undefined || transitions.length > 0);

/** What all rules together make of the recordings of a folder; nothing where none applies to the whole of it. */
function lifeOf(rules: readonly LifecycleRule[], prefix: string): Life | undefined {
  const sample = { prefix, narrowed: '' };
  if (!rules.some((rule) => isLife(rule) && appliesTo(rule, sample))) return undefined;
  const { days, noncurrentDays, moves } = fateOf(rules, sample);
  const classes = [{ storageClass: 'STANDARD', days: 0 }, ...moves];
  if (days === undefined || noncurrentDays === undefined) return { classes };
  const monthlyCost = costOf(classes, days + noncurrentDays);
  return {
    days: retentionDays({ days, noncurrentDays }),
    classes,
    ...(monthlyCost !== undefined && { monthlyCost }),
  };
}
