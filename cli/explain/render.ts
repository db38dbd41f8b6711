import Table from 'cli-table3';
import { type StackPolicies, tryFindVendor } from '../../access/policies';
import type { AccessRow } from './matrix';
import { describeStatements } from './statements';

/** A store's access, for people: in words, as a table, and the statements that decide. */
export function renderAccess(stack: StackPolicies, rows: readonly AccessRow[]): string {
  return [
    sentences(stack, rows).join('\n'),
    'Who can do what, and which statements decide:',
    matrixTable(rows),
    LEGEND,
    'The statements that decide:',
    statementLines(stack, rows).join('\n'),
  ].join('\n\n');
}

const LEGEND = `A reader or administrator is a role the environment file names. A colleague is any other role of the
account, whose own policies allow everything; a stranger the same in another account; anonymous is a
request without signature.`;

/** What matters most, a sentence each. */
function sentences(stack: StackPolicies, rows: readonly AccessRow[]): string[] {
  const recordings = stack.buckets.find(({ kind }) => kind === 'recordings');
  const principal = tryFindVendor(stack);
  const vendor = principal ? `${principal.kind} ${principal.name}` : 'itself, by the bucket policy';
  return [
    `${stack.stack}: recordings in s3://${recordings?.name ?? ''}/${stack.prefix}`,
    `The vendor writes as ${vendor}.`,
    `It can, with recordings: ${can(rows, 'vendor') || 'nothing'}.`,
    `It cannot: ${cannot(rows, 'vendor')}.`,
    `Who reads recordings: ${readers(rows)}.`,
  ];
}

function ofRecordings(rows: readonly AccessRow[], who: string): AccessRow[] {
  return rows.filter((row) => row.who === who && row.to === 'recording');
}

function can(rows: readonly AccessRow[], who: string): string {
  const allowed = ofRecordings(rows, who).filter(
    ({ allowed: yes, from }) => yes && (from === '' || from === 'inside'),
  );
  return [...new Set(allowed.flatMap(({ does }) => does))].join(', ');
}

function cannot(rows: readonly AccessRow[], who: string): string {
  const allowed = new Set(can(rows, who).split(', '));
  const all = ofRecordings(rows, who).flatMap(({ does }) => does);
  return [...new Set(all)].filter((does) => !allowed.has(does)).join(', ');
}

function readers(rows: readonly AccessRow[]): string {
  const reading = rows.filter(
    ({ to, does, allowed, from }) =>
      to === 'recording' && allowed && does.includes('get') && /^(inside)?$/.test(from),
  );
  return [...new Set(reading.map(({ who }) => who))].join(', ') || 'nobody';
}

/** No lines between the rows: there are many. */
const PLAIN = {
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  style: { head: [], border: [] },
  wordWrap: true,
};

function matrixTable(rows: readonly AccessRow[]): string {
  const table = new Table({
    ...PLAIN,
    head: ['Who', 'From / with', 'Does', 'To', '', 'Decided by'],
    colWidths: [16, 20, 34, 20, 5, 40],
  });
  const callers = [...new Set(rows.map(({ who }) => who))];
  const sorted = rows.toSorted((a, b) => callers.indexOf(a.who) - callers.indexOf(b.who));
  let before = '';
  for (const { who, from, does, to, allowed, by } of sorted) {
    const name = who === before ? '' : who;
    before = who;
    table.push([name, from, does.join(', '), to, allowed ? 'yes' : 'no', deciding(allowed, by)]);
  }
  return table.toString();
}

function deciding(allowed: boolean, by: readonly string[]): string {
  if (by.length > 0) return by.join(', ');
  return allowed ? 'its own policies' : 'nothing allows it';
}

/** Actions of a statement that are shown; more of them make nothing clearer. */
const SHOWN_ACTIONS = 6;

/** The statements that decide, where they stand and when they apply. */
function statementLines(stack: StackPolicies, rows: readonly AccessRow[]): string[] {
  const deciding = new Set(rows.flatMap(({ by }) => by));
  return describeStatements(stack)
    .filter(({ sid }) => deciding.has(sid))
    .flatMap(({ sid, policy, effect, actions, resources, conditions }) => {
      const more = actions.length - SHOWN_ACTIONS;
      const some = actions.slice(0, SHOWN_ACTIONS).join(', ');
      const verb = effect === 'Allow' ? 'allows' : 'denies';
      return [
        `  ${sid} (${policy}) ${verb} ${some}${more > 0 ? ` and ${more} more` : ''}${resources}`,
        ...(conditions === '' ? [] : [`      when ${conditions}`]),
      ];
    });
}
