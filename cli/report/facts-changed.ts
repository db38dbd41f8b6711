import type { AccessRow } from '../explain/matrix';
import { ownWords, type Sentence, sentence } from '../../review/sentence';
import type { DeployedReport, EnvironmentReport, ReportedStore } from './model';

/** What changed between two reports that no stack shows, in sentences. */
export function factsChanged(before: EnvironmentReport, after: EnvironmentReport): Sentence[] {
  const pairs = after.stores.flatMap((store) => {
    const previous = before.stores.find(({ stack }) => stack === store.stack);
    return previous ? [[previous, store] as const] : [];
  });
  return [
    ...versionsChanged(before, after),
    ...readDifferently(before, after),
    ...pairs.flatMap(([previous, store]) => [
      ...accessChanged(previous, store),
      ...controlsChanged(previous, store),
      ...deployedChanged(previous, store),
    ]),
  ];
}

function versionsChanged(
  { versions: old }: EnvironmentReport,
  { versions }: EnvironmentReport,
): Sentence[] {
  const names = [
    ...new Set([...Object.keys(old), ...Object.keys(versions)]),
  ] as (keyof typeof old)[];
  return names
    .filter((name) => old[name] !== versions[name])
    .map(
      (name) =>
        sentence`Version of ${ownWords(name)}: ${old[name] ?? 'none'} before, ${versions[name] ?? 'none'} after`,
    );
}

/** Facts that only one of the reports has are no change. */
function readDifferently(
  { live: was }: EnvironmentReport,
  { live: is }: EnvironmentReport,
): Sentence[] {
  if (was === is) return [];
  return [
    sentence`Only the ${ownWords(was ? 'old' : 'new')} report read what is deployed, so what changed in AWS is not known`,
  ];
}

const rowKey = ({ who, from, to }: AccessRow, does: string) =>
  JSON.stringify([who, from, to, does]);

function decisions({ access }: ReportedStore): Map<string, AccessRow & { readonly act: string }> {
  return new Map(
    access.rows.flatMap((row) =>
      row.does.map((act) => [rowKey(row, act), { ...row, act }] as const),
    ),
  );
}

function accessChanged(previous: ReportedStore, store: ReportedStore): Sentence[] {
  if (previous.access.rows.length === 0 || store.access.rows.length === 0) return [];
  const before = decisions(previous);
  return [...decisions(store)].flatMap(([key, { who, from, to, act, allowed, by }]) => {
    const was = before.get(key)?.allowed ?? false;
    if (was === allowed) return [];
    const how = ownWords(allowed ? 'is now allowed' : 'is no longer allowed');
    const where = from === '' ? sentence`${to}` : sentence`${to} (${from})`;
    const why = by.length === 0 ? ownWords('') : sentence`, by ${by}`;
    return [sentence`${store.stack}: ${act} of ${where} by ${who} ${how}${why}`];
  });
}

function controlsChanged(previous: ReportedStore, store: ReportedStore): Sentence[] {
  return store.controls.flatMap(({ id, result, asserts }) => {
    const was = previous.controls.find((each) => each.id === id)?.result;
    if (was === undefined || was === result) return [];
    return [
      sentence`${store.stack}: control ${id} was ${ownWords(was)}, and is ${ownWords(result)}: ${asserts}`,
    ];
  });
}

/** What appeared in a list, and what is no longer in it: nothing, unless both lists are known. */
function listChanged<T>(
  before: readonly T[] | undefined,
  after: readonly T[] | undefined,
  keyOf: (each: T) => string,
) {
  if (!before || !after) return { added: [], removed: [] };
  const [old, current] = [before.map(keyOf), after.map(keyOf)];
  return {
    added: after.filter((each) => !old.includes(keyOf(each))),
    removed: before.filter((each) => !current.includes(keyOf(each))),
  };
}

/** A difference is over only if what it is about could be looked at. */
function differencesChanged(
  stack: string,
  before: DeployedReport,
  after: DeployedReport,
): Sentence[] {
  const [old, current] = [before, after].map((each) => [...each.differences, ...each.atVendor]);
  const { added, removed } = listChanged(old, current, ({ id, what }) => `${id} ${what}`);
  const unseen = (current ?? []).filter(({ id }) => id === 'could-not-look');
  return [
    ...added.map(({ what, id }) => sentence`${stack}: new difference: ${what} (${id})`),
    ...removed
      .filter(({ link }) => !unseen.some((each) => each.link === link))
      .filter(({ link }) => link !== 'registration' || after.vendorCompared === true)
      .map(({ what, id }) => sentence`${stack}: no longer a difference: ${what} (${id})`),
  ];
}

/** What AWS or the vendor showed to only one of the reports. */
function knownDifferently(
  stack: string,
  before: DeployedReport,
  after: DeployedReport,
): Sentence[] {
  const facts = [
    ['cases', before.holds, after.holds],
    ['access keys', before.accessKeys, after.accessKeys],
    ['settings at the vendor', before.vendorCompared, after.vendorCompared],
  ] as const;
  return facts
    .filter(([, was, is]) => (was === undefined) !== (is === undefined))
    .map(
      ([name, was]) =>
        sentence`${stack}: only the ${ownWords(was ? 'old' : 'new')} report knows the ${ownWords(name)}, so what changed is not known`,
    );
}

function deployedChanged(
  previous: ReportedStore,
  { stack, deployed: after }: ReportedStore,
): Sentence[] {
  const { deployed: before } = previous;
  if (!before || !after) return [];
  const holds = listChanged(before.holds, after.holds, ({ name }) => name);
  const keys = listChanged(before.accessKeys, after.accessKeys, ({ id }) => id);
  const runs = listChanged(before.runs ?? [], after.runs ?? [], ({ run }) => run);
  return [
    ...differencesChanged(stack, before, after),
    ...knownDifferently(stack, before, after),
    ...holds.added.map(
      ({ name, reason }) => sentence`${stack}: the case ${name} holds recordings: ${reason}`,
    ),
    ...holds.removed.map(({ name }) => sentence`${stack}: the case ${name} was released`),
    ...keys.added.map(({ id }) => sentence`${stack}: access key ${id} is new`),
    ...keys.removed.map(({ id }) => sentence`${stack}: access key ${id} is no longer active`),
    ...runs.added.map(
      ({ finishedAt, total, pointers }) =>
        sentence`${stack}: the check of ${finishedAt} found ${total} of ${pointers} recordings wrong`,
    ),
  ];
}
