import { tryParseArn } from '../../core/arn';
import { type Problem, problemIf } from '../../core/problem';
import type { Store } from '../../store/store';
import type { AccessSettings } from './access-settings';

type AssumeRoleSettings = Extract<AccessSettings, { kind: 'assume-role' }>;

/** @see IAM User Guide, "The confused deputy problem": the external id is for third parties, not for the own account */
export function checkExternalIdGiven(settings: AssumeRoleSettings, store: Store): Problem[] {
  if (settings.externalId !== undefined) return checkSource(settings);
  if (settings.principals.every((arn) => tryParseArn(arn)?.account === store.account)) return [];
  return [withoutExternalId(settings, store)];
}

function checkSource({ externalIdSource, withoutExternalId }: AssumeRoleSettings): Problem[] {
  return [
    ...problemIf(externalIdSource === undefined, {
      rule: 'config-missing-key',
      path: ['externalIdSource'],
      what: 'externalIdSource is missing, which says who else knows the external id',
      fix: 'Add it: fixed, tenant or chosen.',
    }),
    ...problemIf(withoutExternalId !== undefined, {
      rule: 'external-id-required',
      path: ['withoutExternalId'],
      what: 'withoutExternalId says why there is no external id, and access.externalId has one',
      fix: 'Remove one of the two.',
    }),
  ];
}

function withoutExternalId(
  { withoutExternalId: reason }: AssumeRoleSettings,
  { profile, principalName }: Store,
): Problem {
  const rule = 'external-id-required';
  const open = `any customer of ${profile.title} who knows the ARN of ${principalName} could have recordings written with it`;
  return reason === undefined
    ? {
        rule,
        path: [],
        what: `no external id keeps the vendor's other customers out: ${open}`,
        fix: 'Set externalId and externalIdSource; if the vendor sends none, set withoutExternalId to the reason.',
      }
    : {
        rule,
        path: ['withoutExternalId'],
        what: `${open} (${reason})`,
        fix: "Treat the role's ARN as confidential (principalName can be made hard to guess), and name the vendor's role in principals instead of its account, if it has one.",
        warning: true,
      };
}
