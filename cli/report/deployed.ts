import type { Store } from '../../store/store';
import type { VendorAnswer } from '../doctor/ask-vendor';
import type { Inspection } from '../doctor/doctor';
import { type Observed, observedValue, tryList } from '../doctor/observed';
import type { StoreReadings } from '../status/readings';
import type { StatusInputs } from '../status/store-state';
import { differencesIn, storeStatus } from '../status/store-status';
import { policiesOf } from './access';
import type { DeployedReport, ReplicationReport } from './model';

/** What was read of a store, and what its vendor answered. */
export interface DeployedInputs extends StatusInputs {
  readonly readings: StoreReadings & Pick<Inspection, 'live'>;
  /** @default - the vendor was not asked */
  readonly answer?: VendorAnswer | undefined;
}

const NOT_ASKED: VendorAnswer = { findings: [], notes: [] };

/** What was read in AWS and at the vendor, and what they do not show. */
export function deployedReport(inputs: DeployedInputs): {
  readonly deployed: DeployedReport;
  readonly unknown: readonly string[];
} {
  const { readings, answer } = inputs;
  const { live, history, cases } = readings;
  const { findings: atVendor, notes, compared } = answer ?? NOT_ASKED;
  const { lastArrival, accessKeys, needs, unknown, ...rest } = storeStatus(inputs);
  const runs = tryValue(history)?.runs;
  const held = tryList(cases)?.filter(({ released }) => !released);
  return {
    deployed: {
      ...(lastArrival && { lastArrival }),
      ...(runs && { runs }),
      ...watchedBy(rest),
      ...(accessKeys && { accessKeys }),
      ...keyOf(live.key),
      ...(held && {
        holds: held.map(({ name, reason, at, until }) => ({ name, reason, since: at, until })),
      }),
      differences: differencesIn(readings.compared),
      ...(compared && { vendorCompared: compared }),
      atVendor,
      needs,
      policies: policiesOf(live),
    },
    unknown: [...unknown, ...notes],
  };
}

const watchedBy = ({ alarms, canary }: Pick<DeployedReport, 'alarms' | 'canary'>) => ({
  ...(alarms && { alarms }),
  ...(canary && { canary }),
});

const tryValue = <T>(observed: Observed<T> | undefined) => observed && observedValue(observed);

function keyOf(key: StoreReadings['live']['key']): Pick<DeployedReport, 'key'> {
  const state = key && observedValue(key.state)?.state;
  if (!key || key.arn === undefined || state === undefined) return {};
  return { key: { arn: key.arn, state, rotates: observedValue(key.rotates) } };
}

/** The copy of a store, with the deployed rules if they were read. */
export function replicationReport(
  { replica }: Store,
  readings: StoreReadings | undefined,
): ReplicationReport | undefined {
  if (!replica) return undefined;
  const { region, bucketName: bucket } = replica;
  const deployed = readings && observedValue(readings.live.bucket.replication);
  const rules = deployed?.Rules?.map(({ ID = '', Status = '' }) => `${ID}: ${Status}`);
  return { region, bucket, ...(rules && { rules }) };
}
