import * as fs from 'node:fs';
import { storyFiles } from '../../dev/review/expected';
import type { Acceptance } from '../../review/acceptance';
import { type Gate, GATES } from '../../review/finding';
import { parsePlan } from '../../review/plan';
import { renderMarkdown } from '../../review/render/markdown';
import { type ReportOptions, reportOn } from '../../review/report';

const today = '2026-11-20';
const read = (name: string) => parsePlan(fs.readFileSync(storyFiles(name).plan, 'utf8'), name);
const report = (name: string, options: Partial<ReportOptions> = {}) =>
  reportOn([read(name)], { today, failOn: GATES, ...options });

test.each<[string, Gate, Gate]>([
  ['expiry-a-day-shorter', 'data-loss', 'access'],
  ['role-renamed', 'writes-stop', 'data-loss'],
  ['external-id-dropped', 'access', 'writes-stop'],
])('%s is stopped by --fail-on %s, and not by %s', (name, gate, other) => {
  expect(report(name, { failOn: [gate] }).stopped).toBe(true);
  expect(report(name, { failOn: [other] }).stopped).toBe(false);
  expect(report(name, { failOn: [] }).stopped).toBe(false);
});

test.each(GATES)('a finding that needs manual review is stopped by --fail-on %s', (gate) => {
  expect(report('policy-known-after-apply', { failOn: [gate] }).stopped).toBe(true);
  expect(report('policy-known-after-apply', { failOn: [] }).stopped).toBe(false);
});

test.each(['tag-added', 'nothing', 'retention-longer'])('%s is never stopped', (name) => {
  expect(report(name).stopped).toBe(false);
});

const acceptance: Acceptance = {
  stack: 'meetings-prod',
  finding: 'expiry-shortened',
  until: today,
  reason: 'Agreed with legal on 2026-11-03',
};

test('an accepted finding does not stop the change, and is shown with its reason', () => {
  const accepted = report('expiry-a-day-shorter', { acceptances: [acceptance] });
  expect(accepted.stopped).toBe(false);
  const text = renderMarkdown(accepted);
  expect(text).toContain('### Accepted (1)');
  expect(text).toContain('Accepted until `2026-11-20`: `Agreed with legal on 2026-11-03`');
  expect(text).not.toContain('### Recordings can be lost');
});

test.each<[string, Partial<Acceptance>]>([
  ['another finding', { finding: 'bucket-destroyed' }],
  ['another stack', { stack: 'calls-prod' }],
  ['another resource', { resource: 'aws_s3_bucket.A' }],
  ['a last day that has passed', { until: '2026-11-19' }],
])('an acceptance of %s accepts nothing', (_, values) => {
  const { stopped } = report('expiry-a-day-shorter', {
    acceptances: [{ ...acceptance, ...values }],
  });
  expect(stopped).toBe(true);
});

test('an unused acceptance is shown with the reason', () => {
  const expired = { ...acceptance, until: '2026-11-19' };
  expect(renderMarkdown(report('expiry-a-day-shorter', { acceptances: [expired] }))).toContain(
    '- `meetings-prod`: the acceptance of expiry-shortened expired after `2026-11-19`. Remove the entry.',
  );
  expect(renderMarkdown(report('tag-added', { acceptances: [acceptance] }))).toContain(
    '- `meetings-prod`: expiry-shortened is accepted, but the plan does not have it. Remove the entry.',
  );
});

test('of several plans, the one with the most severe findings comes first', () => {
  const plans = ['tag-added', 'cidr-widened', 'user-renamed', 'expiry-a-day-shorter'].map(read);
  expect(reportOn(plans, { today }).stacks.map(({ stack }) => stack)).toEqual([
    'meetings-prod',
    'video-prod',
    'calls-prod',
    'meetings-prod',
  ]);
});
