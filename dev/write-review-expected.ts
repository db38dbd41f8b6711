import * as fs from 'node:fs';
import { renderStory, storyFiles } from './review/expected';
import { STORIES } from './review/stories';

/** `npm run review:expected`: writes each story's review anew, for a person to read the difference. */
function main(): void {
  if (process.env.CI !== undefined) {
    console.error('A review that is expected is written by a person who reads it, never in CI.');
    process.exitCode = 2;
    return;
  }
  for (const { name } of STORIES) {
    fs.writeFileSync(storyFiles(name).expected, renderStory(name));
  }
}

main();
