import type { PolicyStatement } from '../../../core/policy-statement';
import { tryFindExternalId } from '../../../store/profile';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, type DoctorFindingId, newFinding } from '../finding';
import { whenObserved } from '../observed';
import {
  compareStatements,
  describeParts,
  type StatementDifference,
  type StatementPart,
} from '../statements';

/** Who may assume the role, and with which external id. */
export function checkTrust({ store, expected, live }: Examined): readonly DoctorFinding[] {
  const { trust } = expected;
  if (!trust || live.access.kind !== 'role') return [];
  return whenObserved(live.access.self, ({ trust: deployed }) =>
    compareStatements(trust, renamed(trust[0]?.Sid ?? '', deployed)).flatMap((difference) =>
      describe(store, difference),
    ),
  );
}

/** callvault's trust has one Allow, so a single deployed Allow is compared with it, whatever its Sid is. */
function renamed(sid: string, live: readonly PolicyStatement[]): readonly PolicyStatement[] {
  if (live.filter(({ effect }) => effect === 'Allow').length !== 1) return live;
  return live.map((each) => (each.effect === 'Allow' ? { ...each, sid } : each));
}

function describe(
  store: Store,
  { kind, sid, effect, parts }: StatementDifference,
): DoctorFinding[] {
  const details = { evidence: describeParts(parts), fix: redeploy(store) };
  const role = `the role ${store.principalName}`;
  if (kind === 'lost') {
    const what = `The trust policy of ${role} does not allow ${store.profile.title} to assume it`;
    return [newFinding('trust-lost', { what, ...details })];
  }
  if (kind === 'gained') {
    const name = sid === '' ? 'A statement without Sid' : `The statement ${sid}`;
    const what = `${name} (${effect}) in the trust policy of ${role} does not come from callvault`;
    const severity = effect === 'Deny' ? 'broken' : 'risk';
    return [newFinding('trust-gained', { what, ...details, severity })];
  }
  return describeChanged(store, parts);
}

const isPrincipal = ({ name }: StatementPart) => name.startsWith('Principal');
const isExternalId = ({ name }: StatementPart) => name.endsWith('.sts:externalid');

function describeChanged(store: Store, parts: readonly StatementPart[]): DoctorFinding[] {
  const other = parts.filter((part) => !isPrincipal(part) && !isExternalId(part));
  const what = `The trust policy of the role ${store.principalName} differs`;
  return [
    ...describePrincipals(store, parts.filter(isPrincipal)),
    ...describeExternalId(store, parts.filter(isExternalId)),
    ...(other.length === 0
      ? []
      : [
          newFinding('trust-changed', {
            what,
            evidence: describeParts(other),
            fix: redeploy(store),
          }),
        ]),
  ];
}

/** @see IAM User Guide, "IAM identifiers", unique ids: AIDA is a user, AROA a role */
const UNIQUE_ID = /^A(IDA|ROA)[A-Z0-9]{12,}$/;

function describePrincipals(store: Store, parts: readonly StatementPart[]): DoctorFinding[] {
  if (parts.length === 0) return [];
  const { principalName, profile } = store;
  const details = { evidence: describeParts(parts), fix: redeploy(store) };
  if (parts.some(({ live }) => live.some((each) => UNIQUE_ID.test(each)))) {
    const what = `The trust policy of the role ${principalName} names a deleted principal: if ${profile.title} recreated it under the same name, AWS does not recognize it`;
    return [newFinding('trust-principal-deleted', { what, ...details })];
  }
  const what = `The role ${principalName} trusts another principal than ${profile.title}`;
  return [newFinding('trust-principal', { what, ...details })];
}

function describeExternalId(store: Store, parts: readonly StatementPart[]): DoctorFinding[] {
  const external = tryFindExternalId(store.profile);
  if (!external || parts.length === 0) return [];
  const { title } = store.profile;
  const { value, setting } = external;
  const live = [...new Set(parts.flatMap((part) => part.live))];
  const required = live.map((each) => JSON.stringify(each)).join(', ') || 'none';
  const key = `stores.${store.name}.${setting.join('.')}`;
  const details = {
    evidence: [`the trust policy requires ${required}; expected ${JSON.stringify(value)}`],
    fix: `Restore it with npx cdktf deploy ${store.id}; or, if ${title} does use the other id, correct ${key} in the environment file and deploy that.`,
  };
  const role = `The role ${store.principalName}`;
  if (live.length === 0) {
    const what = `${role} requires no external id, so any customer of ${title} can make it use the role`;
    return [newFinding('external-id-missing', { what, ...details })];
  }
  const what = `${role} requires another external id than the one ${title} uses; STS compares it exactly`;
  return [newFinding(externalIdFinding(value, live), { what, ...details })];
}

function externalIdFinding(expected: string, live: readonly string[]): DoctorFindingId {
  if (live.includes(expected)) return 'trust-changed';
  if (live.some((each) => each.trim() === expected.trim())) return 'external-id-space';
  const lower = expected.trim().toLowerCase();
  if (live.some((each) => each.trim().toLowerCase() === lower)) return 'external-id-case';
  return 'external-id-other';
}
