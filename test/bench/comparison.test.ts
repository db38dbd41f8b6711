import { render } from '../../bench/comparison';

test('ratios are ours over the baseline’s, with the goals next to them', () => {
  const table = render([
    {
      what: '1,000 stores',
      runs: 1,
      names: ['callvault', 'CDKTF by itself'],
      ours: { seconds: 1, cpu: 3, mebibytes: 100 },
      baseline: { seconds: 4, cpu: 4, mebibytes: 250 },
      goal: { seconds: 0.55, mebibytes: 0.5 },
    },
  ]);
  expect(table).toMatch(/CDKTF by itself: 4\.00 s, 250 MiB/);
  expect(table).toMatch(/0\.25× \(goal 0\.55\) +│ 0\.75× +│ 0\.40× \(goal 0\.5\)/);
});
