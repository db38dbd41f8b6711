import { wasStackOf } from '../../config/environment';

const ENVIRONMENTS = ['eu-prod', 'prod', 'staging'].map((name) => ({ name }));

test.each([
  ['calls-prod', ['prod']],
  ['calls-eu-prod', ['eu-prod']],
  ['calls-staging', ['staging']],
  ['calls-eu-staging', ['staging']],
  ['calls-gone', ['eu-prod', 'prod', 'staging']],
])('the removed stack %s belonged to one of %j', (id, owners) => {
  const names = ENVIRONMENTS.map(({ name }) => name);
  expect(names.filter((name) => wasStackOf(id, name, ENVIRONMENTS))).toEqual(owners);
});
