import { DAY_MS, HOUR_MS } from '../../core/day';
import { printable } from '../../core/printable';
import { renderTable } from '../table';
import { describeCanary } from './canary-state';
import type { Arrival } from './last-arrival';
import type { EnvironmentStatus, UnreadStore } from './status';
import type { Need, RefusedFact, StoreStatus } from './store-state';

const COLUMNS = [
  { title: 'Store', width: 26 },
  { title: 'Last arrival', width: 20 },
  { title: 'Last check', width: 28 },
  { title: 'Alarms', width: 22 },
  { title: 'Canary', width: 14 },
  { title: 'Access key', width: 12 },
  { title: 'Drift', width: 10 },
  { title: 'Readable, gone', width: 18 },
  { title: 'Needs', width: 7, align: 'right' },
] as const;

/** The most lines about what needs a person, so that the result fits on a screen. */
const SHOWN = 15;

/** The state of environments for people, on one screen. */
export function renderStatus(environments: readonly EnvironmentStatus[], now: number): string {
  const stores = environments.flatMap((each) => each.stores);
  const needs = environments.flatMap(needLines);
  const rest = needs.length - SHOWN;
  return [
    `${environments.map(({ name }) => name).join(', ')} at ${toMinutes(now)}`,
    stores.length === 0
      ? 'No stores.'
      : renderTable(
          COLUMNS,
          stores.map((store) => rowOf(store, now)),
        ),
    ...(needs.length === 0 ? ['Nothing needs a person.'] : ['Needs a person:']),
    ...needs.slice(0, SHOWN),
    ...(rest > 0 ? [`… and ${rest} more; --json lists all.`] : []),
  ].join('\n');
}

function needLines({ name, stores, needs }: EnvironmentStatus): string[] {
  const line =
    (of: string) =>
    ({ what, fix }: Need) =>
      `  ${of}: ${printable(what)}. ${printable(fix)}`;
  return [
    ...stores.flatMap((store) => store.needs.map(line(store.stack))),
    ...needs.map(line(name)),
  ];
}

function rowOf(store: StoreStatus | UnreadStore, now: number): string[] {
  const needs = String(store.needs.length);
  if ('unread' in store) return [store.stack, ...Array<string>(7).fill('not known'), needs];
  const { readableUntil, goneBy } = store.retention;
  return [
    store.stack,
    arrivalText(store, now),
    checkText(store, now),
    alarmText(store),
    describeCanary(store.canary),
    keyText(store),
    driftText(store),
    `${readableUntil} d, ${goneBy} d`,
    needs,
  ];
}

/** What stands for a fact that has no value: another text if AWS refused to show it. */
const without = ({ notKnown }: StoreStatus, fact: RefusedFact, none: string) =>
  notKnown.includes(fact) ? 'not known' : none;

function arrivalText(store: StoreStatus, now: number): string {
  const { lastArrival } = store;
  return lastArrival
    ? describeArrival(lastArrival, now)
    : without(store, 'lastArrival', 'nothing yet');
}

const describeArrival = ({ at, atLeast }: Arrival, now: number) =>
  `${agoText(Date.parse(at), now)}${atLeast ? ' or later' : ''}`;

function checkText(store: StoreStatus, now: number): string {
  const { lastCheck, off } = store;
  if (off?.integrity) return `off since ${off.integrity.since}`;
  if (!lastCheck) return without(store, 'lastCheck', 'none');
  const { finishedAt, total, pointers } = lastCheck;
  return `${agoText(Date.parse(finishedAt), now)}: ${total} of ${pointers} wrong`;
}

function alarmText(store: StoreStatus): string {
  const { alarms = [] } = store;
  const firing = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  const silent = alarms.filter(({ state }) => state === 'INSUFFICIENT_DATA').length;
  if (firing.length > 0) return `ALARM: ${firing.join(', ')}`;
  if (alarms.length === 0) return without(store, 'alarms', 'none');
  return `${alarms.length - silent} OK${silent > 0 ? `, ${silent} without data` : ''}`;
}

function keyText(store: StoreStatus): string {
  const { accessKeys } = store;
  if (!accessKeys) return without(store, 'accessKeys', '');
  return accessKeys.map(({ days }) => (days === undefined ? 'not known' : `${days} d`)).join(', ');
}

function driftText(store: StoreStatus): string {
  const { drift } = store;
  if (drift.some(({ id }) => id === 'not-deployed')) return 'not deployed';
  return drift.length === 0 ? without(store, 'drift', 'none') : String(drift.length);
}

/** How long ago something was: minutes, hours or days. */
export function agoText(at: number, now: number): string {
  const ms = Math.max(0, now - at);
  if (ms < HOUR_MS) return `${Math.floor(ms / 60_000)} min ago`;
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} h ago` : `${Math.floor(ms / DAY_MS)} d ago`;
}

const toMinutes = (at: number) =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
