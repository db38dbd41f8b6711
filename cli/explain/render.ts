import { findCaller } from '../../access/callers';
import { type StackPolicies, tryFindVendor } from '../../access/policies';
import { printable } from '../../core/printable';
import type { Outcome } from '../command';
import { renderTable } from '../table';
import type { Explanation } from './explain';
import type { AccessRow } from './matrix';
import { describeStatements } from './statements';

/** A store's access for people (sentences, a table, the statements that decide) and as data. */
export function renderExplanation(explanation: Explanation): Outcome {
  const { stack, access, sampleKeys } = explanation;
  return {
    text: renderAccess(explanation),
    json: { stack: stack.stack, sampleKeys, access, statements: describeStatements(stack) },
  };
}

/** A store's access for people. */
export function renderAccess({ stack, access, sampleKeys }: Explanation): string {
  const keys = sampleKeys.map((key) => `  ${printable(key)}`);
  return [
    sentences(stack, access).join('\n'),
    'Who can do what, and which statements decide:',
    matrixTable(access),
    LEGEND,
    'The statements that decide:',
    statementLines(stack, access).join('\n'),
    ...(keys.length > 0 ? [['Recordings are stored as:', ...keys].join('\n')] : []),
  ].join('\n\n');
}

const LEGEND = `Readers and administrators are the roles that the environment file names. A colleague is any other role of the
account, with policies of its own that allow everything. A stranger is such a role in another account. "anonymous" is a
request without a signature.`;

/** What matters most, one sentence each. */
function sentences(stack: StackPolicies, rows: readonly AccessRow[]): string[] {
  const recordings = stack.buckets.find(({ kind }) => kind === 'recordings');
  const principal = tryFindVendor(stack);
  const vendor = principal
    ? `${principal.kind} ${principal.name}`
    : 'itself, through the bucket policy';
  return [
    `${stack.stack}: recordings in s3://${recordings?.name ?? ''}/${stack.prefix}`,
    `The vendor writes as ${vendor}.`,
    `It can, with recordings: ${can(rows, 'vendor') || 'nothing'}.`,
    `It cannot: ${cannot(rows, 'vendor') || 'nothing that was asked about'}.`,
    ...ownPolicies(stack),
    `Recordings can be read by: ${readers(rows)}.`,
  ];
}

/** A principal of the own account has policies that the stack does not contain. */
function ownPolicies(stack: StackPolicies): string[] {
  const own = RegExp(`^arn:[^:]+:(iam|sts)::${stack.account}:`);
  const principal = tryFindVendor(stack) ? undefined : findCaller({ stack }, 'vendor').principal;
  if (principal === undefined || !own.test(principal)) return [];
  const role = 'is a principal of this account, and its own policies may allow more';
  return [`${principal} ${role}: they are not part of this stack, and are left out here.`];
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
  return [...new Set(reading.map(({ who }) => who))].join(', ') || 'no one';
}

const COLUMNS = [
  { title: 'Who', width: 16 },
  { title: 'From / with', width: 20 },
  { title: 'Does', width: 34 },
  { title: 'To', width: 20 },
  { title: '', width: 5 },
  { title: 'Decided by', width: 40 },
];

function matrixTable(rows: readonly AccessRow[]): string {
  const callers = [...new Set(rows.map(({ who }) => who))];
  const sorted = rows.toSorted((a, b) => callers.indexOf(a.who) - callers.indexOf(b.who));
  return renderTable(
    COLUMNS,
    sorted.map(({ who, from, does, to, allowed, by }, index) => {
      const name = who === sorted[index - 1]?.who ? '' : who;
      return [name, from, does.join(', '), to, allowed ? 'yes' : 'no', deciding(allowed, by)];
    }),
  );
}

function deciding(allowed: boolean, by: readonly string[]): string {
  if (by.length > 0) return by.join(', ');
  return allowed ? 'its own policies' : 'nothing allows it';
}

/** Maximum number of actions shown of a statement. */
const SHOWN_ACTIONS = 6;

/** The statements that decide, with their policies and conditions. */
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
