import { differs, isMarked } from './attributes';
import { SETTINGS, withBucket } from './bucket-attributes';
import type { Change } from './plan';

/** Settings that change in the bucket itself, as changes of the separate resource. */
export function inlineSettings({ action, before, after, unknown, address }: Change): Change[] {
  if (action !== 'update') return [];
  const changed = SETTINGS.filter(
    ({ key }) => !isMarked(unknown[key]) && differs(before[key], after[key]),
  );
  return changed.map(({ type, as }) => ({
    address,
    type,
    action: 'update',
    actions: ['update'],
    before: withBucket(as(before), before),
    after: withBucket(as(after), after),
    unknown: {},
  }));
}
