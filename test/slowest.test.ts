import * as fs from 'node:fs';

interface Test {
  readonly path: string;
}
interface Slowest {
  readonly SLOWEST: Readonly<Record<string, number>>;
  readonly slowestFirst: (tests: readonly Test[]) => readonly Test[];
}
const { SLOWEST, slowestFirst } = jest.requireActual<Slowest>('./slowest.js');

test('every file that is named is there', () => {
  expect(Object.keys(SLOWEST).filter((name) => !fs.existsSync(`test/${name}`))).toEqual([]);
});

test('the longest starts first, and what is not named last, in its order', () => {
  const tests = [
    ...['core/day', 'integration/review', 'core/arn', 'integration/deploy', 'integration/doctor'],
  ].map((name) => ({ path: `/somewhere/test/${name}.test.ts` }));
  expect(slowestFirst(tests).map(({ path }) => path.slice('/somewhere/test/'.length))).toEqual([
    ...['integration/deploy.test.ts', 'integration/doctor.test.ts', 'integration/review.test.ts'],
    ...['core/day.test.ts', 'core/arn.test.ts'],
  ]);
});
