import {
  CloudWatchClient,
  type Dimension,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import { QUARTER_MS, quarterOf } from '../core/calendar';
import { DAY_MS, HOUR_MS } from '../core/day';
import { ARRIVAL_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';
import type { ArrivalSettings } from './settings';
import { type ArrivalCounts, LOOK_BACK_DAYS } from './state';

/** Days of quarters of an hour in one answer. @see Amazon CloudWatch API Reference, "GetMetricStatistics": 1,440 data points */
const DAYS_AT_ONCE = 15;

/** Reads how many recordings arrived. */
export type ReadCounts = (settings: ArrivalSettings, now: number) => Promise<ArrivalCounts>;

/**
 * Reads from CloudWatch how many events a rule matched, and since when its store is watched: the first time that the
 * store's own metrics were reported. CloudWatch keeps quarters of an hour for 63 days.
 *
 * @see Amazon EventBridge User Guide, "Monitoring Amazon EventBridge": `MatchedEvents` by `RuleName`
 * @see Amazon CloudWatch User Guide, "Metrics retention"
 */
export function eventCounts(endpoint: object = {}): ReadCounts {
  return async ({ rule, store, region, objectsPerRecording }, now) => {
    const client = new CloudWatchClient({ region, ...endpoint });
    const from = quarterOf(now - LOOK_BACK_DAYS * DAY_MS);
    const counts = new Map<number, number>();
    for (let start = from; start < now; start += DAYS_AT_ONCE * DAY_MS) {
      const points = await readSums(client, {
        Namespace: 'AWS/Events',
        MetricName: 'MatchedEvents',
        Dimensions: [{ Name: 'RuleName', Value: rule }],
        span: [start, Math.min(now, start + DAYS_AT_ONCE * DAY_MS)],
        periodMs: QUARTER_MS,
      });
      for (const [at, sum] of points) counts.set(at, sum / objectsPerRecording);
    }
    const reports = await readSums(client, {
      Namespace: METRIC_NAMESPACE,
      MetricName: ARRIVAL_METRICS.silentHours,
      Dimensions: [{ Name: STORE_DIMENSION, Value: store }],
      span: [from, now],
      periodMs: HOUR_MS,
    });
    return { counts, since: Math.min(now, ...reports.keys()), now };
  };
}

interface Statistics {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: Dimension[];
  readonly span: readonly [from: number, to: number];
  readonly periodMs: number;
}

/** The sums of a metric by the start of their period. */
async function readSums(
  client: CloudWatchClient,
  { span: [from, to], periodMs, ...metric }: Statistics,
): Promise<Map<number, number>> {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      ...metric,
      Period: periodMs / 1_000,
      Statistics: ['Sum'],
      StartTime: new Date(from),
      EndTime: new Date(to),
    }),
  );
  return new Map(Datapoints.map(({ Timestamp, Sum = 0 }) => [Timestamp?.getTime() ?? from, Sum]));
}
