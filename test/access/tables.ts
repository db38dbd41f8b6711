import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CallerName } from '../../access/callers';
import type { Decision } from '../../access/decide';
import type { Scenario } from '../../access/scenario';

/** Where the truth tables are: they are documentation as well. */
const FOLDER = 'docs/access';

/** A line of a truth table. */
export interface Row {
  /** Names the row in the documentation, e.g. `T12`. */
  readonly id: string;
  readonly scenario: Scenario;
  /** As {@link renderDecision} writes it. */
  readonly answer: string;
}

/** A truth table, and the stacks it holds for. */
export interface Table {
  readonly title: string;
  readonly stacks: readonly string[];
  readonly rows: readonly Row[];
}

/** The page with the tables of CI jobs, which have other columns: see test/stacks/ci-tables.ts. */
export const CI_PAGE = `${FOLDER}/ci.md`;

/** The tables of all pages about stores. */
export function readTables(): Table[] {
  return fs
    .readdirSync(FOLDER)
    .sort()
    .map((page) => path.posix.join(FOLDER, page))
    .filter((page) => page !== CI_PAGE)
    .flatMap((page) => parsePage(fs.readFileSync(page, 'utf8')));
}

/** The tables of a page: a heading, the stacks, and the rows each. */
export function parsePage(page: string): Table[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = ''] = section.split('\n');
      const [, stacks = ''] = /^Stacks: (.+)$/m.exec(section) ?? [];
      return {
        title,
        stacks: [...stacks.matchAll(/`([^`]+)`/g)].map(([, stack = '']) => stack),
        rows: [...section.matchAll(/^\| (\w+\d+) .*$/gm)].map(([line]) => parseRow(line)),
      };
    });
}

function parseRow(line: string): Row {
  const cells = line.split('|').map((cell) => cell.trim());
  const [, id = '', who = '', from = '', said = '', does = '', to = '', answer = ''] = cells;
  const scenario = { who: who as CallerName, from: words(from), with: words(said), does, to };
  return { id, scenario, answer };
}

function words(cell: string): string[] {
  return cell === '' ? [] : cell.split(', ');
}

/** A decision, as the tables show it. */
export function renderDecision({ allowed, explicit, by }: Decision): string {
  if (allowed) return by.length > 0 ? `yes: ${by.join(', ')}` : 'yes, by its own policies';
  return explicit ? `**no**: ${by.join(', ')}` : '**no**, nothing allows it';
}
