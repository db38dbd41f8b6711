import * as fs from 'node:fs';
import { GATES } from '../../review/finding';
import { parsePlan } from '../../review/plan';
import { renderMarkdown } from '../../review/render/markdown';
import { type ReviewReport, reportOn } from '../../review/report';
import { STORIES_FOLDER } from './fixtures';

/** The day on which the stories are reviewed. */
const TODAY = '2026-11-20';

/** Where a story's plan and its review stand. */
export function storyFiles(name: string): { plan: string; expected: string } {
  const folder = `${STORIES_FOLDER}/${name}`;
  return { plan: `${folder}/plan.json`, expected: `${folder}/expected.md` };
}

/** The report on a story's plan, with everything stopped that can be, or on what drifted before it. */
export function reportOnStory(name: string, about: ReviewReport['kind'] = 'change'): ReviewReport {
  const plan = parsePlan(fs.readFileSync(storyFiles(name).plan, 'utf8'), name);
  const failOn = about === 'change' ? GATES : [];
  return reportOn([plan], { failOn, today: TODAY, kind: about });
}

/** The story's review, as it would stand in a pull request. */
export function renderStory(name: string): string {
  return renderMarkdown(reportOnStory(name));
}
