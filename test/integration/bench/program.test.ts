import { measure } from '../../../bench/program';
import { TemporaryFolder } from '../../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

test('a program is measured from its start to its end, with the memory it held', () => {
  const hold = 'const b = Buffer.alloc(2 ** 27, 1); setTimeout(() => b, 300)';
  const programs = ['0', hold].map((code) => ({ name: code, args: ['-e', code] }));
  const [none, held] = measure(programs, { runs: 1, folder: temporary.path });
  expect(held?.seconds).toBeGreaterThan(0.3);
  expect((held?.mebibytes ?? 0) - (none?.mebibytes ?? 0)).toBeGreaterThan(120);
});

test('a program that fails is an error with what it wrote', () => {
  const program = { name: 'the app', args: ['-e', 'console.error("why"); process.exit(3)'] };
  expect(() => measure([program], { runs: 1, folder: temporary.path })).toThrow(
    'the app failed:\nwhy\n',
  );
});
