import { ACCESS_STORIES } from './access-stories';
import { DATA_LOSS_STORIES } from './data-loss-stories';
import { OTHER_STORIES } from './other-stories';
import type { Story } from './story';
import { WRITES_STOP_STORIES } from './writes-stop-stories';

/** Every story. Those that change the deployed stacks come last. */
export const STORIES: readonly Story[] = [
  ...DATA_LOSS_STORIES,
  ...WRITES_STOP_STORIES,
  ...ACCESS_STORIES,
  ...OTHER_STORIES,
];
