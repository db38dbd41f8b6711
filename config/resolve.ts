import { type Problem, under } from '../core/problem';
import { checkRegion, tryFindMeantRegion, tryFindPartition } from '../core/region';
import { vendors } from '../vendors';
import { checkStore } from '../store/checks';
import { checkStorePolicies } from '../store/policy-checks';
import { resolveStore } from '../store/resolve';
import type { Store, StorePlace } from '../store/store';
import type { AnySettings, Vendor } from '../vendors/vendor';
import { checkAdministratorCount, checkEnvironment } from './checks';
import { checkCi } from './ci';
import { checkProviderVersion, isSupportedProvider } from './provider-version';
import type { Environment, EnvironmentIdentity } from './environment';
import type { EnvironmentSettings } from './schema';
import { checkWorkspaces } from './workspaces';

/** An environment and the problems that its rules found. */
export interface Resolved {
  /** Undefined when its region is invalid: without a partition nothing else can be resolved. */
  readonly environment?: Environment;
  readonly problems: readonly Problem[];
}

/** Fills in every default of an environment and applies every rule to it and to its stores. */
export function resolveEnvironment(
  settings: EnvironmentSettings,
  identified: EnvironmentIdentity,
): Resolved {
  const environmentPartition = tryFindPartition(settings.region);
  if (!environmentPartition) return { problems: checkWithMeantRegion(settings, identified) };
  const { lockedProvider, ...identity } = identified;
  const problems = [
    ...checkEnvironment(settings),
    ...checkProviderVersion(settings.providerVersion, identified),
  ];
  const tooMany = checkAdministratorCount(settings).length > 0;
  // Too many administrators are reported once, and not again for each store.
  const administrators = tooMany ? [] : settings.administrators;
  const results = Object.entries(settings.stores).flatMap(([name, store]) => {
    const { account, type, region: environmentRegion, localAws } = settings;
    const { region = environmentRegion } = store;
    const partition = tryFindPartition(region);
    if (!partition) return [];
    const environment = identity.name;
    const where = { account, region, partition, localVendors: localAws?.vendors };
    const provider = { providerVersion: providerOf(settings, lockedProvider) };
    const place = { name, environment, type, ...where, ...provider };
    return [resolveAndCheck(store, place, administrators)];
  });
  const stores = results.map(({ store }) => store);
  const environment = { ...settings, ...identity, partition: environmentPartition, stores };
  return {
    environment,
    problems: [
      ...problems,
      ...checkWorkspaces(environment),
      ...checkCi({ ...settings, name: identity.name }, stores),
      ...results.flatMap((result) => result.problems),
    ],
  };
}

/** Stands in for a region of which it is not known what was meant. */
const ANY_REGION = 'us-east-1';

/** An unknown region hides no other problem, unless that problem could be a consequence of it. */
function checkWithMeantRegion(
  settings: EnvironmentSettings,
  identity: EnvironmentIdentity,
): Problem[] {
  const meant = tryFindMeantRegion(settings.region);
  const region = meant ?? ANY_REGION;
  const others = resolveEnvironment({ ...settings, region }, identity).problems;
  const isCertain = ({ what, fix }: Problem) =>
    meant !== undefined || !/region|partition|arn:/i.test(`${what} ${fix}`);
  return [...checkRegion(settings.region).map(under('region')), ...others.filter(isCertain)];
}

/** The version of the AWS provider: the environment's own, or the locked one. */
function providerOf({ providerVersion: own }: EnvironmentSettings, locked: string | undefined) {
  return own !== undefined && isSupportedProvider(own) ? own : locked;
}

function resolveAndCheck(
  settings: AnySettings,
  place: StorePlace,
  administrators: readonly string[] | undefined,
): { store: Store<AnySettings>; problems: Problem[] } {
  const vendor = findVendor(settings.vendor);
  const store = resolveStore(settings, vendor.profile(settings, place), place);
  const problems = [
    ...checkStore(store),
    ...vendor.check(store),
    ...checkStorePolicies(store, administrators),
  ];
  return { store, problems: problems.map(under('stores', place.name)) };
}

/** The vendor of a store. The schema accepts no other names. */
export function findVendor(name: string): Vendor<AnySettings> {
  return vendors[name as keyof typeof vendors];
}
