import type { Engine } from '../../access/engine';
import type { Environment } from '../../config/environment';
import type { LocatedProblem } from '../../config/load';
import { findVendor } from '../../config/resolve';
import { type Day, DAY_MS, startOf } from '../../core/day';
import type { Lifecycle } from '../../core/lifecycle/rule';
import { deployedLifecycle, synthesizedLifecycle } from '../../recordings/lifecycles';
import { openPlaces } from '../../recordings/places';
import { type StoreGraph, wholeGraph } from '../../review/graph';
import type { Store } from '../../store/store';
import { partsOff } from '../../store/switched-off';
import type { Synthesized } from '../../synth/synthesize';
import type { ClientSettings } from '../deployer';
import { plansOf } from '../difference/plan-of';
import { askVendor } from '../doctor/ask-vendor';
import { lookUp, observedValue } from '../doctor/observed';
import type { FoundStore } from '../find-store';
import { readStore, type StoreReadings } from '../status/readings';
import { accessReport } from './access';
import { controlResults } from './control-results';
import { deployedReport, replicationReport } from './deployed';
import type { ReportedStore } from './model';
import { retentionReport, type RetentionRules } from './retention';

/** Runs of the integrity check that a report shows: half a year. */
const RUNS = 26;

/** What a report about a store is made from. */
export interface StoreReportInputs {
  readonly found: FoundStore;
  readonly synthesized: Synthesized;
  readonly asOf: Day;
  /** Whether to read what is deployed. */
  readonly live: boolean;
  /** Warnings about the store. */
  readonly warnings: readonly LocatedProblem[];
  readonly engine: Engine | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Everything that is known about a store. */
export async function storeReport(inputs: StoreReportInputs): Promise<ReportedStore> {
  const { found, synthesized, asOf, engine } = inputs;
  const { store, environment } = found;
  const now = endOf(asOf);
  const readings = inputs.live ? await readStore(found, { now, runs: RUNS }) : undefined;
  const { access, unknown } = await accessReport(synthesized, readings?.live, engine);
  const seen = readings
    ? deployedReport({ ...inputs, readings, answer: await ask(inputs, readings), now })
    : { unknown: [notRead(environment)] };
  const { rules, failed } = await rulesOf(store, synthesized, readings);
  const replication = replicationReport(store, readings);
  return {
    ...aboutStore(store),
    diagram: diagramOf(synthesized),
    access,
    retention: retentionReport(store, asOf, rules),
    controls: controlResults(synthesized, environment.type, asOf),
    ...(replication && { replication }),
    ...('deployed' in seen && { deployed: seen.deployed }),
    unknown: [...unknown, ...failed, ...seen.unknown],
    configuration: JSON.parse(synthesized.text) as object,
  };
}

const aboutStore = (store: Store, off = partsOff(store)) => ({
  stack: store.id,
  name: store.name,
  vendor: store.profile.title,
  region: store.region,
  bucket: store.bucketName,
  prefix: store.prefix,
  encryption: store.encryption,
  registration: registrationOf(store),
  ...(off && { off }),
  ...(store.canary && { canary: store.canary.settings.method.kind }),
});

/** The parts of a stack, without what a plan would do with them. */
function diagramOf(synthesized: Synthesized): StoreGraph {
  const [plan] = plansOf([], [synthesized]);
  const { parts, links } = wholeGraph(plan?.changes ?? []);
  return { parts: parts.map((each) => ({ ...each, state: 'unchanged', settings: [] })), links };
}

/** The last moment of a day: what was read on it is not in the future. */
const endOf = (day: Day) => startOf(day) + DAY_MS - 1;

const notRead = ({ name }: Environment) =>
  `What is deployed was not read: npx callvault report ${name} --live reads it`;

function registrationOf({ id, profile: { title }, settings: { vendor, retire } }: Store): string {
  if (retire) return `Retired since ${retire.since}: the vendor is denied everything`;
  return findVendor(vendor).registration
    ? `By the API of ${title}: npx callvault connect ${id}`
    : `By hand, because ${title} has no API for it: npx callvault outputs ${id} shows what to enter`;
}

async function ask({ found, env }: StoreReportInputs, { live, settings }: StoreReadings) {
  if (found.store.settings.retire) return undefined;
  return askVendor(found, live, { settings, env });
}

interface FoundRules {
  readonly rules: RetentionRules;
  /** Why deployed rules are not known. */
  readonly failed: readonly string[];
}

/** The deployed lifecycles, or those of the synthesized stack if they are not read or AWS does not show them. */
async function rulesOf(
  store: Store,
  { text }: Synthesized,
  readings: StoreReadings | undefined,
): Promise<FoundRules> {
  const synthesized = (bucket: string) => synthesizedLifecycle(text, bucket);
  const without = {
    rules: { rules: 'synthesized', lifecycleOf: synthesized },
    failed: [],
  } as const;
  if (!readings) return without;
  const { settings } = readings;
  const read = await Promise.all(
    openPlaces(store, settingsOf(settings)).map(async (place) => {
      const lookup = {
        call: `s3:GetLifecycleConfiguration ${place.bucket}`,
        link: 'lifecycle',
      } as const;
      return [place.bucket, await lookUp(lookup, () => deployedLifecycle(place))] as const;
    }),
  );
  const failed = read.flatMap(([bucket, each]) =>
    observedValue(each)
      ? []
      : [
          `The lifecycle of ${bucket} could not be read, so dates are those of the synthesized stack`,
        ],
  );
  if (failed.length > 0) return { ...without, failed };
  const byBucket = new Map<string, Lifecycle>(
    read.flatMap(([bucket, each]) => {
      const value = observedValue(each);
      return value ? [[bucket, value] as const] : [];
    }),
  );
  const lifecycleOf = (bucket: string) => byBucket.get(bucket) ?? synthesized(bucket);
  return { rules: { rules: 'deployed', lifecycleOf }, failed };
}

/** The replica is in a region of its own. */
const settingsOf = ({ region: _, ...settings }: ClientSettings) => settings;
