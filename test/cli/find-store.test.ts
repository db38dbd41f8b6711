import { findEnvironment, findStore } from '../../cli/find-store';
import { environmentsOf } from '../environments';

const environments = environmentsOf('test/access/environments');
const ids = environments.flatMap(({ stores }) => stores.map(({ id }) => id)).join(', ');

test.each([
  ['cals-prod', '; did you mean calls-prod?'],
  ['calls.prod', '; did you mean calls-prod?'],
  ['calls-prd', ''],
  ['state-prod', ''],
  ['nothing', ''],
])('%s is not the stack of a store', (id, suggestion) => {
  expect(() => findStore(id, environments)).toThrow(
    `  stack-selected: ${id} is not a store's stack${suggestion}\n  Choose from: ${ids}.`,
  );
});

test('without stores there is nothing to choose from', () => {
  expect(() => findStore('calls-prod', [])).toThrow(
    "  stack-selected: calls-prod is not a store's stack\n  Add a store first.",
  );
});

test.each([['prd'], ['elsewhere']])('%s is not an environment', (name) => {
  expect(() => findEnvironment(name, environments)).toThrow(
    `  environment-known: ${name} is not an environment\n  Choose from: prod, staging.`,
  );
});

test('a store is found with its environment', () => {
  const { store, environment } = findStore('calls-prod', environments);
  expect([store.id, environment.name]).toEqual(['calls-prod', 'prod']);
});
