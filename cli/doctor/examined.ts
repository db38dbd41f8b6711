import type { Store } from '../../store/store';
import type { Expected } from './expected';
import type { Live } from './live';

/** What a check looks at. */
export interface Examined {
  /** The store, as its file has it. */
  readonly store: Store;
  /** The policies it should have. */
  readonly expected: Expected;
  /** What is deployed. */
  readonly live: Live;
}

/** What to do where something in AWS was changed beside the file. */
export function redeploy({ id }: Pick<Store, 'id'>): string {
  return `See what is different with npx cdktf diff ${id}, and put it back with npx cdktf deploy ${id}.`;
}
