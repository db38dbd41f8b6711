import {
  ARRIVAL_METRICS,
  CANARY_METRICS,
  CHECK_METRICS,
  METRIC_NAMESPACE,
  STORE_DIMENSION,
} from '../core/metrics';
import { CANARY_SECONDS } from './canary-alarms';
import { replicationRules } from './replication';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** A metric of CloudWatch. */
export interface GraphMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A graph of a dashboard. */
export interface Graph {
  readonly title: string;
  /** Each is a line. */
  readonly metrics: readonly GraphMetric[];
  /** Finds further metrics. @default - none */
  readonly search?: string;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  /** Seconds of one data point. */
  readonly period: number;
}

/** What a store has that can be shown. */
export interface GraphProps {
  /** The dimension of the store's own metrics. */
  readonly store: string;
  readonly bucketName: string;
  /** Whether recordings are counted as they arrive. */
  readonly arriving: boolean;
  /** Whether a canary tries to write. */
  readonly tried: boolean;
  /** Whether the weekly check runs. */
  readonly checked: boolean;
  /** Whether the age of an access key is reported. */
  readonly keyed: boolean;
  /** @default - the store has no copy */
  readonly replicaBucketName?: string | undefined;
  /** Further folders, each of which is copied by a rule of its own. */
  readonly otherPrefixes: readonly string[];
}

const HOURLY = { statistic: 'Maximum', period: HOUR_SECONDS } as const;
const OFTEN = { statistic: 'Maximum', period: CANARY_SECONDS } as const;
const DAILY = { statistic: 'Maximum', period: DAY_SECONDS } as const;

type OwnMetric = readonly [metricName: string, how: typeof HOURLY | typeof OFTEN | typeof DAILY];

/** The graphs of a store. */
export function graphsOf(props: GraphProps): Graph[] {
  return [
    ...(props.arriving ? arrivalGraphs(props) : []),
    ...(props.tried
      ? [
          own(props, 'Number of the link that refuses the canary; 0: none', [
            CANARY_METRICS.brokenLink,
            OFTEN,
          ]),
        ]
      : []),
    ...(props.checked
      ? [
          own(props, 'Discrepancies', [CHECK_METRICS.discrepancies, DAILY]),
          own(props, 'Days since the last check', [CHECK_METRICS.daysSinceRun, DAILY]),
        ]
      : []),
    ...(props.keyed
      ? [own(props, 'Age of the access key in days', [CHECK_METRICS.keyAgeDays, DAILY])]
      : []),
    ...replicationGraphs(props),
    {
      title: 'Size of the bucket in bytes, by storage class',
      metrics: [],
      // A store has recordings in several storage classes, each with a metric of its own.
      search: `SEARCH('{AWS/S3,BucketName,StorageType} MetricName="BucketSizeBytes" BucketName="${props.bucketName}"', 'Average', ${DAY_SECONDS})`,
      statistic: 'Average',
      period: DAY_SECONDS,
    },
  ];
}

function arrivalGraphs(props: GraphProps): Graph[] {
  const { arrivals, silentHours, percentOfUsual } = ARRIVAL_METRICS;
  return [
    own(props, 'Recordings per hour', [arrivals, HOURLY]),
    own(props, 'Business hours since the last recording', [silentHours, HOURLY]),
    own(props, 'Percentage of the usual recordings', [percentOfUsual, HOURLY]),
  ];
}

/** A graph of one metric of the store's own. */
function own({ store }: GraphProps, title: string, [metricName, how]: OwnMetric): Graph {
  const dimensions = { [STORE_DIMENSION]: store };
  return { title, metrics: [{ namespace: METRIC_NAMESPACE, metricName, dimensions }], ...how };
}

function replicationGraphs({ bucketName, replicaBucketName, otherPrefixes }: GraphProps): Graph[] {
  if (replicaBucketName === undefined) return [];
  const metrics = replicationRules(otherPrefixes).map((RuleId) => ({
    namespace: 'AWS/S3',
    metricName: 'ReplicationLatency',
    dimensions: { SourceBucket: bucketName, DestinationBucket: replicaBucketName, RuleId },
  }));
  return [{ title: 'Seconds until copied', metrics, statistic: 'Maximum', period: 300 }];
}
