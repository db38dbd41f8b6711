import * as fs from 'node:fs';
import { renderStory, reportOnStory, storyFiles } from '../../dev/review/expected';
import { STORIES } from '../../dev/review/stories';
import { type FindingId, FINDINGS } from '../../review/finding';

const findingsOf = (name: string) =>
  reportOnStory(name).stacks.flatMap(({ findings }) => findings.map(({ id }) => id));

describe.each(STORIES.map((story) => [story.name, story] as const))(
  '%s',
  (name, { findings: finds }) => {
    test('has exactly the expected findings', () => {
      expect(findingsOf(name).sort()).toEqual([...finds].sort());
    });

    test('is rendered as the reviewed expected.md (npm run review:expected writes it)', () => {
      expect(renderStory(name)).toBe(fs.readFileSync(storyFiles(name).expected, 'utf8'));
    });
  },
);

/** Findings of changes that no story makes, or that no plan of this Terraform version can contain; each has a unit test. */
const WITHOUT_STORY: readonly FindingId[] = [
  'access-key-inactive',
  'action-unknown',
  'check-failed',
  'destroy-guard-removed',
  'lock-extended',
  'permissions-boundary-removed',
  'integrity-off',
  'plan-deferred',
  'plan-part-unknown',
  'provider-changed',
  'resource-imported',
  'resource-unclassified',
  'settings-overwritten',
  'stack-guarded',
  'stack-moved',
  'stack-not-planned',
  'stack-not-retired',
  'stack-removed',
  'stack-renamed',
  'state-moved',
  'vendor-copy-removed',
];

test('every finding has a story', () => {
  const covered = new Set(STORIES.flatMap(({ findings: finds }) => finds));
  const uncovered = (Object.keys(FINDINGS) as FindingId[]).filter((id) => !covered.has(id));
  expect(uncovered.sort()).toEqual([...WITHOUT_STORY].sort());
});

test('every folder is exactly one story', () => {
  const folders = fs
    .readdirSync('test/review', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(`test/review/${entry.name}/plan.json`))
    .map(({ name }) => name);
  expect(folders.sort()).toEqual(STORIES.map(({ name }) => name).sort());
});

test('data loss comes first, and retention comes last', () => {
  const text = renderStory('replica-removed');
  const headings = [...text.matchAll(/^### (.*?) \(/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'Recordings can be lost',
    'The vendor can lose write access',
    'Monitoring ends or changes',
    'Retention, in days after upload',
  ]);
});
