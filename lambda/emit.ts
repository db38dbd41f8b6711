import { CHECK_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';
import type { CheckReport } from '../integrity/report';

/** Takes a line of the log, as data. */
export type Emit = (line: object) => void;

/** Logs a report for audits: each discrepancy as a line of its own, then the sum, with its metrics. */
export function emitReport(emit: Emit, report: CheckReport, run: string): void {
  const { store, discrepancies, ...sum } = report;
  for (const discrepancy of discrepancies) {
    emit({ level: 'WARN', event: 'discrepancy', store, run, ...discrepancy });
  }
  emit({
    level: 'INFO',
    event: 'report',
    run,
    ...sum,
    ...metrics(store, {
      [CHECK_METRICS.discrepancies]: report.total,
      [CHECK_METRICS.pointers]: report.pointers,
      [CHECK_METRICS.objects]: report.objects,
    }),
  });
}

/** The access keys of a store's user. */
export interface KeyAges {
  /** Days since the oldest one that is on was made; 0 where none is. */
  readonly keyAgeDays: number;
  /** How many are on. */
  readonly keysOn: number;
}

/** Says how many days ago a run was last finished, and how old the vendor's key is where it has one. */
export function emitHeartbeat(
  emit: Emit,
  store: string,
  { days, keyAgeDays, keysOn }: { readonly days: number } & Partial<KeyAges>,
): void {
  emit({
    level: 'INFO',
    event: 'heartbeat',
    ...metrics(store, {
      [CHECK_METRICS.daysSinceRun]: days,
      ...(keyAgeDays !== undefined && { [CHECK_METRICS.keyAgeDays]: keyAgeDays }),
      ...(keysOn !== undefined && { [CHECK_METRICS.keysOn]: keysOn }),
    }),
  });
}

/**
 * Metrics within a line of the log, so that nothing has to be allowed to write metrics.
 *
 * @see Amazon CloudWatch User Guide, "Specification: Embedded metric format"
 */
function metrics(store: string, values: Readonly<Record<string, number>>): object {
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[STORE_DIMENSION]],
          Metrics: Object.keys(values).map((Name) => ({ Name })),
        },
      ],
    },
    [STORE_DIMENSION]: store,
    ...values,
  };
}
