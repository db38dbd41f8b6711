import { DAY_MS, dayOf, inDays } from '../../core/day';
import type { LocatedProblem } from '../../config/load';
import { LATE_DAYS, OLD_KEY_DAYS } from '../../modules/integrity-alarms';
import type { Store } from '../../store/store';
import { runningCheck } from '../../store/switched-off';
import { observedValue } from '../doctor/observed';
import type { Need, StatusInputs, StoreStatus } from './store-state';

/** Everything about a store that needs a person: what stops the vendor comes first. */
export function needsOf(status: Omit<StoreStatus, 'needs'>, inputs: StatusInputs): Need[] {
  const { compared } = inputs.readings;
  const needs = [
    ...compared.map(({ what, fix }) => ({ what, fix })),
    ...checkNeeds(status, inputs),
    ...keyNeeds(status),
    ...holdNeeds(inputs),
    ...inputs.warnings.map(warningNeed),
  ];
  return [...new Map(needs.map((each) => [each.what, each])).values()];
}

/** A warning in an environment file is a decision that is open. */
export function warningNeed({ what, fix, rule, file, line }: LocatedProblem): Need {
  return { what: `${file}:${line}: ${rule}: ${what}`, fix };
}

function checkNeeds(
  { stack, lastCheck }: Omit<StoreStatus, 'needs'>,
  inputs: StatusInputs,
): Need[] {
  const { history } = inputs.readings;
  if (!history || !isChecked(inputs.found.store)) return [];
  const { unreadable = [], since } = observedValue(history) ?? {};
  const days = daysSince(lastCheck?.finishedAt ?? since, inputs.now);
  return [
    ...(lastCheck && lastCheck.total > 0 ? [discrepancies(stack, lastCheck)] : []),
    ...(days > LATE_DAYS ? [late(stack, days, lastCheck !== undefined)] : []),
    ...unreadable.map((name) => unreadableReport(stack, name)),
  ];
}

const isChecked = (store: Store) => runningCheck(store) !== undefined && !store.settings.retire;

/** Whole days; NaN since an unknown time. */
const daysSince = (time: string | undefined, now: number) =>
  Math.floor((now - Date.parse(time ?? '')) / DAY_MS);

const unreadableReport = (stack: string, name: string): Need => ({
  what: `The report ${name} in the bucket of reports cannot be read`,
  fix: `Run npx callvault check ${stack}, and find out what has written it.`,
});

function discrepancies(
  stack: string,
  { total, counts, finishedAt }: NonNullable<StoreStatus['lastCheck']>,
): Need {
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return {
    what: `The check of ${dayOf(Date.parse(finishedAt))} found ${total === 1 ? '1 discrepancy' : `${total} discrepancies`}: ${kinds.join(', ')}`,
    fix: `Run npx callvault check ${stack}, which names the recordings; docs/integrity.md says what each kind means.`,
  };
}

function late(stack: string, days: number, hasRun: boolean): Need {
  return {
    what: hasRun
      ? `The last integrity check finished ${inDays(days)} ago, and one is due every week`
      : `No integrity check has finished since it was deployed ${inDays(days)} ago`,
    fix: `Read the log of the function, and run npx callvault check ${stack}.`,
  };
}

function keyNeeds({ stack, accessKeys = [] }: Omit<StoreStatus, 'needs'>): Need[] {
  const fix = `npx callvault rotate ${stack}`;
  const old = accessKeys.filter(({ days = 0 }) => days > OLD_KEY_DAYS);
  const ids = accessKeys.map(({ id }) => id).join(' and ');
  return [
    ...old.map(({ id, days = 0 }) => ({
      what: `The access key ${id} is ${inDays(days)} old, more than ${OLD_KEY_DAYS}`,
      fix,
    })),
    ...(accessKeys.length > 1
      ? [{ what: `Two access keys are active: ${ids}. A rotation has not ended`, fix }]
      : []),
  ];
}

function holdNeeds({ readings: { cases }, now }: StatusInputs): Need[] {
  const today = dayOf(now);
  const open = (cases && observedValue(cases)) ?? [];
  return open
    .filter(({ released, until }) => !released && until !== undefined && until < today)
    .map(({ name, until = '' }) => ({
      what: `The case ${name} was expected to last until ${until}, and its recordings are still on hold`,
      fix: `Release it with npx callvault hold release ${name}, or add it again with a later --until.`,
    }));
}
