import { type ExternalId, tryFindExternalId } from '../../../store/profile';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding, type DoctorFindingId } from '../finding';
import { whenSeen } from '../seen';
import {
  compareStatements,
  describeParts,
  type StatementDifference,
  type LivePolicy,
  type LiveStatement,
  type StatementPart,
  statementsOf,
} from '../statements';

/** Who may take on the role, and what it has to say. */
export function checkTrust({ store, expected, live }: Examined): readonly DoctorFinding[] {
  const { trust } = expected;
  if (!trust || live.access.kind !== 'role') return [];
  return whenSeen(live.access.self, ({ trust: deployed }) =>
    compareStatements(trust, named(trust.Statement[0]?.Sid ?? '', deployed)).flatMap((difference) =>
      describe(store, difference),
    ),
  );
}

/** A trust has one statement, so the only Allow there is stands for it, whatever it is called. */
function named(sid: string, live: LivePolicy): LivePolicy {
  const statements = statementsOf(live);
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
  if (allowing.length !== 1) return live;
  return {
    Statement: statements.map((each): LiveStatement =>
      each.Effect === 'Allow' ? { ...each, Sid: sid } : each,
    ),
  };
}

function describe(
  store: Store,
  { kind, sid, effect, parts }: StatementDifference,
): DoctorFinding[] {
  const fix = redeploy(store);
  const evidence = describeParts(parts);
  const role = `the role ${store.principalName}`;
  if (kind === 'lost') {
    const what = `Nothing lets ${store.profile.title} take on ${role}`;
    return [finding('trust-lost', { what, evidence, fix })];
  }
  if (kind === 'gained') {
    const name = sid === '' ? 'A statement without Sid' : `The statement ${sid}`;
    const what = `${name} (${effect}) in the trust of ${role} does not come from callvault`;
    const severity = effect === 'Deny' ? 'broken' : 'risk';
    return [finding('trust-gained', { what, evidence, fix, severity })];
  }
  return describeChanged(store, parts);
}

const isPrincipal = ({ name }: StatementPart) => name.startsWith('Principal');
const isExternalId = ({ name }: StatementPart) => name.endsWith('.sts:externalid');

function describeChanged(store: Store, parts: readonly StatementPart[]): DoctorFinding[] {
  const other = parts.filter((part) => !isPrincipal(part) && !isExternalId(part));
  const what = `The trust of the role ${store.principalName} is not the same`;
  return [
    ...describePrincipals(store, parts.filter(isPrincipal)),
    ...describeExternalId(store, parts.filter(isExternalId)),
    ...(other.length === 0
      ? []
      : [finding('trust-changed', { what, evidence: describeParts(other), fix: redeploy(store) })]),
  ];
}

/** @see IAM User Guide, "IAM identifiers", unique ids: AIDA is a user, AROA a role */
const UNIQUE_ID = /^A(IDA|ROA)[A-Z0-9]{12,}$/;

function describePrincipals(store: Store, parts: readonly StatementPart[]): DoctorFinding[] {
  if (parts.length === 0) return [];
  const { title } = store.profile;
  const gone = parts.flatMap(({ live }) => live).filter((each) => UNIQUE_ID.test(each));
  const evidence = describeParts(parts);
  if (gone.length > 0) {
    return [
      finding('trust-principal-deleted', {
        what: `The trust of the role ${store.principalName} names somebody who is deleted; made anew under the same name, ${title}'s principal is another`,
        evidence,
        fix: redeploy(store),
      }),
    ];
  }
  const what = `The role ${store.principalName} trusts somebody else than ${title}`;
  return [finding('trust-principal', { what, evidence, fix: redeploy(store) })];
}

function describeExternalId(store: Store, parts: readonly StatementPart[]): DoctorFinding[] {
  const external = tryFindExternalId(store.profile);
  if (!external || parts.length === 0) return [];
  const live = [...new Set(parts.flatMap((part) => part.live))];
  return [externalIdFinding(store, external, live)];
}

function externalIdFinding(
  store: Store,
  external: ExternalId,
  live: readonly string[],
): DoctorFinding {
  const { value, setting } = external;
  const said = live.map((each) => JSON.stringify(each)).join(', ');
  const evidence = [
    `the trust asks for ${said === '' ? 'none' : said}; expected ${JSON.stringify(value)}`,
  ];
  const yaml = `stores.${store.name}.${setting.join('.')}`;
  const fix = `Put it back with npx cdktf deploy ${store.id}; or, if ${store.profile.title} does say the other, correct ${yaml} in the environment file and deploy that.`;
  if (live.length === 0) {
    const what = `The role ${store.principalName} asks for no external id, so ${store.profile.title} can be made to use it by any of its customers`;
    return finding('external-id-missing', { what, evidence, fix });
  }
  return finding(spelling(value, live), {
    what: `The role ${store.principalName} asks for another external id than ${store.profile.title} says; STS compares to the letter`,
    ...{ evidence, fix },
  });
}

function spelling(expected: string, live: readonly string[]): DoctorFindingId {
  if (live.includes(expected)) return 'trust-changed';
  if (live.some((each) => each.trim() === expected.trim())) return 'external-id-space';
  const lower = expected.trim().toLowerCase();
  if (live.some((each) => each.trim().toLowerCase() === lower)) return 'external-id-case';
  return 'external-id-other';
}
