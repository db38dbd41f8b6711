import * as fs from 'node:fs';
import { GATE_CATEGORIES } from '../../review/finding';
import { parsePlan } from '../../review/plan';
import { renderMarkdown } from '../../review/render/markdown';
import { type ReviewReport, reportOn } from '../../review/report';
import { STORIES_FOLDER } from './fixtures';

/** The day on which the stories are reviewed. */
const TODAY = '2026-11-20';

/** Paths of a story's plan and its expected review. */
export function storyFiles(name: string): { plan: string; expected: string } {
  const folder = `${STORIES_FOLDER}/${name}`;
  return { plan: `${folder}/plan.json`, expected: `${folder}/expected.md` };
}

/** The report on a story's plan, stopped by every category, or the report on its drift. */
export function reportOnStory(name: string, about: ReviewReport['kind'] = 'change'): ReviewReport {
  const plan = parsePlan(fs.readFileSync(storyFiles(name).plan, 'utf8'), name);
  const failOn = about === 'change' ? GATE_CATEGORIES : [];
  return reportOn([plan], { failOn, today: TODAY, kind: about });
}

/** The review of a story as a pull request comment. */
export function renderStory(name: string): string {
  return renderMarkdown(reportOnStory(name));
}
