import type { Problem } from '../../core/problem';
import type { Store } from '../../store/store';
import { DEFAULT_EXTERNAL_ID, type WorqhatSettings } from './settings';

/**
 * WorqHat's own rules.
 *
 * @see WorqHat guide, which says `worqhat` in one place and `WorqHat` in another
 */
export function checkWorqhat({ settings }: Store<WorqhatSettings>): Problem[] {
  const { externalId = DEFAULT_EXTERNAL_ID } = settings;
  const differs = externalId !== DEFAULT_EXTERNAL_ID;
  if (!differs || externalId.toLowerCase() !== DEFAULT_EXTERNAL_ID) return [];
  return [
    {
      rule: 'worqhat-external-id-case',
      path: ['externalId'],
      what: `${externalId} differs from ${DEFAULT_EXTERNAL_ID} only in case, and STS compares external ids exactly`,
      fix: `Write ${DEFAULT_EXTERNAL_ID}, or leave externalId out.`,
    },
  ];
}
