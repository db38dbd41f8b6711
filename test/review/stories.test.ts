import * as fs from 'node:fs';
import { renderStory, reportOnStory, storyFiles } from '../../dev/review/expected';
import { STORIES } from '../../dev/review/stories';
import { type FindingId, FINDINGS } from '../../review/finding';

const findingsOf = (name: string) =>
  reportOnStory(name).stacks.flatMap(({ findings }) => findings.map(({ id }) => id));

describe.each(STORIES.map((story) => [story.name, story] as const))('%s', (name, { finds }) => {
  test('is found to do what it does, and nothing else', () => {
    expect(findingsOf(name).sort()).toEqual([...finds].sort());
  });

  test('is told as a person has read it: npm run review:expected writes it anew', () => {
    expect(renderStory(name)).toBe(fs.readFileSync(storyFiles(name).expected, 'utf8'));
  });
});

/** What no real plan of this version of Terraform can be made to show; each has a test of its own. */
const WITHOUT_STORY: readonly FindingId[] = [
  'action-unknown',
  'check-failed',
  'destroy-guard-removed',
  'plan-deferred',
];

test('every finding has a story', () => {
  const told = new Set(STORIES.flatMap(({ finds }) => finds));
  const untold = (Object.keys(FINDINGS) as FindingId[]).filter((id) => !told.has(id));
  expect(untold.sort()).toEqual([...WITHOUT_STORY].sort());
});

test('every folder is a story, and no story is told twice', () => {
  const folders = fs
    .readdirSync('test/review', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(`test/review/${entry.name}/plan.json`))
    .map(({ name }) => name);
  expect(folders.sort()).toEqual(STORIES.map(({ name }) => name).sort());
});

test('what can lose recordings comes first, and what only informs comes last', () => {
  const text = renderStory('replica-removed');
  const headings = [...text.matchAll(/^### (.*?) \(/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    ...['Recordings can be lost', 'The vendor can be shut out', 'The life of a recording'],
  ]);
});
