import { S3Client } from '@aws-sdk/client-s3';
import { HoldRegister, type HeldCase } from '../../recordings/holds';
import type { DoctorFinding } from '../doctor/finding';
import { type ClientSettings } from '../deployer';
import { inspectStore } from '../doctor/doctor';
import type { Live } from '../doctor/live';
import { lookUp, type Observed } from '../doctor/observed';
import type { FoundStore } from '../find-store';
import { type CheckHistory, readCheckHistory } from './check-history';
import { type Arrival, findLastArrival } from './last-arrival';

/** What was read about a deployed store. */
export interface StoreReadings {
  /** How the store's AWS was reached: contains credentials. */
  readonly settings: ClientSettings;
  readonly live: Live;
  /** The differences from the environment file. */
  readonly compared: readonly DoctorFinding[];
  /** What the vendor wrote last; missing if the store has no objects. */
  readonly arrival: Observed<Arrival>;
  /** @default - the store has no integrity check */
  readonly history?: Observed<CheckHistory>;
  /** The cases that hold recordings, released ones included. @default - the store has no bucket of reports */
  readonly cases?: Observed<readonly HeldCase[]>;
}

/**
 * Reads everything that AWS shows about a store. Changes nothing.
 *
 * @param runs - runs of the integrity check that are read
 * @throws AwsRefusedError without credentials of the account, and when AWS shows them nothing at all
 */
export async function readStore(
  found: FoundStore,
  { now, runs }: { readonly now: number; readonly runs: number },
): Promise<StoreReadings> {
  const { store } = found;
  const { live, s3, settings, compared } = await inspectStore(found);
  const { bucketName, integrity } = store;
  const bucket = { call: `s3:ListBucket ${bucketName}`, link: 'bucket' } as const;
  const arrival = await lookUp(bucket, () => findLastArrival(s3, store, now));
  if (!integrity) return { settings, live, compared, arrival };
  const reports = { s3: new S3Client(settings), bucket: integrity.reportBucketName };
  const read = { call: `s3:GetObject ${reports.bucket}`, link: 'monitoring' } as const;
  return {
    settings,
    live,
    compared,
    arrival,
    history: await lookUp(read, () => readCheckHistory(reports, runs)),
    cases: await lookUp(read, () => new HoldRegister(reports).cases()),
  };
}
