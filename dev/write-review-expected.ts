import * as fs from 'node:fs';
import { renderStory, storyFiles } from './review/expected';
import { STORIES } from './review/stories';

/** `npm run review:expected`: writes the expected review of each story, whose diff must be read. */
function main(): void {
  if (process.env.CI !== undefined) {
    console.error(
      'Expected reviews must be read by the person who writes them, so this command does not run in CI.',
    );
    process.exitCode = 2;
    return;
  }
  for (const { name } of STORIES) {
    fs.writeFileSync(storyFiles(name).expected, renderStory(name));
  }
}

main();
