import { change, found, GOOD } from './base';

const [STATE = ''] = /state:\n(?: {2}.*\n)+/.exec(GOOD) ?? [];

/** Rules about the state of an environment in Terraform Cloud. */
const rulesOf = (yaml: string) =>
  found(change(STATE, `state: { backend: cloud, ${yaml} }\n`)).map(({ rule }) => rule);

const letters = (count: number) => 'p'.repeat(count);

test.each([
  'organization: acme',
  'organization: Acme_2-eu',
  'organization: acme, project: abc',
  'organization: acme, project: Call recordings_1-a',
  `organization: acme, project: ${letters(40)}`,
])('Terraform Cloud accepts %s', (yaml) => {
  expect(rulesOf(yaml)).toEqual([]);
});

test.each([
  "organization: ''",
  'organization: acme corp',
  'organization: acme/eu',
  'organization: acme, project: ab',
  `organization: acme, project: ${letters(41)}`,
  "organization: acme, project: ' abc'",
  "organization: acme, project: 'abc '",
  'organization: acme, project: calls/eu',
])('Terraform Cloud does not accept %s', (yaml) => {
  expect(rulesOf(yaml)).toEqual(['config-format']);
});
