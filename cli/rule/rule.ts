import * as fs from 'node:fs';
import * as path from 'node:path';
import { tryFindSimilar } from '../../core/did-you-mean';
import { findPackageRoot } from '../../core/package-root';
import { RefusedError } from '../../core/problem';
import { renderTable } from '../table';

/** The folder of the pages, in a clone and in the package. */
const PAGES = 'docs/rules';

/** The findings of reviews, one section each. */
const FINDINGS = 'docs/review/findings.md';

/**
 * The page of a rule, or the section of a finding of `callvault review`, as Markdown.
 *
 * @throws RefusedError when there is none
 */
export function readRule(id: string): string {
  const root = findPackageRoot();
  const ids = rulePages(root);
  if (ids.includes(id)) return read(path.join(root, PAGES, `${id}.md`));
  const sections = findingSections(root);
  const section = sections.get(id);
  if (section !== undefined) return section;
  const similar = tryFindSimilar(id, [...ids, ...sections.keys()]);
  throw RefusedError.of(
    'rule-known',
    `${JSON.stringify(id)} is not the id of a rule or of a finding`,
    similar === undefined
      ? 'Copy the id from the message; callvault rule lists all.'
      : `Did you mean ${similar}?`,
  );
}

/** The section about a finding of a review, as Markdown; undefined for another id. */
export const tryReadFinding = (id: string) => findingSections(findPackageRoot()).get(id);

/** The ids of all rules, and of all findings of reviews. */
export function ruleIds(): string[] {
  const root = findPackageRoot();
  return [...rulePages(root), ...findingSections(root).keys()];
}

/** All rules, with a sentence for each, as Markdown. */
export const readRules = () => read(path.join(findPackageRoot(), PAGES, 'README.md'));

/** All rules, with a sentence for each, in tables that fit the terminal. */
export function renderRules(terminalWidth?: number): string {
  return readRules().replaceAll(/^(?:\|.*\|\n?)+/gm, (table) => {
    const [, , ...rows] = table.trimEnd().split('\n').map(cellsOf);
    return `${renderTable(COLUMNS, rows, terminalWidth)}\n`;
  });
}

const COLUMNS = [
  { title: 'rule', width: 40 },
  { title: 'what it says', width: 100 },
] as const;

/** The texts of a row of a Markdown table, without links. */
const cellsOf = (row: string) =>
  row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim().replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'));

const read = (file: string) => fs.readFileSync(file, 'utf8').trimEnd();

const rulePages = (root: string) =>
  fs
    .readdirSync(path.join(root, PAGES))
    .map((name) => name.replace(/\.md$/, ''))
    .filter((name) => name !== 'README');

function findingSections(root: string): Map<string, string> {
  const sections = read(path.join(root, FINDINGS)).split(/^(?=#)/m);
  return new Map(
    sections.flatMap((section): [string, string][] => {
      const [, id] = /^### ([a-z][a-z0-9-]*)$/m.exec(section) ?? [];
      return id === undefined ? [] : [[id, section.trimEnd()]];
    }),
  );
}
