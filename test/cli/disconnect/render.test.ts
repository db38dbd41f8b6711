import type { DisconnectResult } from '../../../cli/disconnect/disconnect';
import { renderDisconnected } from '../../../cli/disconnect/render';

const RESULT: DisconnectResult = {
  stack: 'calls-prod',
  vendor: 'Genesys Cloud CX',
  state: 'stopped',
  where: 'Admin',
  steps: [],
  checklist: [{ id: 'x-rule', what: 'Change the rule.', source: 'the guide' }],
};

test.each([
  ['stopped', /^Genesys Cloud CX no longer writes to calls-prod\. The recordings stay/],
  ['pending', /^Genesys Cloud CX can still write to calls-prod\.\n/],
  ['grace', /Run npx callvault disconnect calls-prod again at 2026-11-27T00:00:00.000Z or later/],
  [
    'hand-over',
    /can still write to calls-prod\. Remove the store there \(Admin\), and run npx callvault disconnect calls-prod --stopped\./,
  ],
] as const)('%s says what is true and what to do next', (state, expected) => {
  const text = renderDisconnected({ ...RESULT, state, until: '2026-11-27T00:00:00.000Z' });
  expect(text).toMatch(expected);
  expect(text).toContain('  [ ] Change the rule.\n      x-rule: the guide');
});
