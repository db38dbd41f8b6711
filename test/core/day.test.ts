import { addDays, dayOf, daysBetween, isDay, startOf } from '../../core/day';

test('days are in UTC', () => {
  expect(dayOf(Date.UTC(2026, 10, 20, 23, 59, 59, 999))).toBe('2026-11-20');
  expect(dayOf(Date.UTC(2026, 10, 21))).toBe('2026-11-21');
  expect(startOf('2026-11-21')).toBe(Date.UTC(2026, 10, 21));
});

test('days are counted across the ends of months and years', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysBetween('2026-02-27', '2026-03-02')).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ]);
  expect(daysBetween('2026-02-27', '2026-02-27')).toEqual(['2026-02-27']);
  expect(daysBetween('2026-02-27', '2026-02-26')).toEqual([]);
});

test.each(['2026-02-28', '2024-02-29'])('%s is a day', (day) => {
  expect(isDay(day)).toBe(true);
});

test.each(['2026-02-29', '2026-13-01', '2026-1-1', 'today', ''])('%p is not a day', (day) => {
  expect(isDay(day)).toBe(false);
});
