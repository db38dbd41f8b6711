import { describeWritten, renderStates, renderWritten } from '../../../cli/migrate/render';
import { type RetentionSchedule, STORAGE_PRESETS } from '../../../modules/retention-schedule';

const NOW = new Date('2026-11-20T12:00:00Z');
const schedule = (transitions: RetentionSchedule['transitions']): RetentionSchedule => ({
  ...{ days: 730, noncurrentDays: 30, transitions, noncurrentTransitions: [] },
});

test.each([
  ['archive', 90],
  ['instant', undefined],
  ['standard', undefined],
] as const)('with %s, what DataSync cannot read begins at day %s', (preset, days) => {
  const written = describeWritten('main.tf.json', schedule(STORAGE_PRESETS[preset]), NOW);
  expect(written).toEqual({
    ...{ file: 'main.tf.json', copiesReadableUntil: '2028-11-20' },
    ...(days !== undefined && { archivedAfterDays: days }),
  });
});

test('a copy that begins a new life is spoken of, and archived recordings where there are some', () => {
  const text = (transitions: RetentionSchedule['transitions']) =>
    renderWritten('calls-prod', describeWritten('main.tf.json', schedule(transitions), NOW));
  const archived =
    'What is older than 90 days is archived, and has to be restored first: docs/migration.md.';
  expect(text([])).toContain('made today, it is readable until 2028-11-20');
  expect(text([])).not.toContain('archived');
  expect(text(STORAGE_PRESETS.archive).split('\n').at(-1)).toBe(archived);
});

test('a store that never moved has nothing to compare, and says so', () => {
  expect(renderStates('calls-prod', [])).toBe(
    'calls-prod: no other folder of before may hold recordings.',
  );
});

test('of what is missing the first ten are named, and the day on which the old ones are gone', () => {
  const missing = Array.from({ length: 11 }, (_, index) => `recordings/${index}.wav`);
  const state = { prefix: 'recordings/', objects: 12, copied: 1, missing, done: false };
  const [first, second, ...named] = renderStates('calls-prod', [
    { ...state, goneBy: '2028-12-22' },
  ]).split('\n');
  expect(first).toBe(
    'recordings/: 1 of 12 objects are at the path of now. Its last bytes are gone by 2028-12-22 by themselves.',
  );
  expect(second).toBe('Not there, or not as long:');
  expect(named).toEqual(missing.slice(0, 10).map((key) => `  "${key}"`));
});
