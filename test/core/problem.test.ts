import {
  type Problem,
  refuse,
  RefusedError,
  renderPath,
  renderProblem,
  under,
} from '../../core/problem';

const DAYS: Problem = { rule: 'days', path: ['days'], what: '0 is too few', fix: 'Give more.' };
const WARNING: Problem = { ...DAYS, rule: 'fee', warning: true };

test.each([
  [[], ''],
  [['region'], 'region'],
  [['stores', 'calls', 'sourceIp', 'cidrs', 2], 'stores.calls.sourceIp.cidrs[2]'],
  [[0, 'days'], '[0].days'],
])('the path %j is written %s', (path, text) => {
  expect(renderPath(path)).toBe(text);
});

test('a problem moves below the keys that lead to it, and keeps its own path', () => {
  expect(under('stores', 'calls', 0)(DAYS)).toEqual({
    ...DAYS,
    path: ['stores', 'calls', 0, 'days'],
  });
});

test('a problem is three lines: where, what, what to do', () => {
  expect(renderProblem(DAYS, 'Store/Retention')).toBe(
    'Store/Retention: days\n  days: 0 is too few\n  Give more.',
  );
  expect(renderProblem({ ...WARNING, path: [] })).toBe('  warning fee: 0 is too few\n  Give more.');
});

test('warnings stop nothing', () => {
  expect(() => {
    refuse([WARNING]);
  }).not.toThrow();
});

test('a refusal has every error, and no warning', () => {
  const other = { ...DAYS, path: ['noncurrentDays'] };
  expect(() => {
    refuse([DAYS, WARNING, other], 'Store');
  }).toThrow(new RefusedError([DAYS, other], 'Store'));
});
