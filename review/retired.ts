import type { Acceptance } from './acceptance';
import { isRecord, text } from './attributes';
import { type Finding, finding } from './finding';
import { acceptIntended, ENDS, type Intended } from './intended';
import type { Plan } from './plan';
import { ownWords, type Sentence, sentence } from './sentence';

/** What the output `retired` of a stack says; undefined if it says nothing. */
export interface Retired {
  /** Until when what remains, and why the store is retired. */
  readonly what: Sentence;
  readonly reason: string;
  /** Whether the store may be destroyed once it is empty. */
  readonly destroyable: boolean;
}

/** Reads the output `retired` of a stack. */
export function tryReadRetired(value: unknown): Retired | undefined {
  if (!isRecord(value)) return undefined;
  const read = (key: string) => text(value, key);
  return {
    what: sentence`The store has been retired since ${read('since')}: ${read('reason')}. Its last recordings are readable until ${read('readable_until')}, and the lifecycle has deleted them by ${read('gone_by')}, locks and legal holds aside.`,
    reason: read('reason'),
    destroyable: value.destroy === true,
  };
}

/** Says until when what remains of a store that the plan retires. */
export function retiredFindings({ retired }: Plan): Finding[] {
  const read = tryReadRetired(retired?.value);
  if (!read || !retired?.isSet) return [];
  const what = sentence`${read.what} The vendor is denied everything, and nothing can be written to the bucket.${read.destroyable ? DESTROYABLE : NOTHING}`;
  return [finding('store-retired', { address: 'output.retired' }, what)];
}

const NOTHING = ownWords('');
const DESTROYABLE = ownWords(' callvault destroy may destroy the store once nothing is left.');

/** What watches whether recordings arrive, and whether they can. */
const WATCHERS = /\.(?:Arrivals|Canary)_/;

/** What retiring a store is meant to cause: in it, nothing arrives. */
const INTENDED: readonly Intended[] = [
  { at: /./, ids: ['permission-removed', 'denial-added'] },
  { at: WATCHERS, ids: ['monitoring-changed', 'principal-destroyed'] },
  { at: /\.VendorApi_/, ids: ['credential-destroyed'], with: /\.Canary_/ },
  {
    at: /\.(?:OperationsKey|AlarmTopic|Dashboard)_/,
    ids: ['monitoring-changed', 'alarms-unheard'],
    with: WATCHERS,
  },
  { at: /\.Integrity_Schedule_/, ids: ['monitoring-changed'], only: ENDS },
];

/** What it is meant to cause to let a retired store be destroyed. */
const BY_DESTROY: Intended = { at: /./, ids: ['force-destroy-on', 'destroy-guard-removed'] };

/** What the setting `retire` accepts, in the plan that deploys it: its reason is the reason of each acceptance. */
export function acceptedByRetirement(
  plan: Plan,
  { stack, findings }: { readonly stack: string; readonly findings: readonly Finding[] },
  until: string,
): Acceptance[] {
  const { retired } = plan;
  const read = tryReadRetired(retired?.value);
  if (!read || !retired?.isSet) return [];
  const reason = `retire: ${read.reason}`;
  return acceptIntended(
    [...INTENDED, ...(read.destroyable ? [BY_DESTROY] : [])],
    { plan, stack, findings },
    { reason, until },
  );
}
