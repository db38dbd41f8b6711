import * as fs from 'node:fs';
import { InvalidEnvironmentsError } from '../../../config/valid';
import { type ReviewOptions, review } from '../../../cli/review/command';
import { RefusedError } from '../../../core/problem';
import { readBefore } from '../../../dev/review/fixtures';
import { storyFiles } from '../../../dev/review/expected';

const NOW = Date.UTC(2026, 10, 20, 23, 59);
const plan = (name: string) => ({
  source: name,
  text: fs.readFileSync(storyFiles(name).plan, 'utf8'),
});
const run = (options: Partial<ReviewOptions> = {}) =>
  review({
    ...{ plans: [plan('expiry-a-day-shorter')], files: [], now: NOW, failOn: 'data-loss' },
    ...options,
  });
const environment = (until: string) => ({
  file: 'environments/prod.yaml',
  text: readBefore().replace(
    /^stores:$/m,
    `accept:
  - finding: expiry-shortened
    store: meetings
    resource: aws_s3_bucket_lifecycle_configuration.Retention_Lifecycle_D45413E4
    reason: Agreed with legal, ticket 1234
    until: ${until}
stores:`,
  ),
});

test('an accept entry of the environment file lets a change through to the end of its day, in UTC', () => {
  expect(run().stopped).toBe(true);
  expect(run({ files: [environment('2026-11-19')] }).stopped).toBe(true);
  expect(run({ files: [environment('2026-11-20')] }).stopped).toBe(false);
});

test('an environment file that is wrong is refused: nobody knows what it accepts', () => {
  const file = { file: 'environments/prod.yaml', text: 'accept: everything' };
  expect(() => run({ files: [file] })).toThrow(InvalidEnvironmentsError);
});

test('one plan that is none among several is refused, with its place', () => {
  const plans = [plan('tag-added'), { source: 'second.json', text: '{"format_version":' }];
  expect(() => run({ plans })).toThrow(RefusedError);
  expect(() => run({ plans })).toThrow(/^second\.json\n {2}review-plan-json: the input \(18 bytes\)/);
});

test.each(['data-loss,access', ' data-loss , access '])('%j names two categories', (failOn) => {
  expect(run({ failOn }).failOn).toEqual(['data-loss', 'access']);
});

test.each(['', 'data-loss,', 'unclear', 'DATA-LOSS', 'all'])('%j names none', (failOn) => {
  expect(() => run({ failOn })).toThrow(/review-fail-on/);
});
