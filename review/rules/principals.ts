import { type Attributes, isRecord, number, text } from '../attributes';
import { type Finding, finding, isChanged, isDestroyed, type Rule } from '../finding';
import type { Change } from '../plan';
import { isPathLock } from '../plan-context';
import { trustedPrincipals } from '../policy/subject';
import { ownWords, sentence } from '../sentence';
import { lastingText } from '../undo';

const KINDS: Readonly<Record<string, string>> = {
  aws_iam_role: 'role',
  aws_iam_user: 'user',
  aws_iam_openid_connect_provider: 'identity provider',
};

/** A principal of the vendor that is destroyed or replaced, or whose sessions get shorter. */
export const principalRule: Rule = (change) => {
  const kind = KINDS[change.type];
  if (kind === undefined) return [];
  // IAM renames a user in place, but its ARN changes.
  const isRenamed = text(change.before, 'name') !== text(change.after, 'name');
  if (isDestroyed(change) || (change.action === 'update' && isRenamed)) return [lost(change, kind)];
  return change.action === 'update' ? shorterSession(change) : [];
};

/** The AWS services that can assume a role; undefined when other principals can as well. */
function servicesOf(role: Attributes): string[] | undefined {
  const principals = trustedPrincipals(role);
  if (!principals || principals.length === 0) return undefined;
  const isService = (each: string) => each.startsWith('Service:');
  return principals.every(isService) ? principals.map((each) => each.slice(8)) : undefined;
}

/** A role of an AWS service, which no vendor uses. */
function lostByService(change: Change, services: readonly string[]): Finding {
  const how = ownWords(change.action === 'delete' ? 'is destroyed' : 'is replaced');
  const role = sentence`The role ${text(change.before, 'name')}, which only ${services} can assume, ${how}`;
  if (services.includes('s3.amazonaws.com')) {
    const what = sentence`${role}: replication with it fails.`;
    return finding('replication-role-changed', change, what);
  }
  const what = sentence`${role}: whatever runs with it stops.`;
  return finding('monitoring-changed', change, what);
}

function lost(change: Change, kind: string): Finding {
  const services = servicesOf(change.before);
  if (services) return lostByService(change, services);
  const nameOf = (each: Attributes) => text(each, 'name') || text(each, 'url');
  const [name, next] = [nameOf(change.before), nameOf(change.after)];
  const principal = sentence`The ${ownWords(kind)} ${name}`;
  if (change.action === 'delete') {
    const what = sentence`${principal} is destroyed. Whatever uses it can no longer read or write.`;
    return finding('principal-destroyed', change, what);
  }
  const what =
    next === name
      ? sentence`${principal} is destroyed and recreated: its keys and sessions end, and policies that name it still refer to its old ID.`
      : sentence`${principal} is replaced by ${next}. The vendor cannot write until the new one is registered with it.`;
  return finding('principal-replaced', change, what);
}

function shorterSession(change: Change): Finding[] {
  const [before, after] = [change.before, change.after].map((each) =>
    number(each, 'max_session_duration'),
  );
  if (before === undefined || after === undefined || after >= before) return [];
  const what = sentence`Sessions of ${text(change.before, 'name')} last at most ${after} seconds instead of ${before}. A vendor that requests longer sessions is denied.`;
  return [finding('session-shortened', change, what)];
}

/** @see AWS Secrets Manager API Reference, "DeleteSecret", `RecoveryWindowInDays` */
const DEFAULT_RECOVERY_DAYS = 30;

/** A secret that holds a credential, such as the vendor's access key. */
export const credentialRule: Rule = (change, context) => {
  if (change.type !== 'aws_secretsmanager_secret' || !isDestroyed(change)) return [];
  const days = number(change.before, 'recovery_window_in_days') ?? DEFAULT_RECOVERY_DAYS;
  const undo =
    days === 0
      ? sentence`It cannot be restored.`
      : sentence`It can be restored ${lastingText(days, context)}. During that time no other secret can have its name.`;
  const what = sentence`The secret ${text(change.before, 'name')} is destroyed together with the credential in it. ${undo}`;
  return [finding('credential-destroyed', change, what)];
};

/** The paths that recordings are written to, each held by a path lock. */
export const pathRule: Rule = (change, { isNewStack }) => {
  if (!isPathLock(change)) return [];
  const [from, to] = [pathOf(change.before), pathOf(change.after)];
  if (change.action === 'delete') {
    const what = sentence`The lock on the path ${from} is removed, so a later change can move recordings to another path without being refused.`;
    return [finding('path-unlocked', change, what)];
  }
  if (change.action === 'create' && !isNewStack) {
    const what = sentence`Recordings are now written to ${to}. Existing recordings stay where they are, so readers must look in both places.`;
    return [finding('path-moved', change, what)];
  }
  if (!isChanged(change) || from === to) return [];
  const what = sentence`Recordings are written to ${to} instead of ${from}. Existing recordings stay where they are, and callvault no longer manages them.`;
  return [finding('path-moved', change, what)];
};

function pathOf({ triggers_replace: path }: Attributes): string {
  if (!isRecord(path)) return '';
  return text(path, 'pattern') || text(path, 'prefix') || 'the whole bucket';
}
