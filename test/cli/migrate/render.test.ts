import { describeWritten } from '../../../cli/migrate/migrate';
import { renderStates, renderWritten } from '../../../cli/migrate/render';
import { type RetentionSchedule, STORAGE_PRESETS } from '../../../modules/retention-schedule';

const NOW = new Date('2026-11-20T12:00:00Z');
const schedule = (transitions: RetentionSchedule['transitions']): RetentionSchedule => ({
  days: 730,
  noncurrentDays: 30,
  transitions,
  noncurrentTransitions: [],
});

test.each([
  ['archive', 90],
  ['instant', undefined],
  ['standard', undefined],
] as const)(
  'with the preset %s, DataSync cannot read recordings from day %s on',
  (preset, days) => {
    const written = describeWritten('main.tf.json', schedule(STORAGE_PRESETS[preset]), NOW);
    expect(written).toEqual({
      file: 'main.tf.json',
      copiesReadableUntil: '2028-11-20',
      ...(days !== undefined && { archivedAfterDays: days }),
    });
  },
);

test('the text says how long a copy is readable, and whether recordings are archived', () => {
  const text = (transitions: RetentionSchedule['transitions']) =>
    renderWritten('calls-prod', describeWritten('main.tf.json', schedule(transitions), NOW)).text ??
    '';
  const archived =
    'Recordings older than 90 days are archived and must be restored first: docs/migration.md.';
  expect(text([])).toContain('a copy made today is readable until 2028-11-20');
  expect(text([])).not.toContain('archived');
  expect(text(STORAGE_PRESETS.archive).split('\n').at(-1)).toBe(archived);
});

test('a store without previous paths has nothing to compare', () => {
  expect(renderStates('calls-prod', [])).toEqual({
    text: 'calls-prod: no previous folder can contain recordings.',
    json: { paths: [] },
    code: 0,
  });
});

test('the first ten missing keys are listed, and the day on which retention ends', () => {
  const missing = Array.from({ length: 11 }, (_, index) => `recordings/${index}.wav`);
  const state = { prefix: 'recordings/', objects: 12, copied: 1, missing, done: false };
  const { text = '', code } = renderStates('calls-prod', [{ ...state, goneBy: '2028-12-22' }]);
  const [first, second, ...named] = text.split('\n');
  expect(code).toBe(6);
  expect(first).toBe(
    'recordings/: 1 of 12 objects are at the current path. Retention removes its last bytes by 2028-12-22.',
  );
  expect(second).toBe('Missing there, or of another size:');
  expect(named).toEqual(missing.slice(0, 10).map((key) => `  "${key}"`));
});
