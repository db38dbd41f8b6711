import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding } from '../finding';
import type { LiveRole, LiveUser } from '../live-access';
import { describeDifference, describeSize } from '../policy-findings';
import { whenSeen } from '../seen';
import {
  compareStatements,
  describeParts,
  type StatementDifference,
  type StatementPart,
} from '../statements';

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

function checkPolicy({ store, expected, live }: Examined, { policy, kind }: LiveRole | LiveUser) {
  const wanted = expected.access;
  if (!wanted) return [];
  const owner = `${kind === 'role' ? 'role' : 'group'} ${store.principalName}`;
  if (policy.kind === 'missing') {
    return [
      finding('vendor-policy-missing', {
        what: `The ${owner} has no policy recordings, so ${store.profile.title} may do nothing`,
        evidence: [`the policy recordings is not there`],
        fix: redeploy(store),
      }),
    ];
  }
  return whenSeen(policy, ({ policy: deployed, size }) => [
    ...compareStatements(wanted, deployed).map((difference) =>
      describe({ store, expected, live }, difference),
    ),
    ...describeSize(kind === 'role' ? 'role policy' : 'group policy', size),
  ]);
}

/** What differs tells which link it is, where all that differs belongs to one. */
function describe({ store }: Examined, difference: StatementDifference): DoctorFinding {
  const { kind, sid, parts } = difference;
  const said = { evidence: describeParts(parts), fix: redeploy(store) };
  const of = `The statement ${sid} of the vendor’s policy`;
  if (kind === 'changed') {
    if (parts.every(isNetwork)) {
      const what = `${of} allows other addresses than sourceIp.cidrs`;
      return finding('network-ranges', { what, ...said });
    }
    if (parts.every((part) => isFolder(part, store.bucketArn))) {
      const what = `${of} is for another folder than ${store.prefix === '' ? 'the whole bucket' : store.prefix}`;
      return finding('vendor-prefix', { what, ...said });
    }
    if (parts.every(isKeyResource)) {
      const alias = parts.some(({ live }) => live.some((each) => each.includes(':alias/')));
      const what = alias
        ? `${of} names the key by an alias, which allows nothing`
        : `${of} is for another key than the store’s`;
      return finding(alias ? 'vendor-key-alias' : 'vendor-key-other', { what, ...said });
    }
  }
  return describeDifference('vendor-policy', difference, redeploy(store));
}

/** Whether a part is about where requests come from. */
export function isNetwork({ name }: StatementPart): boolean {
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
  return whenSeen(others, (names) =>
    names.length === 0
      ? []
      : [
          finding('further-policies', {
            what: `The ${kind} ${store.principalName} has policies that do not come from callvault: what they allow is nowhere reviewed, what they deny stops the vendor`,
            evidence: names,
            fix: `See them with aws iam list-attached-${kind}-policies and list-${kind}-policies --${kind}-name ${store.principalName}, and take them off.`,
          }),
        ],
  );
}

/** callvault sets none: a boundary takes rights away, whatever the policies say. */
function checkBoundary({ store }: Examined, { self, kind }: LiveRole | LiveUser) {
  const boundary = self.kind === 'value' ? self.value.boundaryArn : undefined;
  if (boundary === undefined) return [];
  return [
    finding('permissions-boundary', {
      what: `A permissions boundary holds ${store.principalName}: what it does not allow as well, the vendor cannot do`,
      evidence: [boundary],
      fix: `Take it off with aws iam delete-${kind}-permissions-boundary --${kind}-name ${store.principalName}, or see that it allows what the policy recordings does.`,
    }),
  ];
}
