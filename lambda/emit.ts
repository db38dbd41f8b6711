import type { ArrivalState } from '../arrivals/state';
import type { CanaryRefusal } from '../canary/diagnosis';
import type { CanarySettings } from '../canary/settings';
import { LINKS } from '../core/links';
import {
  ARRIVAL_METRICS,
  CANARY_METRICS,
  CHECK_METRICS,
  METRIC_NAMESPACE,
  STORE_DIMENSION,
} from '../core/metrics';
import type { CheckReport } from '../integrity/report';

/** Writes a line to the log, as data. */
export type Emit = (line: object) => void;

/** Logs a report for audits: one line per discrepancy, then the totals with their metrics. */
export function emitReport(emit: Emit, report: CheckReport, run: string): void {
  const { store, discrepancies, ...totals } = report;
  for (const discrepancy of discrepancies) {
    emit({ level: 'WARN', event: 'discrepancy', store, run, ...discrepancy });
  }
  emit({
    level: 'INFO',
    event: 'report',
    run,
    ...totals,
    ...metrics(store, {
      [CHECK_METRICS.discrepancies]: report.total,
      [CHECK_METRICS.pointers]: report.pointers,
      [CHECK_METRICS.objects]: report.objects,
    }),
  });
}

/** The access keys of a store's user. */
export interface KeyAges {
  /** Days since the oldest active key was created; 0 if none is active. */
  readonly keyAgeDays: number;
  /** Number of active keys. */
  readonly keysOn: number;
}

/** The last run that finished. */
export interface LastRun {
  /** Days since it finished. */
  readonly days: number;
  /** Number of discrepancies it found. @default - none has finished yet */
  readonly total?: number | undefined;
}

/**
 * Logs the days since the last run finished, what it found, and the age of the vendor's access key if it has one. The
 * discrepancies of a run last until the next one.
 */
export function emitHeartbeat(
  emit: Emit,
  store: string,
  { days, total, keyAgeDays, keysOn }: LastRun & Partial<KeyAges>,
): void {
  emit({
    level: 'INFO',
    event: 'heartbeat',
    ...metrics(store, {
      [CHECK_METRICS.daysSinceRun]: days,
      ...(total !== undefined && { [CHECK_METRICS.discrepancies]: total }),
      ...(keyAgeDays !== undefined && { [CHECK_METRICS.keyAgeDays]: keyAgeDays }),
      ...(keysOn !== undefined && { [CHECK_METRICS.keysOn]: keysOn }),
    }),
  });
}

/** Logs what arrived, and what is usual if that is known. */
export function emitArrivals(
  emit: Emit,
  store: string,
  { arrivals, silentHours, usual, percentOfUsual }: ArrivalState,
): void {
  emit({
    level: 'INFO',
    event: 'arrivals',
    ...(usual !== undefined && { usual }),
    ...metrics(store, {
      [ARRIVAL_METRICS.arrivals]: arrivals,
      [ARRIVAL_METRICS.silentHours]: silentHours,
      [ARRIVAL_METRICS.percentOfUsual]: percentOfUsual,
    }),
  });
}

/** Logs whether a canary was refused: by which link, and what to do. */
export function emitCanary(
  emit: Emit,
  { store, stack, title, locked, method }: CanarySettings,
  refusal: CanaryRefusal | undefined,
): void {
  const how = {
    'access-key': `wrote with the access key of ${title}`,
    role: `wrote with the role of ${title}`,
    validation: `had ${title} validate the store`,
  }[method.kind];
  const begun = locked && method.kind !== 'validation';
  emit({
    level: refusal ? 'ERROR' : 'INFO',
    event: 'canary',
    how: begun ? `${how}, and aborted the upload, which Object Lock would have kept` : how,
    ...(refusal && { ...refusal, fix: `Run npx callvault doctor ${stack}.` }),
    ...metrics(store, {
      [CANARY_METRICS.brokenLink]: refusal ? LINKS.indexOf(refusal.link) + 1 : 0,
    }),
  });
}

/**
 * Metrics inside a log line, so that the role needs no permission to write metrics.
 *
 * @see Amazon CloudWatch User Guide, "Specification: Embedded metric format"
 */
function metrics(store: string, values: Readonly<Record<string, number>>): object {
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [[STORE_DIMENSION]],
    Metrics: Object.keys(values).map((Name) => ({ Name })),
  };
  return {
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
    [STORE_DIMENSION]: store,
    ...values,
  };
}
