import * as fc from 'fast-check';
import { categoryOf, type FindingId } from '../../review/finding';
import { change, idsOf } from './change';

type Values = Readonly<Record<string, unknown>>;

const PREFIXES = ['', 'a/', 'a/b/'];
const DAYS = [1, 5, 6, 9];
const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);

interface RuleValues {
  readonly prefix: string;
  readonly status: string;
  readonly days: number | undefined;
  readonly noncurrent: number | undefined;
  readonly kept: number;
  readonly tagged: boolean;
  readonly transition: number | undefined;
}

const rule: fc.Arbitrary<RuleValues> = fc.record({
  prefix: oneOf(...PREFIXES),
  status: oneOf('Enabled', 'Enabled', 'Enabled', 'Disabled'),
  days: oneOf(undefined, ...DAYS),
  noncurrent: oneOf(undefined, ...DAYS),
  kept: oneOf(0, 0, 1, 2),
  tagged: oneOf(false, false, true),
  transition: oneOf(undefined, undefined, 3),
});

/** A rule as the plan lists it. */
function written(values: RuleValues): Values {
  const { prefix, status, days, noncurrent, kept, tagged, transition } = values;
  const filter = tagged ? { and: [{ prefix, tags: { a: 'b' } }] } : { prefix };
  return {
    status,
    filter: [filter],
    expiration: days === undefined ? [] : [{ days }],
    noncurrent_version_expiration:
      noncurrent === undefined
        ? []
        : [{ noncurrent_days: noncurrent, newer_noncurrent_versions: kept }],
    transition: transition === undefined ? [] : [{ days: transition, storage_class: 'GLACIER' }],
  };
}

/** An object, with the day on which each of its versions was replaced by the next one. */
interface StoredObject {
  readonly key: string;
  readonly tagged: boolean;
  /** Days on which another version of the object is uploaded. */
  readonly uploads: readonly number[];
}

const OBJECTS: readonly StoredObject[] = ['x', 'a/x', 'a/b/x'].flatMap((key) =>
  [true, false].flatMap((tagged) =>
    [[0], [0, 2], [0, 1, 2, 4]].map((uploads) => ({ key, tagged, uploads })),
  ),
);

const LAST_DAY = 40;

interface Version {
  readonly uploaded: number;
  noncurrentSince: number | undefined;
  deleted: number | undefined;
}

/**
 * The days on which each version of an object stops being current and is deleted, found by playing every day: a version
 * that expires becomes noncurrent, and a noncurrent version is deleted once it is old enough and enough newer
 * noncurrent versions exist.
 */
function play(rules: readonly RuleValues[], { key, tagged, uploads }: StoredObject): Version[] {
  const applied = rules.filter(
    (each) => each.status === 'Enabled' && key.startsWith(each.prefix) && (!each.tagged || tagged),
  );
  const versions: Version[] = [];
  for (let day = 0; day <= LAST_DAY; day += 1) {
    const current = versions.find(({ noncurrentSince }) => noncurrentSince === undefined);
    const expires = applied.some(
      ({ days }) => days !== undefined && current && day - current.uploaded >= days,
    );
    if (current && (expires || uploads.includes(day))) current.noncurrentSince = day;
    if (uploads.includes(day)) {
      versions.push({ uploaded: day, noncurrentSince: undefined, deleted: undefined });
    }
    deleteNoncurrent(versions, applied, day);
  }
  return versions;
}

function deleteNoncurrent(versions: readonly Version[], rules: readonly RuleValues[], day: number) {
  const noncurrent = versions
    .filter((each) => each.noncurrentSince !== undefined && each.deleted === undefined)
    .toReversed();
  for (const [newer, version] of noncurrent.entries()) {
    const age = day - (version.noncurrentSince ?? day);
    const isDue = ({ noncurrent: days, kept }: RuleValues) =>
      days !== undefined && age >= days && newer >= kept;
    if (rules.some(isDue)) version.deleted = day;
  }
}

/** Whether any version of an object becomes unreadable or unrecoverable earlier. */
function diesEarlier(before: readonly RuleValues[], after: readonly RuleValues[]): boolean {
  return OBJECTS.some((each) => {
    const old = play(before, each);
    return play(after, each).some((version, index) => {
      const { noncurrentSince, deleted } = old[index] ?? version;
      const isBefore = (a = Infinity, b = Infinity) => a < b;
      return (
        isBefore(version.noncurrentSince, noncurrentSince) || isBefore(version.deleted, deleted)
      );
    });
  });
}

function review(before: readonly RuleValues[], after: readonly RuleValues[]): string[] {
  return idsOf(
    change({
      type: 'aws_s3_bucket_lifecycle_configuration',
      before: { bucket: 'calls', rule: before.map(written) },
      after: { bucket: 'calls', rule: after.map(written) },
    }),
  );
}

const rules = fc.array(rule, { maxLength: 3 });

/** Two lists of rules: unrelated ones, and ones that differ in one rule or in their order. */
const pairs = fc.oneof(
  fc.tuple(rules, rules),
  fc.tuple(rules, rule).map(([list, one]): [RuleValues[], RuleValues[]] => [list, [...list, one]]),
  rules.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list))),
  fc
    .tuple(fc.array(rule, { minLength: 1, maxLength: 3 }), rule)
    .map(([list, one]): [RuleValues[], RuleValues[]] => [list, [one, ...list.slice(1)]]),
);

test('a change of lifecycle rules that ends any object earlier is data loss', () => {
  let earlier = 0;
  fc.assert(
    fc.property(pairs, ([before, after]) => {
      if (!diesEarlier(before, after)) return;
      earlier += 1;
      const categories = review(before, after).map((id) => categoryOf({ id: id as FindingId }));
      expect(categories).toContain('data-loss');
    }),
    { numRuns: 3000, seed: 20261120 },
  );
  expect(earlier).toBeGreaterThan(500);
});

test('rules in another order, split by what they do, or with disabled rules have no findings', () => {
  const equal = fc.tuple(rules, rule).chain(([list, one]) => {
    const split = list.flatMap((each) => [
      { ...each, noncurrent: undefined, transition: undefined },
      { ...each, days: undefined, transition: undefined },
      { ...each, days: undefined, noncurrent: undefined },
    ]);
    const disabled = { ...one, status: 'Disabled' };
    const all = [...split, disabled];
    const shuffled = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    return fc.tuple(fc.constant(list), shuffled);
  });
  fc.assert(
    fc.property(equal, ([before, after]) => {
      expect(review(before, after)).toEqual([]);
      expect(review(after, before)).toEqual([]);
    }),
    { numRuns: 1000, seed: 20261120 },
  );
});
