import * as fs from 'node:fs';
import { startLocalAws } from './local-aws';
import { planStories, STORIES_FOLDER } from './review/fixtures';
import { STORIES } from './review/stories';

/** `npm run review:fixtures [-- story...]`: plans the stories again with the real Terraform. */
async function main(names: readonly string[]): Promise<void> {
  const stories = STORIES.filter(({ name }) => names.length === 0 || names.includes(name));
  const aws = await startLocalAws();
  try {
    await planStories(aws, stories, ({ name }, plan) => {
      fs.mkdirSync(`${STORIES_FOLDER}/${name}`, { recursive: true });
      fs.writeFileSync(`${STORIES_FOLDER}/${name}/plan.json`, `${JSON.stringify(plan)}\n`);
      console.log(name);
    });
  } finally {
    await aws.stop();
  }
}

void main(process.argv.slice(2));
