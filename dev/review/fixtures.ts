import * as fs from 'node:fs';
import type { LocalAws } from '../local-aws';
import { normalizePlan } from './normalize';
import { type Story, storyText } from './story';
import { ReviewWorkspace } from './workspace';

/** The folder of the stories' plans and expected reviews. */
export const STORIES_FOLDER = 'test/review';

/** Reads the environment that every story starts from. */
export const readBefore = () => fs.readFileSync(`${STORIES_FOLDER}/before.yaml`, 'utf8');

/**
 * Deploys the stacks that the stories start from, and plans each story with the real Terraform.
 *
 * @param onPlan - receives each story's plan, normalized
 */
export async function planStories(
  aws: LocalAws,
  stories: readonly Story[],
  onPlan: (story: Story, plan: unknown) => void,
): Promise<void> {
  const workspace = new ReviewWorkspace(aws);
  const before = readBefore();
  const stacks = [...new Set(stories.map(({ stack }) => stack))];
  const planAll = async (stack: string) => {
    workspace.write(stack, before);
    await workspace.apply(stack);
    await workspace.refresh(stack);
    for (const story of stories.filter((each) => each.stack === stack)) {
      onPlan(story, normalizePlan(await planStory(workspace, aws, story)));
    }
  };
  try {
    await Promise.all(stacks.map(planAll));
  } finally {
    workspace.remove();
  }
}

async function planStory(
  workspace: ReviewWorkspace,
  aws: LocalAws,
  story: Story,
): Promise<unknown> {
  if (story.fresh) {
    await workspace.writeFresh(story.name, story.stack, storyText(readBefore(), story));
    return workspace.plan(story.name, false);
  }
  workspace.write(story.stack, storyText(readBefore(), story), story.code);
  await story.drift?.(aws);
  return workspace.plan(story.stack, story.refreshed ?? story.drift !== undefined);
}
