import { checkRuntime, checkRuntimeDate, newestRuntime } from '../../store/runtime';

test.each([
  [undefined, 'nodejs22.x'],
  ['', 'nodejs22.x'],
  ['5.100.0', 'nodejs22.x'],
  ['6.18.0', 'nodejs22.x'],
  ['6.19.0', 'nodejs24.x'],
  ['6.100.0', 'nodejs24.x'],
])('with provider %j the function runs on %s', (version, runtime) => {
  expect(newestRuntime(version)).toBe(runtime);
});

test('a runtime that the provider rejects is refused', () => {
  expect(checkRuntime('nodejs24.x', '6.18.0').map(({ what }) => what)).toEqual([
    'version 6.18.0 of the AWS provider does not accept nodejs24.x, and 6.19.0 is the first that does',
  ]);
  expect(checkRuntime('nodejs24.x', '6.19.0')).toEqual([]);
  expect(checkRuntime('nodejs24.x', '')).toEqual([]);
  expect(checkRuntime('nodejs22.x', '5.99.0')).toEqual([]);
});

test('the end of a runtime is announced 180 days before, and after it', () => {
  const found = (day: `${number}-${number}-${number}`) => checkRuntimeDate('nodejs22.x', day);
  expect(found('2026-10-31')).toEqual([]);
  expect(found('2026-11-01')).toEqual([
    {
      rule: 'integrity-runtime-supported',
      path: [],
      what: 'AWS supports nodejs22.x until 2027-04-30, and from 2027-07-01 Lambda refuses to update a function that has it, so an apply fails',
      fix: 'Lock version 6.19.0 or later of the AWS provider, as docs/ci.md says, and deploy: callvault then uses nodejs24.x.',
      warning: true,
    },
  ]);
  expect(found('2027-08-01')).toHaveLength(1);
  expect(checkRuntimeDate('nodejs24.x', '2027-11-01')).toEqual([]);
  expect(checkRuntimeDate('nodejs24.x', '2027-11-02').map(({ fix }) => fix)).toEqual([
    'Update callvault.',
  ]);
});
