import type { Environment } from '../../config/environment';
import { ARRIVAL_METRICS, CHECK_METRICS } from '../../core/metrics';
import { isRecord, text } from '../../review/attributes';
import { lifecycleRules } from '../../review/lifecycle';
import { recordingLifecycle } from '../../review/retention';
import type { Store } from '../../store/store';
import { copiesTo, runningCheck } from '../../store/switched-off';
import type { Synthesized } from '../../synth/synthesize';

/**
 * US dollars in us-east-1, without free tiers.
 *
 * @see the AWS pricing pages of KMS, Secrets Manager, CloudWatch, EventBridge, Lambda, S3 (requests, replication) and data
 *   transfer
 */
const PRICES = {
  key: 1,
  secret: 0.4,
  alarm: 0.1,
  /** A custom metric that is reported in every hour of a month. */
  metric: 0.3,
  metricRequest: 0.00001,
  dashboard: 3,
  millionEvents: 1,
  gigabyteSecond: 0.0000166667,
  thousandUploads: 0.005,
  transferGigabyte: 0.02,
  timeControlGigabyte: 0.015,
};

/** A weekly check, as an assumption: seconds of a function with 1,769 MB. */
const CHECK_SECONDS = 300;
const CHECK_GIGABYTES = 1769 / 1024;
const WEEKS = 365 / 12 / 7;

/** Metrics are paid for in the hours in which they are reported: of arrivals in each, of a check in one of a day. */
const HOURS_OF_DAY = 24;

/** The metrics of each rule of replication. @see Amazon S3 User Guide, "Using S3 Replication metrics" */
const REPLICATION_METRICS = 4;

/** The hourly function of arrivals, as an assumption: seconds with 256 MB, and requests for metrics. */
const ARRIVALS = { runs: 730, seconds: 2, gigabytes: 0.25, requests: 4 };

/** Events of a recording that S3 sends, as an assumption: it is written, expires and is deleted. */
const RECORDING_EVENTS = 3;

/** Runs of a canary, each of two seconds with 256 MB, and each with one upload. */
const CANARY_RUNS = (2 * 24 * 365) / 12;
const CANARY_RUN_PRICE = (2 / 4) * PRICES.gigabyteSecond + PRICES.thousandUploads / 1000;

/** Gigabytes of a recording, as an assumption: some minutes of audio. */
const RECORDING_GIGABYTES = 5 / 1024;

/** What the cost is computed from. */
export const ASSUMPTIONS = [
  'list prices of us-east-1, without free tiers, volume discounts and taxes; other regions cost up to half more',
  'storage once as much expires as is recorded, which takes the whole retention; recordings of 5 MB',
  'a check of 5 minutes each week; where arrivals are counted, three events of S3 for each recording; one version of each key: each of the first two rotations adds 1 USD per key and month',
  'not included: retrievals, early deletion, transitions, logs, the state bucket, and the AWS support plan',
] as const;

/** US dollars per month. */
export interface StoreCost {
  readonly stack: string;
  /** @default - it is kept forever, so that it never stops growing, or in a class without a known price */
  readonly storage?: number;
  readonly replication: number;
  readonly uploads: number;
  readonly keys: number;
  readonly secrets: number;
  readonly alarms: number;
  readonly metrics: number;
  readonly dashboards: number;
  readonly checks: number;
  readonly arrivals: number;
  readonly canary: number;
  /** Of everything that is known. */
  readonly total: number;
}

type Resources = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

/** The monthly cost of the stores of environments, by their synthesized stacks. */
export function costOf(
  environments: readonly Environment[],
  stacks: readonly Synthesized[],
  gigabytes: number,
): StoreCost[] {
  return environments.flatMap(({ stores }) =>
    stores.flatMap((store) => {
      const stack = stacks.find(({ id }) => id === store.id);
      if (!stack) return [];
      const { resource = {} } = JSON.parse(stack.text) as { readonly resource?: Resources };
      return [storeCost(store, resource, gigabytes)];
    }),
  );
}

