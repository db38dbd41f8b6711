import { PRICES_MONTH } from '../../review/prices';
import { renderTable } from '../table';
import { ASSUMPTIONS, type StoreCost } from './cost';

const KINDS = [
  'storage',
  'replication',
  'uploads',
  'keys',
  'secrets',
  'alarms',
  'metrics',
  'dashboards',
  'checks',
  'arrivals',
  'canary',
  'total',
] as const;

/** The cost of stores for people, with what it is computed from. */
export function renderCosts(costs: readonly StoreCost[], gb: number, total: number): string {
  const kinds = KINDS.filter((kind) => kind === 'total' || costs.some((each) => each[kind] !== 0));
  const columns = [
    { title: 'Stack', width: 26 },
    ...kinds.map((title) => ({ title, width: 13, align: 'right' as const })),
  ];
  const rows = costs.map((each) => [each.stack, ...kinds.map((kind) => dollars(each[kind]))]);
  return [
    `US dollars per month, if each store records ${gb} GB per month:`,
    renderTable(columns, rows),
    `Together: ${dollars(total)} USD per month. Prices of ${PRICES_MONTH}; assumed:`,
    ...ASSUMPTIONS.map((each) => `  ${each}`),
  ].join('\n');
}

const dollars = (value: number | undefined) => value?.toFixed(2) ?? 'unknown';
