import type { Problem } from '../../core/problem';
import type { Store } from '../../store/store';
import { DEFAULT_EXTERNAL_ID, type WorqhatSettings } from './settings';

/**
 * WorqHat's own rules.
 *
 * @see WorqHat guide, which says `worqhat` in one place and `WorqHat` in another
 */
export function checkWorqhat({ settings, principalName }: Store<WorqhatSettings>): Problem[] {
  const { externalId = DEFAULT_EXTERNAL_ID } = settings;
  if (externalId === DEFAULT_EXTERNAL_ID) {
    return [
      {
        rule: 'external-id-shared',
        path: ['externalId'],
        what: `${DEFAULT_EXTERNAL_ID} is the external id of every WorqHat customer, so any of them who knows this role's ARN could enter it in their own workspace`,
        fix: `Treat the role's ARN as confidential (principalName, now ${principalName}, can be made hard to guess), or ask WorqHat for an external id of your own.`,
        warning: true,
      },
    ];
  }
  if (externalId.toLowerCase() !== DEFAULT_EXTERNAL_ID) return [];
  return [
    {
      rule: 'worqhat-external-id-case',
      path: ['externalId'],
      what: `${externalId} differs from ${DEFAULT_EXTERNAL_ID} only in case, and STS compares external ids exactly`,
      fix: `Write ${DEFAULT_EXTERNAL_ID}, or leave externalId out.`,
    },
  ];
}
