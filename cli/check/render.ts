import Table from 'cli-table3';
import { printable } from '../../core/printable';
import {
  DISCREPANCY_KINDS,
  type Discrepancy,
  type DiscrepancyKind,
} from '../../integrity/discrepancy';
import type { CheckReport } from '../../integrity/report';

/** Discrepancies that are shown; `--json` lists more. */
const SHOWN = 20;

/** Renders a report as text. */
export function renderReport(report: CheckReport): string {
  const { store, from, to, pointers, objects, total } = report;
  const sum = `${store}, ${from} to ${to}: ${plural(pointers, 'recording')} in the vendor's list, ${plural(objects, 'object')} in the bucket.`;
  if (total === 0) return `${sum}\nNo discrepancies.`;
  return [sum, renderCounts(report), renderFirst(report.discrepancies, total)].join('\n\n');
}

function renderCounts({ counts }: CheckReport): string {
  const table = new Table({
    head: ['', 'Kind', 'Meaning'],
    colAligns: ['right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const [kind, number] of Object.entries(counts)) {
    table.push([number, kind, DISCREPANCY_KINDS[kind as DiscrepancyKind]]);
  }
  return table.toString();
}

function renderFirst(discrepancies: readonly Discrepancy[], total: number): string {
  const shown = discrepancies.slice(0, SHOWN).map(renderDiscrepancy);
  const more = total - shown.length;
  const rest = more > 0 ? [`… and ${more} more; --json lists up to 10,000.`] : [];
  return [...shown, ...rest].join('\n');
}

function renderDiscrepancy({ kind, key, recording, foundAt, detail }: Discrepancy): string {
  const more = [
    ...(foundAt !== undefined && foundAt !== key ? [`found at ${printable(foundAt)}`] : []),
    ...(detail === undefined ? [] : [printable(detail)]),
    ...(recording === undefined ? [] : [`recording ${printable(recording)}`]),
  ];
  return [`${kind}: ${printable(key)}`, ...more.map((each) => `  ${each}`)].join('\n');
}

function plural(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
