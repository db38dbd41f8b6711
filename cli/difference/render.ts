import { printable } from '../../core/printable';
import type { StackDifference } from './difference';

/** Characters of one value that are shown at most: a policy is long, and its statements are its beginning. */
const MAX_VALUE = 2_000;

/** Characters of the whole. A summary takes a megabyte; a reader takes less. */
const MAX_TEXT = 200_000;

const MARKS = { removed: '-', changed: '!', added: '+' } as const;

/**
 * The difference as Markdown for the summary of a job: one block of code, in which nothing that stands in an
 * environment file can be anything but text.
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
    'There is no plan, so this is what is written otherwise, not what would happen to what is deployed.';
  return `## Synthesized difference: ${counts}\n\n${what}\n\n${fence}diff\n${shown}\n${fence}\n`;
}

function renderOne({ stack, address, did, attributes }: StackDifference): string {
  const lines = attributes.flatMap(({ name, before, after }) => [
    ...(before === undefined ? [] : [`-   ${name}: ${cut(before)}`]),
    ...(after === undefined ? [] : [`+   ${name}: ${cut(after)}`]),
  ]);
  return [`${MARKS[did]} ${stack} ${address} is ${did}`, ...lines].map(printable).join('\n');
}

function cut(value: string): string {
  if (value.length <= MAX_VALUE) return value;
  return `${value.slice(0, MAX_VALUE)}… (${value.length} characters)`;
}
