import { render } from '../../bench/comparison';
import { measure } from '../../bench/program';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

test('ratios are ours over the baseline’s, and goals stand beside them', () => {
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

test('a program is measured from its start to its end, with the memory it held', () => {
  const hold = 'const b = Buffer.alloc(2 ** 27, 1); setTimeout(() => b, 300)';
  const programs = ['0', hold].map((code) => ({ name: code, args: ['-e', code] }));
  const [none, held] = measure(programs, { runs: 1, folder: temporary.path });
  expect(held?.seconds).toBeGreaterThan(0.3);
  expect((held?.mebibytes ?? 0) - (none?.mebibytes ?? 0)).toBeGreaterThan(120);
});

test('a program that fails is an error with what it has written', () => {
  const program = { name: 'the app', args: ['-e', 'console.error("why"); process.exit(3)'] };
  expect(() => measure([program], { runs: 1, folder: temporary.path })).toThrow(
    'the app has failed:\nwhy\n',
  );
});
