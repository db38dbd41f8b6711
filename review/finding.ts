import { isMarked } from './attributes';
import type { Change, Plan } from './plan';
import type { PlanContext } from './plan-context';
import type { Sentence } from './sentence';
import type { AccessExample } from './witness/search';

/** What a finding puts at risk, in the order in which findings are shown. */
export const CATEGORIES = [
  'data-loss',
  'writes-stop',
  'access',
  'unclear',
  'unwatched',
  'retention',
] as const;

/** What a finding puts at risk. */
export type Category = (typeof CATEGORIES)[number];

/** The categories that can stop a change. Findings that are `unclear` stop it with any of them. */
export const GATE_CATEGORIES = ['data-loss', 'writes-stop', 'access', 'unwatched'] as const;

/** Stops a change that adds or widens an acceptance, whatever it accepts. */
export const NEW_ACCEPTANCES = 'new-acceptances';

/** What `--fail-on` accepts. */
export const GATES = [...GATE_CATEGORIES, NEW_ACCEPTANCES] as const;

/** What can stop a change. */
export type Gate = (typeof GATES)[number];

/** The category of every finding id. The ids are stable, because `accept:` entries refer to them. */
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
  'vendor-copy-removed': 'data-loss',
  'recordings-setting-changed': 'data-loss',
  'stack-guarded': 'data-loss',
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
  'stack-not-planned': 'unclear',
  'check-failed': 'unclear',
  'lock-irreversible': 'unclear',
  'settings-overwritten': 'unclear',
  'attribute-unclassified': 'unclear',
  'resource-unclassified': 'unclear',
  'plan-part-unknown': 'unclear',
  'provider-changed': 'unclear',
  'stack-removed': 'unclear',
  'stack-not-retired': 'unclear',
  'stack-renamed': 'unclear',
  'state-moved': 'unclear',
  'monitoring-changed': 'unwatched',
  'store-retired': 'retention',
  'replication-off': 'retention',
  'integrity-off': 'retention',
  'stack-moved': 'retention',
  'resource-imported': 'retention',
  'retention-extended': 'retention',
  'lock-extended': 'retention',
  'storage-class-changed': 'retention',
  'storage-setting-changed': 'retention',
} as const satisfies Record<string, Category>;

/** Findings about stacks without a plan. They stop every change, and nothing can accept them. */
const WITHOUT_PLAN: readonly string[] = ['stack-guarded', 'stack-not-planned'];

/** Whether a finding is about a stack without a plan. */
export const isWithoutPlan = (id: FindingId): boolean => WITHOUT_PLAN.includes(id);

/** The stable id of a finding; `docs/review/findings.md` explains each. */
export type FindingId = keyof typeof FINDINGS;

/** One effect of a plan that a reviewer must know about. */
export interface Finding {
  readonly id: FindingId;
  /** Address of the resource. */
  readonly address: string;
  /** What happens to recordings, to the vendor or to access. */
  readonly what: Sentence;
  /** What that means for one request or one recording. @default - no example is certain */
  readonly example?: FindingExample;
}

/** One request that is decided differently, or one recording that has another life. */
export interface FindingExample {
  readonly what: Sentence;
  /** The request. @default - the example is about a recording */
  readonly request?: AccessExample;
}

/** A plan, and what is known without it. */
export interface ComparedPlan extends Plan {
  /** The stack that was planned. @default - the tags of its resources say it */
  readonly stack?: string;
  /** Findings about what no plan contains. @default - none */
  readonly known?: readonly Finding[];
}

/** The category of a finding. */
export const categoryOf = ({ id }: Pick<Finding, 'id'>): Category => FINDINGS[id];

/** Finds the effects of one change. A rule does not know how findings are shown, and never throws on purpose. */
export type Rule = (change: Change, context: PlanContext) => readonly Finding[];

/** A finding about a change. Its sentence starts with a capital letter. */
export function finding(
  id: FindingId,
  { address }: Pick<Change, 'address'>,
  { parts }: Sentence,
): Finding {
  const [first, ...rest] = parts;
  if (typeof first !== 'string') return { id, address, what: { parts } };
  const what = { parts: [first.charAt(0).toUpperCase() + first.slice(1), ...rest] };
  return { id, address, what };
}

/** Whether the plan destroys the current resource, even if it creates another one. */
export function isDestroyed({ action }: Change): boolean {
  return action === 'delete' || action === 'replace';
}

/** Whether the resource exists before and after the plan, even if the plan recreates it. */
export function isChanged({ action }: Change): boolean {
  return action === 'update' || action === 'replace';
}

/** Whether an attribute, or a part of it, is known only after apply. */
export function isUnknown({ unknown }: Change, key: string): boolean {
  return isMarked(unknown[key]);
}
