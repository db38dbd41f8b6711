import { ACCESS_STORIES } from './access-stories';
import { DATA_LOSS_STORIES } from './data-loss-stories';
import { OTHER_STORIES } from './other-stories';
import { PERMISSION_STORIES } from './permission-stories';
import { SETTING_STORIES } from './setting-stories';
import type { Story } from './story';
import { WRITES_STOP_STORIES } from './writes-stop-stories';

/** Every story. Those that change the deployed stacks come last. */
export const STORIES: readonly Story[] = [
  ...DATA_LOSS_STORIES,
  ...WRITES_STOP_STORIES,
  ...ACCESS_STORIES,
  ...SETTING_STORIES,
  ...PERMISSION_STORIES,
  ...OTHER_STORIES,
];
