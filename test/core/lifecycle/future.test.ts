import * as fc from 'fast-check';
import { DAY_MS } from '../../../core/day';
import { futureOf } from '../../../core/lifecycle/future';
import type { Lifecycle, LifecycleRule } from '../../../core/lifecycle/rule';
import { STORAGE_CLASSES } from '../../../core/lifecycle/storage-class';
import type { KeyHistory, StoredVersion } from '../../../core/lifecycle/version';
import { type Seen, simulate } from './simulation';

/** Longer than any chain of the generated rules. */
const MIDNIGHTS = 160;

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const days = fc.integer({ min: 1, max: 30 });
const date = fc.constantFrom('1970-01-09', '1970-01-20', '1970-02-02');
const tags = fc.constantFrom({ keep: 'yes' }, { keep: 'no' });
const size = fc.constantFrom(1, 100_000, 131_071, 131_072, 5_000_000);

const transition = (kept: boolean) =>
  fc.record({
    storageClass: fc.constantFrom(...STORAGE_CLASSES),
    days: fc.integer({ min: kept ? 1 : 0, max: 30 }),
    ...(kept ? { keptVersions: fc.integer({ min: 0, max: 2 }) } : {}),
  });

const rule: fc.Arbitrary<LifecycleRule> = fc
  .record({
    prefix: fc.constantFrom('', 'calls/', 'other/'),
    tags: optional(tags),
    above: optional(fc.constantFrom(99_999, 131_071)),
    below: optional(fc.constantFrom(131_072, 6_000_000)),
    days: optional(days),
    date: optional(date),
    clearsMarkers: fc.boolean(),
    noncurrentDays: optional(days),
    keptVersions: fc.integer({ min: 0, max: 2 }),
    transitions: fc.array(transition(false), { maxLength: 3 }),
    noncurrentTransitions: fc.array(transition(true), { maxLength: 3 }),
  })
  .map(({ tags: tagged, above, below, date: onDate, ...rest }) => ({
    ...rest,
    narrowed: '',
    ...(tagged && { tags: tagged }),
    ...(above !== undefined && { above }),
    ...(below !== undefined && { below }),
    ...(onDate !== undefined && rest.days === undefined && { date: onDate }),
  }));

const version: fc.Arbitrary<Omit<StoredVersion, 'created'>> = fc
  .record({
    size,
    marker: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    storageClass: fc.constantFrom('STANDARD', 'STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'GLACIER'),
    tags: optional(tags),
    lockedUntil: optional(fc.integer({ min: 0, max: 60 * DAY_MS })),
    held: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
    replicating: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  })
  .map((each) =>
    each.marker ? { marker: true, size: 0, storageClass: '', tags: undefined } : { ...each },
  );

const history: fc.Arbitrary<KeyHistory> = fc
  .array(fc.tuple(version, fc.integer({ min: 0, max: 5 * DAY_MS })), { minLength: 1, maxLength: 4 })
  .map((steps) => {
    let created = 0;
    const versions = steps.map(([each, gap]) => ({ ...each, created: (created += gap) }));
    return { key: 'calls/a.wav', versions: versions.reverse() };
  });

/** The engine's answer in the form of the simulation, from the midnight after the newest version. */
function seenByEngine(subject: KeyHistory, lifecycle: Lifecycle, asOf: number): Seen[] {
  const futures = futureOf(subject, lifecycle, { asOf });
  const added = futures.length - subject.versions.length;
  return futures.map(({ version: { marker }, classes, noncurrentFrom, removedAt }, index) => {
    const wasNoncurrent = index > added || (index === added && added === 0) || marker === true;
    return {
      name: index < added ? 'added' : `v${index - added}`,
      moves: classes.slice(1).map((each) => `${each.storageClass}@${each.from / DAY_MS}`),
      ...(!wasNoncurrent && { hidden: (noncurrentFrom ?? 0) / DAY_MS }),
      ...(removedAt !== undefined && { removed: removedAt / DAY_MS }),
    };
  });
}

test('the engine agrees with a simulation of each day, for random rules and versions', () => {
  const lifecycle = fc.record({
    rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
    minimumSize: fc.constantFrom(
      'all_storage_classes_128K' as const,
      'varies_by_storage_class' as const,
    ),
  });
  fc.assert(
    fc.property(history, lifecycle, (subject, rules) => {
      const newest = subject.versions[0]?.created ?? 0;
      const first = Math.ceil(newest / DAY_MS);
      const simulated = simulateFrom(subject, rules, first);
      expect(seenByEngine(subject, rules, newest)).toEqual(simulated);
    }),
    { numRuns: 1_000 },
  );
});

/** Nothing happens before all versions are written. */
function simulateFrom(subject: KeyHistory, lifecycle: Lifecycle, first: number): Seen[] {
  return simulate(subject, lifecycle, { first, last: first + MIDNIGHTS });
}
