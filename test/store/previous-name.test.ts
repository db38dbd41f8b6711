import { isDeepStrictEqual } from 'node:util';
import { previousBackends } from '../../cli/plans/previous-backends';
import { findRemovedStacks, planOfRemoved } from '../../review/removed-stacks';
import { loadEnvironments } from '../../config/load';
import { change, found, GOOD, isUnusual } from '../config/base';
import { environmentsOf } from '../environments';
import { type Stack, synthesize } from '../stacks/synthesized';

const fileOf = (text: string) => ({ file: 'environments/prod.yaml', text });
const stackOf = (text: string, id: string): Stack => {
  const [stack] = synthesize([fileOf(text)], id);
  if (!stack) throw new Error(`no ${id}`);
  return stack;
};
const FULL = change(
  'source: manifest }',
  'source: api }\n    replication: { region: eu-west-1 }',
  change('  video:', '  video: # user'),
);
const renamed = (name: string, to: string, text = FULL) =>
  change(`  ${name}:`, `  ${to}:\n    previousName: ${name}`, text);

/** The resources of a stack, without tags, descriptions and references to aliases, which change in place. */
function resourcesOf(stack: Stack): Record<string, unknown> {
  const { resource } = JSON.parse(stack.text) as { resource: Record<string, object> };
  const all = Object.entries(resource).filter(([type]) => type !== 'aws_kms_alias');
  const inPlace = ['aws_kms_key', 'aws_iam_role'];
  return Object.fromEntries(
    all.flatMap(([type, named]) =>
      Object.entries(named as Record<string, Record<string, unknown>>).map(([name, attributes]) => {
        const { description, alarm_description: _text, '//': _, ...rest } = attributes;
        return [`${type}.${name}`, inPlace.includes(type) ? rest : { ...rest, description }];
      }),
    ),
  );
}

test.each([
  ['calls', 'calls-prod', 'phone-prod', 'phone'],
  ['video', 'video-prod', 'meetings-prod', 'meetings'],
])(
  'a renamed store %s differs in aliases, tags and descriptions only',
  (...[name, before, after, to]) => {
    const [old, current] = [stackOf(FULL, before), stackOf(renamed(name, to), after)];
    const [left, right] = [resourcesOf(old), resourcesOf(current)];
    const differing = Object.keys({ ...left, ...right }).filter(
      (address) => !isDeepStrictEqual(left[address], right[address]),
    );
    expect(differing).toEqual([]);
    const aliases = current.all('aws_kms_alias').map(([, { name: alias }]) => String(alias));
    expect(aliases.every((alias) => alias.startsWith(`alias/${after}-`))).toBe(true);
    const addresses = current.all('aws_kms_alias').map(([address]) => address);
    const previous = old.all('aws_kms_alias').map(([address]) => address);
    expect(addresses.filter((address) => previous.includes(address))).toEqual([]);
  },
);

test('the review of a renamed store says that it was moved, and stops nothing', () => {
  const [removed] = findRemovedStacks(
    [stackOf(FULL, 'calls-prod')],
    [stackOf(renamed('calls', 'phone'), 'phone-prod')],
  );
  expect(removed).toEqual({ id: 'calls-prod', renamedTo: 'phone-prod', was: 'moved' });
  expect(removed && planOfRemoved(removed).known?.map(({ id }) => id)).toEqual(['stack-moved']);
});

test('a store that was renamed several times derives its names from the first one', () => {
  const text = change('  calls:', '  third:\n    previousName: [second, calls]');
  const [environment] = environmentsOf([fileOf(text)]);
  const store = environment?.stores.find(({ name }) => name === 'third');
  expect(store).toMatchObject({
    previousIds: ['second-prod', 'calls-prod'],
    nameId: 'calls-prod',
    principalName: 'recordings-calls-prod',
  });
});

test('the state of a moved store is looked for where its previous file kept it', () => {
  const text = change('  calls:', '  phone:\n    previousName: [phone2, old/calls]');
  const old = GOOD.replace('acme-state', 'old-state')
    .replaceAll('bucket: acme-', 'bucket: old-')
    .replace('  calls:', '  others:')
    .replaceAll('0d9a7c1e', '1d9a7c1e');
  const environments = environmentsOf([fileOf(text), { file: 'environments/old.yaml', text: old }]);
  const prod = environments.find(({ name }) => name === 'prod');
  if (!prod) throw new Error('no prod');
  expect(previousBackends(['phone2-prod', 'calls-old'], prod, environments)).toEqual([
    ['key=phone2-prod/terraform.tfstate', 'bucket=acme-state', 'region=eu-central-1'],
    ['key=calls-old/terraform.tfstate', 'bucket=old-state', 'region=eu-central-1'],
  ]);
});

test.each([
  [renamed('calls', 'phone', GOOD), []],
  [change('  calls:', '  calls:\n    previousName: video'), ['previous-name']],
  [change('  calls:', '  calls:\n    previousName: calls'), ['previous-name']],
  [change('  calls:', '  calls:\n    previousName: state'), ['previous-name']],
  [change('  calls:', '  calls:\n    previousName: [older, ci]'), ['previous-name']],
  [
    change(
      '  video:',
      '  video:\n    previousName: old',
      change('  calls:', '  calls:\n    previousName: old'),
    ),
    ['previous-name'],
  ],
])('a previous name is refused if another store has it: case %#', (text, rules) => {
  const problems = found(text).map((each) => Object.values(each).join(' '));
  expect(problems.filter((each) => each.includes('previous-name'))).toHaveLength(rules.length);
});

/** An environment of another account, with buckets and an external id of its own. */
const elsewhere = (text: string) =>
  text
    .replaceAll('acme-', 'beta-')
    .replaceAll('1'.repeat(12), '2'.repeat(12))
    .replace('0d9a', '1d9a');

test.each([
  ['old', []],
  ['gone/old', []],
  ['prod/old', ['previous-name']],
])(
  'the previous name %s is looked for in its environment, although the name of another ends alike',
  (previous, rules) => {
    const text = change('  calls:', `  calls:\n    previousName: ${previous}`, elsewhere(GOOD));
    const files = [fileOf(GOOD), { file: 'environments/eu-prod.yaml', text }];
    const { environments, problems } = loadEnvironments(files);
    expect(problems.filter(isUnusual).map(({ rule }) => rule)).toEqual(rules);
    const [moved] = environments.filter(({ name }) => name === 'eu-prod');
    if (!moved) throw new Error('no eu-prod');
    const ids = moved.stores.flatMap(({ previousIds }) => previousIds);
    const state = previous.startsWith('prod/') ? 'acme-state' : 'beta-state';
    expect(previousBackends(ids, moved, environments).flat()).toContain(`bucket=${state}`);
  },
);
