import { isRecord, number, text } from '../attributes';
import { type Finding, finding, isChanged, isGone, type Rule } from '../finding';
import type { Change } from '../plan';
import { isPathLock } from '../scene';
import { sentence } from '../sentence';

const KINDS: Readonly<Record<string, string>> = {
  aws_iam_role: 'role',
  aws_iam_user: 'user',
  aws_iam_openid_connect_provider: 'identity provider',
};

/** Who the vendor comes in as: gone, another, or with shorter sessions. */
export const principalRule: Rule = (change) => {
  const kind = KINDS[change.type];
  if (kind === undefined) return [];
  if (isGone(change) || isRenamed(change)) return [gone(change)];
  return change.action === 'update' ? shortened(change) : [];
};

/** IAM renames a user in place; its ARN is another one all the same. */
function isRenamed({ action, before, after }: Change): boolean {
  return action === 'update' && text(before, 'name') !== text(after, 'name');
}

function gone(change: Change): Finding {
  const kind = { parts: [KINDS[change.type] ?? ''] };
  const name = text(change.before, 'name') || text(change.before, 'url');
  if (change.action === 'delete') {
    const what = sentence`The ${kind} ${name} is destroyed: whoever comes in with it can no longer write or read.`;
    return finding('principal-destroyed', change, what);
  }
  const next = text(change.after, 'name') || text(change.after, 'url');
  const what =
    next === name
      ? sentence`The ${kind} ${name} is destroyed and made anew: its keys and sessions end, and policies that name it hold its old id.`
      : sentence`The ${kind} ${name} is replaced by ${next}: the vendor writes nothing until it has been given the new one.`;
  return finding('principal-replaced', change, what);
}

function shortened(change: Change): Finding[] {
  const [before, after] = [change.before, change.after].map((each) =>
    number(each, 'max_session_duration'),
  );
  if (before === undefined || after === undefined || after >= before) return [];
  const what = sentence`A session of ${text(change.before, 'name')} lasts ${after} seconds at most instead of ${before}: a vendor that asks for more is refused.`;
  return [finding('session-shortened', change, what)];
}

/** The secret that holds a vendor's key, and the group that gives its user a policy. */
export const credentialRule: Rule = (change) => {
  if (change.type === 'aws_secretsmanager_secret' && isGone(change)) {
    const what = sentence`The secret ${text(change.before, 'name')} is destroyed with the vendor's key in it.`;
    return [finding('credential-destroyed', change, what)];
  }
  return [];
};

/** The paths recordings are written to, which `PathLock` holds, the newest as the last. */
export const pathRule: Rule = (change, { isNew }) => {
  if (!isPathLock(change)) return [];
  if (change.action === 'delete') {
    const what = sentence`The lock on the path ${pathOf(change.before)} is removed: a later change can move recordings without being refused.`;
    return [finding('path-unlocked', change, what)];
  }
  const to = pathOf(change.after);
  if (change.action === 'create' && !isNew) {
    const what = sentence`Recordings are written to ${to} from now on: those that are there stay where they are, and readers must look in both places.`;
    return [finding('path-moved', change, what)];
  }
  const from = pathOf(change.before);
  if (!isChanged(change) || from === to) return [];
  const what = sentence`Recordings are written to ${to} instead of ${from}: those that are there stay where they are, and are no longer looked after.`;
  return [finding('path-moved', change, what)];
};

function pathOf({ triggers_replace: path }: Change['before']): string {
  if (!isRecord(path)) return '';
  return text(path, 'pattern') || text(path, 'prefix') || 'the whole bucket';
}
