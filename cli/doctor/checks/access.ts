import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveRole, LiveUser } from '../live-access';
import { whenObserved } from '../observed';
import { comparePolicy, describeDifference } from '../policy-findings';
import { describeParts, type StatementDifference, type StatementPart } from '../statements';

/** What the vendor may do: the policies of its role, or of its user. */
export function checkAccess(examined: Examined): readonly DoctorFinding[] {
  const { access } = examined.live;
  if (access.kind === 'none' || access.self.kind === 'missing') return [];
  return [
    ...checkPolicy(examined, access),
    ...checkOthers(examined, access),
    ...checkBoundary(examined, access),
  ];
}

function checkPolicy(
  { store, expected: { access: expected } }: Examined,
  { policy, kind }: LiveRole | LiveUser,
) {
  if (!expected) return [];
  const owner = kind === 'role' ? 'role' : 'group';
  if (policy.kind === 'missing') {
    return [
      newFinding('vendor-policy-missing', {
        what: `The ${owner} ${store.principalName} has no policy named recordings, so ${store.profile.title} has no permissions`,
        evidence: ['the policy recordings does not exist'],
        fix: redeploy(store),
      }),
    ];
  }
  return comparePolicy(policy, { expected, kind: `${owner} policy` }, (difference) =>
    describe({ store }, difference),
  );
}

/** A changed statement, all of whose differences belong to one link, is a finding of that link. */
function describe(
  { store }: Pick<Examined, 'store'>,
  difference: StatementDifference,
): DoctorFinding {
  const { kind, sid, parts } = difference;
  const details = { evidence: describeParts(parts), fix: redeploy(store) };
  const statement = `The statement ${sid} of the vendor’s policy`;
  if (kind !== 'changed') return describeDifference('vendor-policy', difference, details.fix);
  if (parts.every(isSourceNetwork)) {
    const what = `${statement} allows other addresses than sourceIp.cidrs`;
    return newFinding('network-ranges', { what, ...details });
  }
  if (parts.every((part) => isFolder(part, store.bucketArn))) {
    const folder = store.prefix === '' ? 'the whole bucket' : store.prefix;
    const what = `${statement} applies to another folder than ${folder}`;
    return newFinding('vendor-prefix', { what, ...details });
  }
  if (!parts.every(isKeyResource)) {
    return describeDifference('vendor-policy', difference, details.fix);
  }
  if (parts.some(({ live }) => live.some((each) => each.includes(':alias/')))) {
    const what = `${statement} names the key by an alias, which allows nothing`;
    return newFinding('vendor-key-alias', { what, ...details });
  }
  const what = `${statement} applies to another key than the store’s`;
  return newFinding('vendor-key-other', { what, ...details });
}

/** Whether a part is about the network that requests come from. */
export function isSourceNetwork({ name }: StatementPart): boolean {
  return /^Condition\.\w+\.aws:source(ip|vpce)$/.test(name);
}

function isFolder({ name, expected, live }: StatementPart, bucketArn: string): boolean {
  const ours = (arn: string) => arn === bucketArn || arn.startsWith(`${bucketArn}/`);
  return /^(Not)?Resource$/.test(name) && expected.length > 0 && [...expected, ...live].every(ours);
}

function isKeyResource({ name, expected }: StatementPart): boolean {
  return (
    name === 'Resource' && expected.length > 0 && expected.every((arn) => arn.includes(':kms:'))
  );
}

function checkOthers({ store }: Examined, { others, kind }: LiveRole | LiveUser) {
  const { principalName: name } = store;
  return whenObserved(others, (names) =>
    names.length === 0
      ? []
      : [
          newFinding('further-policies', {
            what: `The ${kind} ${name} has policies that do not come from callvault: no review covers what they allow, and what they deny stops the vendor`,
            evidence: names,
            fix: `List them with aws iam list-attached-${kind}-policies and list-${kind}-policies --${kind}-name ${name}, and remove them.`,
          }),
        ],
  );
}

/** A boundary limits every policy; that of the environment is made for what callvault grants. */
function checkBoundary({ store, expected }: Examined, { self, kind }: LiveRole | LiveUser) {
  const { principalName: name } = store;
  const wanted = expected.boundaryArn;
  return whenObserved(self, ({ boundaryArn }) => {
    if (boundaryArn === wanted) return [];
    if (boundaryArn === undefined) return [boundaryMissing(store, `The ${kind} ${name}`, wanted)];
    return [
      newFinding('permissions-boundary', {
        what: `${name} has a permissions boundary that does not come from callvault: the vendor can only do what it allows as well`,
        evidence: [boundaryArn],
        fix:
          wanted === undefined
            ? `Remove it with aws iam delete-${kind}-permissions-boundary --${kind}-name ${name}, or name it as permissionsBoundary in the environment file if it allows what the policy recordings allows.`
            : redeploy(store),
      }),
    ];
  });
}

/** Without it, a changed policy can allow anything, and the deploy role can no longer change the role or user. */
export function boundaryMissing(store: Store, who: string, boundaryArn = ''): DoctorFinding {
  return newFinding('permissions-boundary-missing', {
    what: `${who} has no permissions boundary, so nothing limits what its policies may allow`,
    evidence: [`expected ${boundaryArn}`],
    fix: redeploy(store),
  });
}
