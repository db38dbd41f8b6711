import type { Acceptance } from './acceptance';
import { isRecord, text } from './attributes';
import { type Finding, type FindingId, finding } from './finding';
import { acceptIntended, ENDS, type Intended } from './intended';
import { isDestroyable, type SwitchedOffPart } from './parts-off';
import type { Plan } from './plan';
import { ownWords, type Sentence, sentence } from './sentence';

/** What it causes to let a part of a store be destroyed. */
const BY_DESTROY: readonly FindingId[] = ['force-destroy-on', 'destroy-guard-removed'];

/** What it causes to destroy a part of a store that may be destroyed. */
const BY_REMOVAL: readonly FindingId[] = ['bucket-destroyed', 'key-destroyed'];

const COPIES = /\.(?:Replication|ReplicationAlarms|Replica|AlarmTopic)_/;
const CHECK = /\.(?:Integrity|VendorApi|Reports|AlarmTopic)_/;
const RECORDINGS_KEYS = /^aws_kms_key\.(?:RecordingsKey|Replica_Key)_/;
const OPERATIONS_KEY = /^aws_kms_key\.OperationsKey_/;

/** What is said of a part of a store that is switched off, and what that causes. */
interface Part {
  readonly finding: FindingId;
  /** Addresses of what may be destroyed in the end. */
  readonly kept: RegExp;
  readonly intended: readonly Intended[];
  readonly what: (value: unknown) => Sentence;
}

const read = (value: unknown, key: string) => (isRecord(value) ? text(value, key) : '');

const PARTS: Readonly<Record<SwitchedOffPart['output'], Part>> = {
  replication_off: {
    finding: 'replication-off',
    kept: /\.Replica_/,
    intended: [
      {
        at: COPIES,
        ids: [
          'replication-removed',
          'replication-alarm-removed',
          'replication-role-changed',
          'principal-destroyed',
          'monitoring-changed',
          'alarms-unheard',
        ],
      },
      { at: RECORDINGS_KEYS, ids: ['permission-removed'], rolesAt: /\.Replication_/ },
      { at: OPERATIONS_KEY, ids: ['monitoring-changed'], with: COPIES },
      { at: /^aws_iam_role_policy\.Integrity_Check_Policy_/, ids: ['permission-removed'] },
      { at: /\.Integrity_Schedule_/, ids: ['monitoring-changed'], only: ENDS },
    ],
    what: (value) =>
      sentence`No recording is copied any more. The last copies are readable until ${read(value, 'readable_until')}, and the lifecycle has deleted them by ${read(value, 'gone_by')}, locks and legal holds aside.`,
  },
  integrity_off: {
    finding: 'integrity-off',
    kept: /\.Reports_/,
    intended: [
      {
        at: CHECK,
        ids: [
          'principal-destroyed',
          'permission-removed',
          'credential-destroyed',
          'monitoring-changed',
          'alarms-unheard',
        ],
      },
      { at: RECORDINGS_KEYS, ids: ['permission-removed'], rolesAt: /\.Integrity_/ },
      { at: OPERATIONS_KEY, ids: ['monitoring-changed'], with: CHECK },
    ],
    what: () =>
      sentence`The check does not run any more, so a recording that never arrives is not noticed. The bucket of reports stays.`,
  },
};

/** Says what is switched off since when and why, and what remains. */
export function switchedOffFindings(parts: readonly SwitchedOffPart[]): Finding[] {
  return parts.map(({ output, value, isRemoved }) => {
    const part = PARTS[output];
    const [since, reason] = [read(value, 'since'), read(value, 'reason')];
    const next = isRemoved ? REMOVED : sentence`${part.what(value)}${stateOf(value)}`;
    const what = sentence`Off since ${since}: ${reason}. ${next}`;
    return finding(part.finding, { address: `output.${output}` }, what);
  });
}

const stateOf = (value: unknown) => ownWords(isDestroyable(value) ? DESTROYABLE : '');
const DESTROYABLE = ' Its protection from destruction is removed.';
const REMOVED = ownWords('What was kept is destroyed.');

/**
 * What the setting `off` accepts, in the plan that deploys it, and in the one that removes it after `destroy: true`: its
 * reason is the reason of each acceptance.
 */
export function acceptedBySwitchingOff(
  plan: Pick<Plan, 'switchedOff' | 'changes'>,
  { stack, findings }: { readonly stack: string; readonly findings: readonly Finding[] },
  until: string,
): Acceptance[] {
  return (plan.switchedOff ?? []).flatMap(({ output, value, isRemoved }) => {
    const { intended, kept } = PARTS[output];
    const ids = [...(isDestroyable(value) ? BY_DESTROY : []), ...(isRemoved ? BY_REMOVAL : [])];
    const reason = `off: ${read(value, 'reason')}`;
    return acceptIntended(
      [...intended, { at: kept, ids }],
      { plan, stack, findings },
      { reason, until },
    );
  });
}
