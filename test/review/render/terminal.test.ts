import { reportOnStory } from '../../../dev/review/expected';
import { renderTerminal } from '../../../review/render/terminal';

test('retention that is a day shorter is one finding, and the days before and after', () => {
  expect(renderTerminal(reportOnStory('expiry-a-day-shorter'))).toBe(`Recordings can be lost
  meetings-prod expiry-shortened stops: aws_s3_bucket_lifecycle_configuration.Retention_Lifecycle_D45413E4
    Recordings in acme-meetings-prod are readable for 364 days instead of 365.
    For example, a recording of today expires on 2027-11-19 instead of 2027-11-20. Those older than 364 days are hidden at the next midnight UTC and recoverable for 30 days.

Retention, in days after upload
  meetings-prod acme-meetings-prod
    before: readable until 365, recoverable until 395, gone by 397
    after: readable until 364, recoverable until 394, gone by 396

1 stack: 1 changed.

Stopped (fails on data-loss, writes-stop, access, unwatched).`);
});

test('a changed tag and no change at all are one line each', () => {
  expect(renderTerminal(reportOnStory('tag-added'))).toBe('1 stack: 5 changed (tags only).');
  expect(renderTerminal(reportOnStory('nothing'))).toBe('1 stack: no changes.');
});
