import * as fs from 'node:fs';
import { type ReviewOptions, review } from '../../../cli/review/review';
import { parseGates } from '../../../cli/fail-on';
import { RefusedError } from '../../../core/problem';
import { readBefore } from '../../../dev/review/fixtures';
import { storyFiles } from '../../../dev/review/expected';
import { environmentsOf } from '../../environments';

const NOW = Date.UTC(2026, 10, 20, 23, 59);
const plan = (name: string) => ({
  source: name,
  text: fs.readFileSync(storyFiles(name).plan, 'utf8'),
});
const run = (options: Partial<ReviewOptions> = {}) =>
  review({
    plans: [plan('expiry-a-day-shorter')],
    environments: [],
    now: NOW,
    failOn: ['data-loss'],
    ...options,
  });
const environment = (until: string) => {
  const text = readBefore().replace(
    /^stores:$/m,
    `accept:
  - finding: expiry-shortened
    store: meetings
    resource: aws_s3_bucket_lifecycle_configuration.Retention_Lifecycle_D45413E4
    reason: Agreed with legal, ticket 1234
    until: ${until}
stores:`,
  );
  return environmentsOf([{ file: 'environments/prod.yaml', text }]);
};

test('an accepted finding does not stop a change until the end of its day, in UTC', () => {
  expect(run().stopped).toBe(true);
  expect(run({ environments: environment('2026-11-19') }).stopped).toBe(true);
  expect(run({ environments: environment('2026-11-20') }).stopped).toBe(false);
});

test('an invalid plan among several is refused, with its source', () => {
  const plans = [plan('tag-added'), { source: 'second.json', text: '{"format_version":' }];
  expect(() => run({ plans })).toThrow(RefusedError);
  expect(() => run({ plans })).toThrow(
    /^second\.json\n {2}review-plan-json: the input \(18 bytes\)/,
  );
});

test.each(['data-loss,access', ' data-loss , access '])('%j names two categories', (failOn) => {
  expect(run({ failOn: parseGates(failOn) }).failOn).toEqual(['data-loss', 'access']);
});

test('an option that is given several times adds up', () => {
  const first = parseGates('data-loss');
  expect(parseGates('access,data-loss', first)).toEqual(['data-loss', 'access']);
});

test.each(['', 'data-loss,', 'unclear', 'DATA-LOSS', 'all'])(
  '%j does not name categories only',
  (failOn) => {
    expect(() => parseGates(failOn)).toThrow(/review-fail-on/);
  },
);
