import { printable } from '../../core/printable';
import type { HeldCase } from '../../recordings/holds';
import type { Outcome } from '../command';
import { EXIT } from '../exit';
import type { HoldResult } from './hold';

/** What was done with a case, for people and as data. */
export function renderHold(result: HoldResult): Outcome {
  const { case: held, done, failed, left, run, gone = 0 } = result;
  const verb = held.released ? 'released' : 'on hold';
  const text = [
    `${held.name}: ${inVersions(done)} ${verb}.`,
    ...(done + failed + gone === 0 ? ['No recording was found.'] : []),
    ...(gone > 0 ? [`${inVersions(gone)} not on hold: removed by the time of the hold.`] : []),
    ...left.map(({ key, error = '' }) => `Left: ${printable(key)}: ${printable(error)}`),
    ...(failed > 0 ? [`${inVersions(failed)} left. Run the command again to continue.`] : []),
    `Logged in the bucket of reports as journal/${run}.`,
  ].join('\n');
  return { text, json: result, code: failed > 0 ? EXIT.partly : EXIT.ok };
}

const inVersions = (count: number) =>
  `${count.toLocaleString('en')} ${count === 1 ? 'version is' : 'versions are'}`;

/** The register of a store. */
export function renderCases(cases: readonly HeldCase[]): string {
  if (cases.length === 0) return 'No case is registered.';
  return cases.map(renderCase).join('\n');
}

function renderCase({ name, reason, who, at, until, approver, released }: HeldCase): string {
  const end = until === undefined ? '' : `, expected until ${until}`;
  const agreed = approver === undefined ? '' : `, approved by ${printable(approver)}`;
  const state = released
    ? `released on ${released.at} by ${released.who}: ${printable(released.reason)}`
    : `held${end}`;
  return `${name}: ${state}\n  ${printable(reason)}; added on ${at} by ${who}${agreed}`;
}
