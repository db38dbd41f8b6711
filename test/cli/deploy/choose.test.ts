import { chooseStacks } from '../../../cli/deploy/choose';

const IDS = ['state-prod', 'calls-prod', 'calls-test'];

test.each([
  [['calls-*'], {}, ['calls-prod', 'calls-test']],
  [['calls-test', 'state-prod'], {}, ['state-prod', 'calls-test']],
  [['*'], { CALLVAULT_STACKS: 'calls-test' }, IDS],
  [[], { CALLVAULT_STACKS: 'calls-test' }, ['calls-test']],
])('%j with %j chooses %j', (patterns, env, stacks) => {
  expect(chooseStacks(IDS, patterns, env)).toEqual(stacks);
});

test('the only stack needs no name, several do', () => {
  expect(chooseStacks(['calls-prod'], [], {})).toEqual(['calls-prod']);
  expect(() => chooseStacks(IDS, [], {})).toThrow(
    "stack-selected: no stack is named\n  Name stacks, or write '*' for all of them: state-prod, calls-prod, calls-test.",
  );
  expect(() => chooseStacks([], [], {})).toThrow('there is no stack');
});

test('a pattern that matches nothing is refused, and names the arguments', () => {
  expect(() => chooseStacks(IDS, ['call-prod'], {})).toThrow(
    'call-prod in the arguments matches no stack',
  );
});
