import { reportOnStory } from '../../../dev/review/expected';
import { renderTerminal } from '../../../review/render/terminal';

test('a retention that is a day shorter is one finding, and its days before and after', () => {
  expect(renderTerminal(reportOnStory('expiry-a-day-shorter'))).toBe(`Recordings can be lost
  meetings-prod expiry-shortened stops: aws_s3_bucket_lifecycle_configuration.Retention_Lifecycle_D45413E4
    Recordings in acme-meetings-prod can be read for 364 days instead of 365; those older than that go at once.

The life of a recording, in days from upload
  meetings-prod acme-meetings-prod
    before: readable until 365, recoverable until 395, gone by 397
    after: readable until 364, recoverable until 394, gone by 396

1 stack: 1 changed.

Stopped (data-loss, writes-stop, access).`);
});

test('a tag more is one quiet line, and no change at all another', () => {
  expect(renderTerminal(reportOnStory('tag-added'))).toBe(
    '1 stack: 5 changed, only in their tags.',
  );
  expect(renderTerminal(reportOnStory('nothing'))).toBe('1 stack: nothing changes.');
});
