import type { Store } from '../../store/store';
import type { Expected } from './expected';
import type { Live } from './live';

/** What a check compares. */
export interface Examined {
  /** The store, as the environment file describes it. */
  readonly store: Store;
  readonly expected: Expected;
  /** What is deployed. */
  readonly live: Live;
}

/** The fix for a resource that was changed outside Terraform. */
export function redeploy({ id }: Pick<Store, 'id'>): string {
  return `Run npx cdktf diff ${id} to see the difference, and npx cdktf deploy ${id} to restore it.`;
}
