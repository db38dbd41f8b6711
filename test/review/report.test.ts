import * as fs from 'node:fs';
import { storyFiles } from '../../dev/review/expected';
import { type Acceptance, markNew } from '../../review/acceptance';
import { type Gate, GATE_CATEGORIES, GATES } from '../../review/finding';
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

test.each(GATE_CATEGORIES)(
  'a finding that needs manual review is stopped by --fail-on %s',
  (gate) => {
    expect(report('policy-known-after-apply', { failOn: [gate] }).stopped).toBe(true);
    expect(report('policy-known-after-apply', { failOn: [] }).stopped).toBe(false);
  },
);

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

/** The report on a change before which `before` was accepted, and now {@link acceptance} is. */
const reportAfter = (before: readonly Acceptance[] | undefined, failOn: readonly Gate[]) =>
  report('expiry-a-day-shorter', { acceptances: markNew([acceptance], before), failOn });

const WIDER: [string, readonly Acceptance[]][] = [
  ['that did not exist', []],
  ['that ended earlier', [{ ...acceptance, until: '2026-11-19' }]],
  ['of one resource', [{ ...acceptance, resource: 'aws_s3_bucket.A' }]],
  ['of another finding', [{ ...acceptance, finding: 'bucket-destroyed' }]],
  ['of another stack', [{ ...acceptance, stack: 'calls-prod' }]],
];

test.each(WIDER)('an acceptance %s before the change stands above everything else', (_, before) => {
  const changed = reportAfter(before, GATE_CATEGORIES);
  expect(changed.stopped).toBe(false);
  const text = renderMarkdown(changed);
  expect(text).toContain('## Plan review: accepted by this change (1)\n');
  const [, , first = ''] = text.split(/^#+ /m);
  expect(first).toContain('Accepted by this change (1)\n\n- `meetings-prod`: ');
  expect(first).toContain('Accepted until `2026-11-20`: `Agreed with legal on 2026-11-03`');
  expect(text).not.toContain('### Accepted (');
});

test.each(WIDER)('--fail-on new-acceptances stops an acceptance %s before', (_, before) => {
  const changed = reportAfter(before, ['new-acceptances']);
  expect(changed.stopped).toBe(true);
  expect(renderMarkdown(changed)).toContain('- `meetings-prod` **stops**: ');
});

test.each<[string, readonly Acceptance[] | undefined]>([
  ['the same', [acceptance]],
  ['a longer one', [{ ...acceptance, until: '2027-01-01' }]],
  ['one with another reason', [{ ...acceptance, reason: 'Another ticket' }]],
  ['it is not known', undefined],
])('an acceptance is not new if before the change there was: %s', (_, before) => {
  const { stopped, stacks } = reportAfter(before, GATES);
  expect(stopped).toBe(false);
  expect(stacks[0]?.findings.some(({ accepted }) => accepted?.isNew)).toBe(false);
});

test('a finding that was accepted before is not accepted by the change, although a new entry would do so', () => {
  const wider = { ...acceptance, until: '2027-01-01' };
  const acceptances = markNew([wider, acceptance], [acceptance]);
  const changed = report('expiry-a-day-shorter', { acceptances });
  expect(changed.stacks[0]?.findings[0]?.accepted).toEqual(acceptance);
  // The entry is new, and stands first: it will accept a later change.
  expect(changed.unneeded).toEqual([{ ...wider, isNew: true }]);
  expect(changed.stopped).toBe(true);
});

test('an acceptance for a later change stands above everything else, even without any plan', () => {
  const options = { today, failOn: GATES, acceptances: markNew([acceptance], []) };
  for (const changed of [reportOn([], options), reportOn([read('tag-added')], options)]) {
    expect(changed.stopped).toBe(true);
    expect(renderMarkdown(changed)).toContain(
      '### Accepted by this change (1)\n\n- `meetings-prod`: expiry-shortened will be accepted until `2026-11-20`, although no plan here has it: `Agreed with legal on 2026-11-03`',
    );
  }
  const { stopped } = reportOn([], { ...options, failOn: GATE_CATEGORIES });
  expect(stopped).toBe(false);
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
