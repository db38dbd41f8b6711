import type { ConnectResult } from '../../../cli/connect/connect';
import { renderConnected } from '../../../cli/connect/render';

const RESULT: ConnectResult = {
  stack: 'calls-prod',
  vendor: 'Genesys Cloud CX',
  byHand: false,
  steps: [{ id: 'a', title: 'Connection', state: 'unchanged', says: 'It is on.', requests: [] }],
  findings: [],
  inspected: ['the connection and its validation', 'the retention policies'],
  notShown: [],
  checklist: [{ id: 'x-rule', what: 'Set the rule.', source: 'the guide' }],
};

const finding = { id: 'x', what: 'it is off', evidence: 'status', fix: 'Switch it on.' };

test('only what was compared is said to be right, and the checklist stands at the end', () => {
  expect(renderConnected(RESULT)).toBe(
    [
      '= Connection: It is on.',
      'The store is registered with Genesys Cloud CX. Compared, and right: the connection and its validation, the retention policies.',
      '',
      'A person has to do and check these; no API shows them:',
      '  [ ] Set the rule.',
      '      x-rule: the guide',
    ].join('\n'),
  );
});

test.each([
  ['something is wrong', { findings: [finding] }],
  ['nothing was compared', { inspected: [] }],
])('nothing is said to be right if %s', (_, change) => {
  expect(renderConnected({ ...RESULT, ...change })).not.toContain('right');
});

test('what the vendor does not show is said next to what is wrong', () => {
  const text = renderConnected({ ...RESULT, findings: [finding], notShown: ['the role'] });
  expect(text).toContain('  Switch it on.\nGenesys Cloud CX does not show the role.\n');
});

test('what the vendor does not show is not said to be right', () => {
  expect(renderConnected({ ...RESULT, notShown: ['the role'] })).toContain(
    'right: the connection and its validation, the retention policies.\nGenesys Cloud CX does not show the role.',
  );
});
