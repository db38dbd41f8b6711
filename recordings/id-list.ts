import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createInterface } from 'node:readline';
import { type Day, isDay } from '../core/day';
import { RefusedError } from '../core/problem';

/** A line of a list of recordings. */
export interface IdLine {
  readonly by: 'conversation' | 'recording' | 'key';
  readonly value: string;
  /** The day in whose folder it is, or next to it. @default - any */
  readonly day?: Day | undefined;
}

const COLUMNS = ['conversation', 'recording', 'key'] as const;

/**
 * Reads a list of recordings: CSV whose first line names the column, `conversation`, `recording` or `key`, and optionally
 * a second one, `day`. One line is in memory.
 *
 * @throws RefusedError for a line that is not valid; the line itself is not shown
 */
export async function* readIdList(file: string): AsyncGenerator<IdLine> {
  if (!fs.existsSync(file)) throw refused(`${file} does not exist`);
  const input = fs.createReadStream(file);
  let [number, by]: [number, IdLine['by'] | undefined] = [0, undefined];
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (by === undefined) by = columnOf(line, file);
    else yield* lineOf(line, by, `${file}: line ${number}`);
  }
  if (number === 0) throw refused(`${file} is empty`);
}

function columnOf(line: string, file: string): IdLine['by'] {
  const [name = ''] = csvFields(line.replace(/^\uFEFF/, ''));
  const by = COLUMNS.find((each) => each === name.trim().toLowerCase());
  if (by) return by;
  throw refused(`${file}: line 1 does not name a column`);
}

function lineOf(line: string, by: IdLine['by'], where: string): IdLine[] {
  const [value = '', day = ''] = csvFields(line);
  if (value === '') return [];
  if (day === '') return [{ by, value }];
  if (!isDay(day)) throw refused(`${where} has a day that is not valid`);
  return [{ by, value, day }];
}

/** The fields of a line of CSV. @see RFC 4180: a quoted field, in which a quote is doubled */
export function csvFields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'),
  );
}

const refused = (what: string) =>
  RefusedError.of(
    'id-list',
    what,
    'Write conversation, recording or key in the first line, then one id or key per line, and a day such as 2026-11-20 after a comma if it is known.',
  );

/** The digest of a file, which tells one list from another. */
export async function listDigest(file: string): Promise<string> {
  const hash = createHash('sha256');
  if (!fs.existsSync(file)) throw refused(`${file} does not exist`);
  for await (const block of fs.createReadStream(file)) hash.update(block as Buffer);
  return hash.digest('hex');
}
