import * as fs from 'node:fs';
import { renderStory, storyFiles } from './review/expected';
import { STORIES } from './review/stories';

/** `npm run review:expected`: rewrites each story's expected review, for a person to review the difference. */
function main(): void {
  if (process.env.CI !== undefined) {
    console.error('Expected reviews must be generated and read by a person, never in CI.');
    process.exitCode = 2;
    return;
  }
  for (const { name } of STORIES) {
    fs.writeFileSync(storyFiles(name).expected, renderStory(name));
  }
}

main();