function storeCost(store: Store, resources: Resources, gigabytes: number): StoreCost {
  const count = (type: string) => Object.keys(resources[type] ?? {}).length;
  const storage = storageCost(resources, store, store.bucketName);
  const recordings = gigabytes / RECORDING_GIGABYTES;
  const replica = copiesTo(store);
  const copied = replica && storageCost(resources, store, replica.bucketName);
  const costs = {
    replication: replica ? gigabytes * ((copied ?? 0) + copyPrice(store)) : 0,
    uploads: (recordings / 1000) * PRICES.thousandUploads,
    keys: (count('aws_kms_key') + count('aws_kms_replica_key')) * PRICES.key,
    secrets: count('aws_secretsmanager_secret') * PRICES.secret,
    alarms: count('aws_cloudwatch_metric_alarm') * PRICES.alarm,
    metrics: metricCount(store, resources) * PRICES.metric,
    dashboards: count('aws_cloudwatch_dashboard') * PRICES.dashboard,
    checks: runningCheck(store)
      ? CHECK_SECONDS * CHECK_GIGABYTES * WEEKS * PRICES.gigabyteSecond
      : 0,
    arrivals: store.arrivals ? arrivalsCost(recordings) : 0,
    canary: store.canary ? CANARY_RUNS * CANARY_RUN_PRICE : 0,
  };
  const known = storage === undefined ? costs : { storage: storage * gigabytes, ...costs };
  const total = Object.values(known).reduce((sum, each) => sum + each, 0);
  const rounded = Object.entries({ ...known, total }).map(([key, value]) => [key, cents(value)]);
  return { stack: store.id, ...(Object.fromEntries(rounded) as Omit<StoreCost, 'stack'>) };
}

/** For each gigabyte that is copied, besides its storage. */
const copyPrice = ({ settings: { replication } }: Store) =>
  PRICES.transferGigabyte + (replication?.timeControl ? PRICES.timeControlGigabyte : 0);

/** Custom metrics, counted by the share of hours in which they are reported. */
function metricCount(store: Store, resources: Resources): number {
  const rules = Object.values(resources.aws_s3_bucket_replication_configuration ?? {});
  return (
    (store.arrivals ? Object.keys(ARRIVAL_METRICS).length : 0) +
    (runningCheck(store) ? Object.keys(CHECK_METRICS).length / HOURS_OF_DAY : 0) +
    (store.canary ? 1 : 0) +
    rules.flatMap(({ rule }) => rule).length * REPLICATION_METRICS
  );
}

function arrivalsCost(recordings: number): number {
  const { runs, seconds, gigabytes, requests } = ARRIVALS;
  const hourly = seconds * gigabytes * PRICES.gigabyteSecond + requests * PRICES.metricRequest;
  return ((recordings * RECORDING_EVENTS) / 1e6) * PRICES.millionEvents + runs * hourly;
}

const cents = (dollars: number) => Math.round(dollars * 100) / 100;

/** Dollars per month for each gigabyte that is recorded per month. */
function storageCost(resources: Resources, { prefix }: Store, name: string): number | undefined {
  const all = Object.values(resources.aws_s3_bucket_lifecycle_configuration ?? {});
  const own = all.find((each) => bucketName(resources, each) === name);
  const cost = own && recordingLifecycle(lifecycleRules(own), prefix)?.monthlyCost;
  return cost === undefined ? undefined : cost / 1024;
}

/** The name of a setting's bucket, which may be a reference to it. */
function bucketName(resources: Resources, attributes: Record<string, unknown>): string {
  const written = text(attributes, 'bucket');
  const [, id = ''] = /^\$\{aws_s3_bucket\.([\w-]+)\./.exec(written) ?? [];
  const bucket = resources.aws_s3_bucket?.[id];
  return isRecord(bucket) ? text(bucket, 'bucket') : written;
}
