import type { Problem } from '../../core/problem';
import type { Store } from '../../store/store';
import { DEFAULT_EXTERNAL_ID } from './profile';
import type { WorqhatSettings } from './index';

/** WorqHat's own rules. */
export function checkWorqhat(store: Store<WorqhatSettings>): Problem[] {
  const externalId = store.settings.externalId ?? DEFAULT_EXTERNAL_ID;
  if (externalId !== DEFAULT_EXTERNAL_ID && externalId.toLowerCase() === DEFAULT_EXTERNAL_ID) {
    return [wrongCase(externalId)];
  }
  return externalId === DEFAULT_EXTERNAL_ID ? [shared(store)] : [];
}

/** @see WorqHat guide, which says `worqhat` in one place and `WorqHat` in another */
function wrongCase(externalId: string): Problem {
  return {
    rule: 'worqhat-external-id-case',
    path: ['externalId'],
    what: `${externalId} differs from ${DEFAULT_EXTERNAL_ID} only in case, and STS compares to the letter`,
    fix: `Write ${DEFAULT_EXTERNAL_ID}, or leave externalId out.`,
  };
}

function shared({ principalName }: Store): Problem {
  return {
    rule: 'external-id-shared',
    path: ['externalId'],
    what: `${DEFAULT_EXTERNAL_ID} is the external id of every WorqHat customer, so any of them who knows this role's ARN could enter it in a workspace of their own`,
    fix: `Treat the role's ARN as confidential (principalName, now ${principalName}, can be made hard to guess), or ask WorqHat for an external id of your own.`,
    warning: true,
  };
}
