import type { ReplicationConfiguration, ReplicationRule } from '@aws-sdk/client-s3';
import {
  replicationConfiguration,
  replicationStatements,
  replicationTrust,
  type ReplicationScope,
} from '../../../modules/replication';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveReplica } from '../replica';
import { whenObserved } from '../observed';
import { boundaryMissing } from './access';
import { compareConfiguration } from '../configuration';
import {
  compareStatements,
  describeParts,
  type StatementDifference,
  type StatementPart,
} from '../statements';

/** Whether S3 copies recordings to the replica, and nowhere else. */
export function checkReplication({ store, expected, live }: Examined): readonly DoctorFinding[] {
  const { replication, region } = live.bucket;
  if (region.kind === 'missing') return [];
  const scope = expected.replication;
  if (!scope) {
    return whenObserved(replication, ({ Rules = [] }) => Rules.map((rule) => gained(store, rule)));
  }
  const role = live.replica ? checkRole({ store, expected, live }, scope, live.replica) : [];
  if (replication.kind === 'missing') return [missing(store, 'no replication'), ...role];
  return [
    ...whenObserved(replication, (actual) => checkConfiguration(store, scope, actual)),
    ...role,
  ];
}

function missing(store: Store, evidence: string): DoctorFinding {
  const to = store.replica?.bucketName ?? '';
  return newFinding('replication-missing', {
    what: `Recordings are not copied to ${to}`,
    evidence: [evidence],
    fix: `${redeploy(store)} Recordings of the time in between are not copied: see docs/replication.md.`,
  });
}

function gained(store: Store, rule: ReplicationRule): DoctorFinding {
  const { bucketName, replica } = store;
  const { ID = '', Status = '', Destination } = rule;
  if (replica?.off && Destination?.Bucket === replica.bucketArn) return notYetOff(store, ID);
  return newFinding('replication-gained', {
    what: `A replication rule that does not come from callvault copies recordings to another bucket`,
    evidence: [`rule ${ID} (${Status}): ${Destination?.Bucket ?? 'no destination'}`],
    fix: `Find out who receives the copies, and remove the rule: aws s3api get-bucket-replication --bucket ${bucketName}`,
  });
}

/** The setting is not deployed, or was undone outside Terraform. */
function notYetOff(store: Store, rule: string): DoctorFinding {
  return newFinding('replication-changed', {
    what: `Recordings are copied to ${store.replica?.bucketName ?? ''}, and replication is switched off in the environment file`,
    evidence: [`rule ${rule}`],
    fix: redeploy(store),
  });
}

function checkConfiguration(
  store: Store,
  scope: ReplicationScope,
  { Role = '', Rules = [] }: ReplicationConfiguration,
): DoctorFinding[] {
  const wanted = replicationConfiguration(scope);
  const role = store.replica?.roleArn ?? '';
  const others = Rules.filter(({ ID }) => !wanted.some(({ id }) => id === ID));
  return [
    ...(Role === role ? [] : [changed(store, [`Role: ${Role}; expected ${role}`])]),
    ...wanted.flatMap((rule) => {
      const deployed = Rules.find(({ ID }) => ID === rule.id);
      if (!deployed) return [missing(store, `no rule ${rule.id}`)];
      return checkRule(store, rule, deployed);
    }),
    ...others.map((rule) => gained(store, rule)),
  ];
}

function checkRule(
  store: Store,
  rule: ReturnType<typeof replicationConfiguration>[number],
  deployed: ReplicationRule,
): DoctorFinding[] {
  const to = store.replica?.bucketName ?? '';
  if (deployed.Status !== rule.status) {
    return [
      newFinding('replication-disabled', {
        what: `Recordings are not copied to ${to}: the replication rule ${rule.id} is disabled`,
        evidence: [`Status: ${deployed.Status ?? 'none'}; expected ${rule.status}`],
        fix: redeploy(store),
      }),
    ];
  }
  const parts = compareConfiguration(rule, deployed);
  const known = parts.filter((part) => !isUnknownKey(store, rule, part));
  if (known.length === 0) return [];
  return [changed(store, [`rule ${rule.id}`, ...describeParts(known)])];
}

/** The key of the copies is not compared where AWS did not show it; that is a finding of its own. */
function isUnknownKey(
  { encryption }: Store,
  { destination }: ReturnType<typeof replicationConfiguration>[number],
  { name }: StatementPart,
): boolean {
  const unknown = encryption === 'sse-kms' && !('encryptionConfiguration' in destination);
  return unknown && name.startsWith('Destination.EncryptionConfiguration');
}

function changed(store: Store, evidence: readonly string[]): DoctorFinding {
  return newFinding('replication-changed', {
    what: `The replication to ${store.replica?.bucketName ?? ''} differs from the environment file`,
    evidence,
    fix: redeploy(store),
  });
}

function checkRole(
  { store, expected }: Examined,
  scope: ReplicationScope,
  { role: { self, policy, others } }: LiveReplica,
): readonly DoctorFinding[] {
  const name = store.replica?.roleName ?? '';
  if (self.kind === 'missing') return [roleMissing(store, `the role ${name} does not exist`)];
  if (policy.kind === 'missing') return [roleMissing(store, `the role ${name} has no policy`)];
  return [
    ...whenObserved(self, ({ trust, boundaryArn }) => [
      ...compareStatements([replicationTrust(scope)], trust).map((each) =>
        roleChanged(store, `The trust policy of ${name}`, each),
      ),
      ...checkBoundary(store, boundaryArn, expected.boundaryArn),
    ]),
    ...whenObserved(policy, ({ statements }) =>
      compareStatements(replicationStatements(scope), statements)
        .filter(({ parts }) => keysKnown(store, scope) || !parts.every(isKey))
        .map((each) => roleChanged(store, `The policy of ${name}`, each)),
    ),
    ...whenObserved(others, (names) => (names.length === 0 ? [] : [roleGained(store, names)])),
  ];
}

function checkBoundary(store: Store, found?: string, expected?: string): DoctorFinding[] {
  if (found === expected) return [];
  if (found !== undefined) return [roleGained(store, [found])];
  return [boundaryMissing(store, `The role ${store.replica?.roleName ?? ''}`, expected)];
}

function roleMissing(store: Store, why: string): DoctorFinding {
  return newFinding('replication-role-missing', {
    what: `S3 cannot copy recordings: ${why}`,
    evidence: [`expected ${store.replica?.roleArn ?? ''}`],
    fix: redeploy(store),
  });
}

function roleChanged(
  store: Store,
  subject: string,
  { sid, kind, parts }: StatementDifference,
): DoctorFinding {
  return newFinding('replication-role-changed', {
    what: `${subject} differs: the statement ${sid || 'without Sid'} was ${kind}`,
    evidence: describeParts(parts),
    fix: redeploy(store),
  });
}

function roleGained(store: Store, names: readonly string[]): DoctorFinding {
  return newFinding('replication-role-changed', {
    what: `The role ${store.replica?.roleName ?? ''} has policies or a permissions boundary that do not come from callvault`,
    evidence: names,
    fix: 'Remove them, or make sure that they allow what the policy replication allows.',
  });
}

/** Whether a statement's difference may be that the ARN of a key is not known. */
const isKey = ({ name, expected, live }: StatementPart) =>
  name !== 'Resource' || [...expected, ...live].every((arn) => arn.includes(':kms:'));

function keysKnown({ encryption }: Store, { source, replica }: ReplicationScope): boolean {
  return encryption !== 'sse-kms' || (source.keyArn !== undefined && replica.keyArn !== undefined);
}
