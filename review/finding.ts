import { isMarked } from './attributes';
import type { Change } from './plan';
import type { Scene } from './scene';
import type { Sentence } from './sentence';

/** What a finding endangers. The order is the order in which they are shown. */
export const CATEGORIES = [
  'data-loss',
  'writes-stop',
  'access',
  'unclear',
  'unwatched',
  'retention',
] as const;

/** What a finding endangers. */
export type Category = (typeof CATEGORIES)[number];

/** Categories that a change can be stopped for; what is unclear stops with any of them. */
export const GATES = ['data-loss', 'writes-stop', 'access', 'unwatched'] as const;

/** A category that a change can be stopped for. */
export type Gate = (typeof GATES)[number];

/** Every id a finding can have, and its category. The ids are stable: `accept:` entries name them. */
export const FINDINGS = {
  'bucket-destroyed': 'data-loss',
  'bucket-replaced': 'data-loss',
  'bucket-missing': 'data-loss',
  'key-destroyed': 'data-loss',
  'key-replaced': 'data-loss',
  'key-missing': 'data-loss',
  'key-deletion-window-shortened': 'data-loss',
  'expiry-shortened': 'data-loss',
  'expiry-added': 'data-loss',
  'noncurrent-expiry-shortened': 'data-loss',
  'lifecycle-filter-widened': 'data-loss',
  'lock-removed': 'data-loss',
  'lock-mode-weakened': 'data-loss',
  'lock-shortened': 'data-loss',
  'versioning-off': 'data-loss',
  'replication-removed': 'data-loss',
  'replication-narrowed': 'data-loss',
  'replication-alarm-removed': 'data-loss',
  'replication-role-changed': 'data-loss',
  'replication-deletes': 'data-loss',
  'force-destroy-on': 'data-loss',
  'destroy-guard-removed': 'data-loss',
  'path-unlocked': 'data-loss',
  'alarms-unheard': 'data-loss',
  'recordings-setting-changed': 'data-loss',
  'principal-destroyed': 'writes-stop',
  'principal-replaced': 'writes-stop',
  'external-id-changed': 'writes-stop',
  'cidr-removed': 'writes-stop',
  'permission-removed': 'writes-stop',
  'denial-added': 'writes-stop',
  'path-moved': 'writes-stop',
  'region-moved': 'writes-stop',
  'session-shortened': 'writes-stop',
  'key-disabled': 'writes-stop',
  'credential-destroyed': 'writes-stop',
  'encryption-key-changed': 'writes-stop',
  'access-key-inactive': 'writes-stop',
  'requester-pays': 'writes-stop',
  'permissions-boundary-added': 'writes-stop',
  'uploads-aborted': 'writes-stop',
  'writer-setting-changed': 'writes-stop',
  'allow-added': 'access',
  'allow-widened': 'access',
  'principal-added': 'access',
  'condition-removed': 'access',
  'condition-loosened': 'access',
  'cidr-widened': 'access',
  'deny-removed': 'access',
  'deny-narrowed': 'access',
  'tls-weakened': 'access',
  'public-access-opened': 'access',
  'ownership-weakened': 'access',
  'encryption-weakened': 'access',
  'principal-created': 'access',
  'access-key-created': 'access',
  'policy-attached': 'access',
  'logging-removed': 'access',
  'copied-elsewhere': 'access',
  'permissions-boundary-removed': 'access',
  'member-added': 'access',
  'access-setting-changed': 'access',
  'action-unknown': 'unclear',
  'value-unknown': 'unclear',
  'policy-unreadable': 'unclear',
  'no-longer-managed': 'unclear',
  'plan-deferred': 'unclear',
  'check-failed': 'unclear',
  'settings-overwritten': 'unclear',
  'attribute-unclassified': 'unclear',
  'resource-unclassified': 'unclear',
  'plan-part-unknown': 'unclear',
  'monitoring-changed': 'unwatched',
  'retention-extended': 'retention',
  'storage-class-changed': 'retention',
  'storage-setting-changed': 'retention',
} as const satisfies Record<string, Category>;

/** The stable id of a finding; `docs/review/findings.md` explains each. */
export type FindingId = keyof typeof FINDINGS;

/** One thing a plan does that a reviewer must know of. */
export interface Finding {
  /** Its id. */
  readonly id: FindingId;
  /** The resource. */
  readonly address: string;
  /** What happens to recordings, in one sentence. */
  readonly what: Sentence;
}

/** Looks at one change. A rule knows nothing of how its findings are shown, and never throws on purpose. */
export type Rule = (change: Change, scene: Scene) => readonly Finding[];

/** A finding about a change. */
export function finding(
  id: FindingId,
  { address }: Pick<Change, 'address'>,
  what: Sentence,
): Finding {
  return { id, address, what: capitalized(what) };
}

function capitalized({ parts: [first, ...rest] }: Sentence): Sentence {
  if (typeof first !== 'string') return { parts: [...(first ? [first] : []), ...rest] };
  return { parts: [first.charAt(0).toUpperCase() + first.slice(1), ...rest] };
}

/** Whether the resource as it was is gone afterwards. */
export function isGone({ action }: Change): boolean {
  return action === 'delete' || action === 'replace';
}

/** Whether the resource is there before and after, though perhaps another one. */
export function isChanged({ action }: Change): boolean {
  return action === 'update' || action === 'replace';
}

/** Whether an attribute, or a part of it, is known only once the plan is applied. */
export function isUnknown({ unknown }: Change, key: string): boolean {
  return isMarked(unknown[key]);
}
