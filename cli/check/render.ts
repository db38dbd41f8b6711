import { printable } from '../../core/printable';
import {
  DISCREPANCY_KINDS,
  type Discrepancy,
  type DiscrepancyKind,
} from '../../integrity/discrepancy';
import type { CheckReport } from '../../integrity/report';
import { renderTable } from '../table';

/** Discrepancies that are shown; `--json` lists more. */
const SHOWN = 20;

/** Renders a report as text. */
export function renderReport(report: CheckReport): string {
  const { store, from, to, pointers, objects, total } = report;
  const sum = `${store}, ${from} to ${to}: ${plural(pointers, 'recording')} in the vendor's list, ${plural(objects, 'object')} in the bucket.`;
  if (total === 0) return `${sum}\nNo discrepancies.`;
  return [sum, renderCounts(report), renderFirst(report.discrepancies, total)].join('\n\n');
}

const COLUMNS = [
  { title: '', width: 12, align: 'right' },
  { title: 'Kind', width: 20 },
  { title: 'Meaning', width: 90 },
] as const;

function renderCounts({ counts }: CheckReport): string {
  return renderTable(
    COLUMNS,
    Object.entries(counts).map(([kind, number]) => [
      String(number),
      kind,
      DISCREPANCY_KINDS[kind as DiscrepancyKind],
    ]),
  );
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
