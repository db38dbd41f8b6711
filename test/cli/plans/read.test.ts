import * as fs from 'node:fs';
import * as path from 'node:path';
import { review } from '../../../cli/review/review';
import { readPlans } from '../../../cli/plans/read';
import { RefusedError } from '../../../core/problem';
import { storyFiles } from '../../../dev/review/expected';
import { plainText } from '../../../review/sentence';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { environmentsOf } from '../../environments';
import { BASE } from '../difference/base';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

const HASHES = { configuration: '1'.repeat(64), lock: '2'.repeat(64), plan: '3'.repeat(64) };

/** A folder as `callvault plan` writes it, of one stack in which only a tag is added. */
function write(more: object): string {
  const name = path.join(folder.folder('plans'), 'calls-prod');
  fs.mkdirSync(name, { recursive: true });
  for (const id of ['calls-prod', 'ci-prod']) {
    fs.mkdirSync(path.join(folder.path, 'plans', id), { recursive: true });
    fs.copyFileSync(storyFiles('tag-added').plan, path.join(folder.path, 'plans', id, 'plan.json'));
  }
  const manifest = {
    version: 1,
    environment: 'prod',
    base: 'a'.repeat(40),
    stacks: [{ id: 'calls-prod', ...HASHES }],
    ...more,
  };
  fs.writeFileSync(path.join(folder.path, 'plans', 'manifest.json'), JSON.stringify(manifest));
  return path.join(folder.path, 'plans');
}

const reviewed = (plans: string) =>
  review({ ...readPlans(plans), environments: [], failOn: ['data-loss'], now: 0 });

test('a folder of plans is read without notes', () => {
  const report = reviewed(write({}));
  expect(report.stacks).toHaveLength(1);
  expect({ stopped: report.stopped, notes: report.notes }).toEqual({ stopped: false, notes: [] });
});

test('stacks that are deployed by hand are reviewed too', () => {
  const { stacks, notes } = reviewed(write({ byHand: [{ id: 'ci-prod' }] }));
  expect(stacks).toHaveLength(2);
  expect(notes.map(plainText)).toEqual([
    'ci-prod changes too. It has to be deployed by hand: no workflow does it.',
  ]);
});

test('what AWS did not show while the plans were made is in the review of the folder', () => {
  const note = 'calls-prod: smith-2026 hold 3 versions.';
  const { notes } = reviewed(write({ notes: [note] }));
  expect(notes.map(plainText)).toEqual([note]);
});

test.each([
  {
    gone: { id: 'video-prod' },
    finding: 'stack-removed',
    what: 'video-prod was removed from the environment files. Its resources stay, but Terraform no longer manages them.',
  },
  {
    gone: { id: 'video-prod', renamedTo: 'films-prod' },
    finding: 'stack-renamed',
    what: 'video-prod was renamed to films-prod, which has a state of its own: Terraform would create everything again, although its resources exist. Add previousName: to the store, or move the state first. See docs/rename.md.',
  },
])('$finding stops the change, although no plan shows it', ({ gone, finding, what }) => {
  const { stopped, stacks } = reviewed(write({ stacks: [], gone: [gone] }));
  const found = stacks.flatMap(({ findings }) => findings);
  expect({ stopped, found: found.map((each) => [each.id, plainText(each.what)]) }).toEqual({
    stopped: true,
    found: [[finding, what]],
  });
});

test('a removed stack can be accepted by its store', () => {
  const accept = {
    finding: 'stack-removed' as const,
    store: 'video',
    reason: 'Sold',
    until: '2030-01-01',
  };
  const environments = environmentsOf([{ file: 'environments/prod.yaml', text: BASE }]);
  const accepted = environments.map((each) => ({ ...each, accept: [accept] }));
  const plans = readPlans(write({ stacks: [], gone: [{ id: 'video-prod' }] }));
  const options = { failOn: ['data-loss' as const], now: 0 };
  expect(review({ ...plans, environments: accepted, ...options }).stopped).toBe(false);
});

test('a resource that loses prevent_destroy stops the change, although the plan does not show it', () => {
  const [{ address } = { address: '' }] = readPlans(write({})).plans.flatMap(
    ({ text }) =>
      (JSON.parse(text) as { resource_changes: { address: string }[] }).resource_changes,
  );
  const stacks = [{ id: 'calls-prod', ...HASHES, unguarded: [address] }];
  const { stopped, stacks: reports } = reviewed(write({ stacks }));
  expect(stopped).toBe(true);
  expect(reports[0]?.findings.map((each) => [each.id, each.address])).toEqual([
    ['destroy-guard-removed', address],
  ]);
});

test('a missing plan is refused with its path', () => {
  const plans = write({});
  const missing = path.join(plans, 'calls-prod', 'plan.json');
  fs.rmSync(missing);
  expect(() => readPlans(plans)).toThrow(RefusedError);
  expect(() => readPlans(plans)).toThrow(`review-plan-file: "${missing}" cannot be read: ENOENT`);
});
