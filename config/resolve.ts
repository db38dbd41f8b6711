import { type Problem, under } from '../core/problem';
import { findPartition, tryFindPartition } from '../core/region';
import { vendors } from '../vendors';
import { checkStore } from '../store/checks';
import { checkStorePolicies } from '../store/policy-checks';
import { resolveStore, type Store, type StorePlace } from '../store/store';
import type { AnySettings, Vendor } from '../vendors/vendor';
import { checkAdministratorCount, checkEnvironment } from './checks';
import { checkCi } from './ci';
import type { Environment } from './environment';
import type { EnvironmentSettings } from './schema';

/** An environment and what its rules found. */
export interface Resolved {
  /** Undefined when its region is unknown: nothing else can be known then. */
  readonly environment?: Environment;
  /** All that its own rules and its stores' found. */
  readonly problems: readonly Problem[];
}

/** Fills in every default of an environment and applies every rule to it and to its stores. */
export function resolveEnvironment(
  settings: EnvironmentSettings,
  identity: { readonly name: string; readonly file: string },
): Resolved {
  const problems = [
    ...checkEnvironment(settings),
    ...checkCi({ ...settings, name: identity.name }),
  ];
  const partition = tryFindPartition(settings.region);
  if (!partition) return { problems };
  const tooMany = checkAdministratorCount(settings).length > 0;
  // Too many are said once, and not again of each store.
  const administrators = tooMany ? [] : settings.administrators;
  const results = Object.entries(settings.stores).flatMap(([name, store]) => {
    const region = store.region ?? settings.region;
    if (!tryFindPartition(region)) return [];
    const { account, type } = settings;
    const { name: environment } = identity;
    const place = { name, environment, type, account, region, partition: findPartition(region) };
    const resolved = resolveAndCheck(store, place);
    const policies = checkStorePolicies(resolved.store, administrators);
    return [
      {
        store: resolved.store,
        problems: [...resolved.problems, ...policies.map(under('stores', name))],
      },
    ];
  });
  return {
    environment: { ...settings, ...identity, partition, stores: results.map(({ store }) => store) },
    problems: [...problems, ...results.flatMap((result) => result.problems)],
  };
}

function resolveAndCheck(
  settings: AnySettings,
  place: StorePlace,
): { store: Store<AnySettings>; problems: Problem[] } {
  const vendor = findVendor(settings.vendor);
  const store = resolveStore(settings, vendor.profile(settings, place), place);
  const problems = [...checkStore(store), ...vendor.check(store)];
  return { store, problems: problems.map(under('stores', place.name)) };
}

/** The vendor of a store. The schema has let no other name through. */
export function findVendor(name: string): Vendor<AnySettings> {
  return vendors[name as keyof typeof vendors];
}
