import { printable } from '../../core/printable';
import type { StackDifference } from './difference';

/** Maximum number of characters shown of one value. Policies are long, and begin with their statements. */
const MAX_VALUE = 2_000;

/** Maximum number of characters in total. A job summary can hold a megabyte; a reader reads less. */
const MAX_TEXT = 200_000;

const MARKS = { removed: '-', changed: '!', added: '+' } as const;

/**
 * The difference as Markdown for a job summary: one code block, in which text from environment files cannot become
 * Markdown.
 */
export function renderDifference(differences: readonly StackDifference[]): string {
  if (differences.length === 0) return '## Synthesized difference: none\n';
  const text = differences.map(renderOne).join('\n');
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}\n… and more` : text;
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const counts = (['removed', 'changed', 'added'] as const)
    .map((did) => `${differences.filter((each) => each.did === did).length} ${did}`)
    .join(', ');
  const what =
    'Without a plan this compares configurations only; it does not predict what an apply will do.';
  return `## Synthesized difference: ${counts}\n\n${what}\n\n${fence}diff\n${shown}\n${fence}\n`;
}

function renderOne({ stack, address, did, attributes }: StackDifference): string {
  const lines = attributes.flatMap(({ name, before, after }) => [
    ...(before === undefined ? [] : [`-   ${name}: ${cut(before)}`]),
    ...(after === undefined ? [] : [`+   ${name}: ${cut(after)}`]),
  ]);
  return [`${MARKS[did]} ${stack} ${address} ${did}`, ...lines].map(printable).join('\n');
}

function cut(value: string): string {
  if (value.length <= MAX_VALUE) return value;
  return `${value.slice(0, MAX_VALUE)}… (${value.length} characters)`;
}
