import { canonical, number, text } from '../attributes';
import { type Finding, finding, isGone, type Rule } from '../finding';
import type { Change } from '../plan';
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
  if (isGone(change)) return [gone(change)];
  return change.action === 'update' ? shortened(change) : [];
};

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

/** The path recordings are written to, which `PathLock` holds. */
export const pathRule: Rule = (change) => {
  if (change.type !== 'terraform_data' || !change.address.includes('PathLock')) return [];
  const { before, after } = change;
  if (change.action === 'delete') {
    const what = sentence`The lock on the path of recordings is removed: a later change can move them without being refused.`;
    return [finding('path-unlocked', change, what)];
  }
  const [from, to] = [before, after].map(({ triggers_replace: path }) => canonical(path ?? {}));
  if (change.action !== 'replace' || from === to) return [];
  const what = sentence`Recordings are written to ${to ?? ''} instead of ${from ?? ''}: those that are there stay where they were, and readers must look in both.`;
  return [finding('path-moved', change, what)];
};

/** What a program cannot judge. */
export const unclearRule: Rule = (change) => {
  const { action, actions, before } = change;
  if (action === 'unknown') {
    const what = sentence`The plan does ${actions} to it, which this version of callvault does not know.`;
    return [finding('action-unknown', change, what)];
  }
  if (action !== 'forget' || isMirror(before)) return [];
  const what = sentence`Terraform no longer looks after it; it stays in AWS as it is, and nobody notices when it changes.`;
  return [finding('no-longer-managed', change, what)];
};

const isMirror = (before: Change['before']) => Object.keys(before).length === 0;
