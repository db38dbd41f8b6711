import { writeFleet } from '../../bench/fleet';
import { readFolder } from '../../config/files';
import { loadEnvironments } from '../../config/load';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

test('a fleet has the given number of stores, of every kind, and is valid', () => {
  writeFleet(temporary.path, 150);
  const { environments, problems } = loadEnvironments(readFolder(temporary.path));
  expect(problems.filter(({ warning }) => !warning)).toEqual([]);
  expect(environments.map(({ stores }) => stores.length)).toEqual([100, 50]);
  const stores = environments.flatMap((environment) => environment.stores);
  expect(new Set(stores.map(({ id }) => id)).size).toBe(150);
  const count = (matches: (store: (typeof stores)[number]) => boolean) =>
    stores.filter(matches).length;
  expect([
    count(({ settings }) => settings.vendor === 'genesys'),
    count(({ replica }) => replica !== undefined),
    count(({ integrity }) => integrity !== undefined),
  ]).toEqual([50, 15, 5]);
});
