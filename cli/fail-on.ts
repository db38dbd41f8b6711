import { Option } from 'commander';
import { RefusedError } from '../core/problem';
import { type Gate, GATES } from '../review/finding';

/** `--fail-on <categories>`: what stops a change. */
export function failOnOption(): Option {
  return new Option(
    '--fail-on <categories>',
    `exit with 6 for findings of these categories, or for new acceptances: ${GATES.join(',')}`,
  ).argParser(parseGates);
}

/**
 * Parses comma-separated categories. An option that is given several times adds up.
 *
 * @throws RefusedError for an unknown category
 */
export function parseGates(failOn: string, previous: readonly Gate[] = []): Gate[] {
  const gates = failOn.split(',').map((written) => {
    const gate = GATES.find((each) => each === written.trim());
    if (gate !== undefined) return gate;
    throw RefusedError.of(
      'review-fail-on',
      `--fail-on ${JSON.stringify(written)} is not one of ${GATES.join(', ')}`,
      `Write one or more of them: --fail-on ${GATES.join(',')}.`,
    );
  });
  return [...new Set([...previous, ...gates])];
}
