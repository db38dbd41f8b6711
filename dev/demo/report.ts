import Table from 'cli-table3';
import { retentionDates } from '../../modules/retention-schedule';
import type { Store } from '../../store/store';
import type { StackOutputs } from './deploy';
import type { Refusal } from './forbidden';
import type { Invocation, LogLine } from './integrity';
import type { Recording } from './record';
import type { StoreRegistration } from './registration';

/** What the demo did with one store. */
export interface StoreReport {
  /** The store. */
  readonly store: Store;
  /** Outputs of its stack. */
  readonly outputs: StackOutputs;
  /** How its vendor was told about it. */
  readonly registration: StoreRegistration;
  /** The recording that was written to it. */
  readonly recording: Recording;
  /** What was refused, as it should be. */
  readonly refusals: readonly Refusal[];
  /** What the weekly check found. @default - the store has none */
  readonly check?: Invocation;
  /** Whether a second plan had nothing to do. */
  readonly unchanged: boolean;
}

const day = (date: Date) => date.toISOString().slice(0, 10);

/** The stores, what was written to them and until when it is kept, as two tables. */
export function renderDemoReport(reports: readonly StoreReport[], now: Date): string {
  return [
    renderRecordings(reports, now),
    'What was refused, by the policies as they are deployed:',
    renderRefusals(reports),
    'What the weekly check logs, run as its role, when Genesys knows of one recording more than has come\n(and nothing copies recordings to the replica on this machine):',
    renderChecks(reports),
    'What callvault connect, rotate and doctor say:',
    renderTold(reports),
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
      'Gone by',
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
    head: ['Stack', 'Tried', 'Answer', 'Refused by'],
    style: { head: [], border: [] },
  });
  for (const { store, refusals } of reports) {
    for (const { tried, answer, by } of refusals) {
      table.push([store.id, tried, answer, by === '' ? 'nothing allows it' : by]);
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

/** What a person looks for in the log; the metrics' own form is for CloudWatch. */
function renderLogLine({ _aws, ...line }: LogLine): string {
  return JSON.stringify(_aws === undefined ? line : { ...line, _aws: '…' });
}

function renderTold(reports: readonly StoreReport[]): string {
  const blocks = reports.map(({ store, registration: { connect, rotate = [], doctor } }) =>
    [`  ${store.id}`, ...[...connect, ...rotate, ...doctor].map((line) => `    ${line}`)].join(
      '\n',
    ),
  );
  return blocks.join('\n');
}
