import { STORAGE_CLASSES } from '../../core/lifecycle/storage-class';
import * as fc from 'fast-check';
import { checkRetention } from '../../modules/retention-checks';
import {
  type RetentionSchedule,
  retentionDates,
  retentionDays,
} from '../../modules/retention-schedule';

const DAY = 86_400_000;
const moments = fc.date({
  min: new Date('2020-01-01'),
  max: new Date('2040-01-01'),
  noInvalidDate: true,
});
const days = fc.integer({ min: 1, max: 36_500 });

test('the guide’s 730 and 30 days are day 730, 760 and 762', () => {
  expect(retentionDays({ days: 730, noncurrentDays: 30 })).toEqual({
    readableUntil: 730,
    recoverableUntil: 760,
    goneBy: 762,
  });
});

test('S3 rounds up to the next midnight UTC', () => {
  const schedule = { days: 1, noncurrentDays: 1 };
  expect(retentionDates(new Date('2026-11-20T00:00:00.001Z'), schedule)).toEqual({
    readableUntil: new Date('2026-11-22'),
    recoverableUntil: new Date('2026-11-23'),
    goneBy: new Date('2026-11-25'),
  });
  expect(retentionDates(new Date('2026-11-20T00:00:00Z'), schedule).readableUntil).toEqual(
    new Date('2026-11-21'),
  );
});

test('whenever it is uploaded, a recording is readable for its days and less than one more', () => {
  fc.assert(
    fc.property(moments, days, days, (uploaded, readable, noncurrentDays) => {
      const dates = retentionDates(uploaded, { days: readable, noncurrentDays });
      const waited = dates.readableUntil.getTime() - uploaded.getTime();
      expect(waited).toBeGreaterThanOrEqual(readable * DAY);
      expect(waited).toBeLessThan((readable + 1) * DAY);
      expect(dates.readableUntil.getTime() % DAY).toBe(0);
      const recoverable = dates.recoverableUntil.getTime() - dates.readableUntil.getTime();
      expect(recoverable).toBe(noncurrentDays * DAY);
      expect(dates.goneBy.getTime()).toBeGreaterThan(dates.recoverableUntil.getTime());
    }),
  );
});

const transition = fc.record({
  storageClass: fc.constantFrom(...STORAGE_CLASSES),
  days: fc.integer({ min: 0, max: 400 }),
});
const schedules: fc.Arbitrary<RetentionSchedule> = fc.record({
  days: fc.integer({ min: 0, max: 800 }),
  noncurrentDays: fc.integer({ min: 0, max: 200 }),
  transitions: fc.array(transition, { maxLength: 3 }),
  noncurrentTransitions: fc.array(transition, { maxLength: 1 }),
});

test('accepted schedules are valid for S3: whole days, ascending, in order, and before the expiration', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const accepted = checkRetention(schedule).every(({ warning }) => warning);
      const { transitions, noncurrentTransitions, noncurrentDays } = schedule;
      const steps = transitions.slice(1).map((next, index) => ({ next, last: transitions[index] }));
      const lawful =
        [schedule, { days: noncurrentDays }, ...noncurrentTransitions].every(
          (each) => each.days >= 1,
        ) &&
        [...transitions, ...noncurrentTransitions].every(
          (each) => !/IA$/.test(each.storageClass) || each.days >= 30,
        ) &&
        steps.every(({ next, last }) => {
          if (!last) return false;
          const gap = next.days - last.days;
          const order =
            STORAGE_CLASSES.indexOf(next.storageClass) - STORAGE_CLASSES.indexOf(last.storageClass);
          if (last.storageClass === 'ONEZONE_IA' && next.storageClass === 'GLACIER_IR')
            return false;
          return order > 0 && gap > 0 && (!/IA$/.test(last.storageClass) || gap >= 30);
        }) &&
        schedule.days > (transitions.at(-1)?.days ?? 0) &&
        noncurrentTransitions.every((each) => each.days < noncurrentDays);
      expect(accepted).toBe(lawful);
    }),
    { numRuns: 2_000 },
  );
});
