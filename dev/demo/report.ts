import Table from 'cli-table3';
import { retentionDates } from '../../modules/retention-schedule';
import type { Store } from '../../store/store';
import type { StackOutputs } from './deploy';
import type { Refusal } from './forbidden';
import type { Invocation, LogLine } from './integrity';
import type { Recording } from './record';
import type { StoreRegistration } from './registration';

/** The demo's results for one store. */
export interface StoreReport {
  readonly store: Store;
  readonly outputs: StackOutputs;
  readonly registration: StoreRegistration;
  readonly recording: Recording;
  /** The forbidden operations that were tried. */
  readonly refusals: readonly Refusal[];
  /** The run of its integrity check. @default - the store has none */
  readonly check?: Invocation;
  /** Whether a second plan had no changes. */
  readonly unchanged: boolean;
}

const day = (date: Date) => date.toISOString().slice(0, 10);

/** The results as text: recordings and their retention, refused operations, integrity check, registration. */
export function renderDemoReport(reports: readonly StoreReport[], now: Date): string {
  return [
    'One recording per store, written as its vendor would write it:',
    renderRecordings(reports, now),
    'Forbidden operations that the vendor tried, and the policy statement that denied each:',
    renderRefusals(reports),
    'Log of the weekly integrity check. Genesys lists one recording more than the bucket contains, and the local AWS\ndoes not replicate, so it reports both:',
    renderChecks(reports),
    'Output of callvault connect, rotate and doctor:',
    renderRegistrations(reports),
  ].join('\n\n');
}

function renderRecordings(reports: readonly StoreReport[], now: Date): string {
  const table = new Table({
    head: [
      'Stack',
      'Recording',
      'Encrypted',
      'Readable until',
      'Recoverable until',
      'Deleted by',
      'Second plan',
    ],
    style: { head: [], border: [] },
  });
  for (const { store, recording, unchanged } of reports) {
    const { readableUntil, recoverableUntil, goneBy } = retentionDates(now, store.schedule);
    table.push([
      store.id,
      `s3://${store.bucketName}/\n${recording.key}`,
      recording.encryption,
      day(readableUntil),
      day(recoverableUntil),
      day(goneBy),
      unchanged ? 'no changes' : 'CHANGES',
    ]);
  }
  return table.toString();
}

function renderRefusals(reports: readonly StoreReport[]): string {
  const table = new Table({
    head: ['Stack', 'Operation', 'Result', 'Denied by'],
    style: { head: [], border: [] },
  });
  for (const { store, refusals } of reports) {
    for (const { tried, answer, by } of refusals) {
      table.push([store.id, tried, answer, by === '' ? 'no statement allows it' : by]);
    }
  }
  return table.toString();
}

function renderChecks(reports: readonly StoreReport[]): string {
  return reports
    .flatMap(({ check }) => check ?? [])
    .flatMap(({ log, error }) => [...log.map(renderLogLine), ...(error === '' ? [] : [error])])
    .map((line) => `    ${line}`)
    .join('\n');
}

/** A log line without the metrics metadata, which is for CloudWatch only. */
function renderLogLine({ _aws, ...line }: LogLine): string {
  return JSON.stringify(_aws === undefined ? line : { ...line, _aws: '…' });
}

function renderRegistrations(reports: readonly StoreReport[]): string {
  return reports
    .flatMap(({ store, registration: { connect, rotate = [], doctor } }) => [
      `  ${store.id}`,
      ...[...connect, ...rotate, ...doctor].map((line) => `    ${line}`),
    ])
    .join('\n');
}
