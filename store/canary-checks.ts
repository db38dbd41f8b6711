import { type Problem, under } from '../core/problem';
import { canaryRule } from '../modules/canary';
import { checkIamName } from '../modules/iam-name';
import { canaryMethod } from './resolve-canary';
import type { Store } from './store';

/** The rules of `canary`. */
export function checkCanary(store: Store): Problem[] {
  const { canary, settings } = store;
  if (canary) return checkIamName(canaryRule(canary.name).name).map(under('canary'));
  if (settings.canary !== true || settings.retire) return [];
  const why = canaryMethod(store);
  if (typeof why !== 'string') return [];
  const arrivals = settings.arrivals
    ? 'arrivals watches the store'
    : 'add arrivals: {}, whose alarm rings within hours when nothing arrives';
  return [
    {
      rule: 'canary-can-write',
      path: ['canary'],
      what: `a canary cannot act as ${store.profile.title}: ${why}`,
      fix: `Remove canary; ${arrivals}.`,
    },
  ];
}
