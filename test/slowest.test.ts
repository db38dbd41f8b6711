import * as fs from 'node:fs';

interface Test {
  readonly path: string;
}
interface Slowest {
  readonly SLOWEST: Readonly<Record<string, number>>;
  readonly slowestFirst: (tests: readonly Test[]) => readonly Test[];
}
const { SLOWEST, slowestFirst } = jest.requireActual<Slowest>('./slowest.js');

test('every listed file exists', () => {
  expect(Object.keys(SLOWEST).filter((name) => !fs.existsSync(`test/${name}`))).toEqual([]);
});

test('the slowest file starts first, and files that are not listed start last, in their order', () => {
  const names = [
    'core/day',
    'integration/review',
    'core/arn',
    'integration/deploy',
    'integration/doctor',
  ];
  const tests = names.map((name) => ({ path: `/somewhere/test/${name}.test.ts` }));
  expect(slowestFirst(tests).map(({ path }) => path.slice('/somewhere/test/'.length))).toEqual([
    'integration/deploy.test.ts',
    'integration/doctor.test.ts',
    'integration/review.test.ts',
    'core/day.test.ts',
    'core/arn.test.ts',
  ]);
});
