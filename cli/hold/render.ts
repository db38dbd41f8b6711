import { printable } from '../../core/printable';
import type { BatchResult } from '../../recordings/batch-run';
import type { HeldCase, JobsOfCase } from '../../recordings/holds';
import type { Outcome } from '../command';
import { EXIT } from '../exit';
import type { HoldResult } from './hold';
import { MANY_VERSIONS } from './jobs';

/** What was done with a case, for people and as data. */
export function renderHold(result: HoldResult): Outcome {
  const { case: held, done, failed, left, run, gone = 0, pending = 0, jobs = [] } = result;
  const text = [
    ...(pending === 0 ? [`${held.name}: ${inVersions(done)} ${verbOf(held)}.`] : []),
    ...renderJobs({ jobs, pending }),
    ...(done + failed + gone + pending === 0 ? ['No recording was found.'] : []),
    ...(gone > 0 ? [`${inVersions(gone)} not on hold: removed by the time of the hold.`] : []),
    ...left.map(({ key, error = '' }) => `Left: ${printable(key)}: ${printable(error)}`),
    ...(failed > 0 ? [`${inVersions(failed)} left. Run the command again to continue.`] : []),
    ...proposeJobs(jobs.length === 0 ? done : 0),
    `Logged in the bucket of reports as journal/${run}.`,
  ].join('\n');
  return { text, json: result, code: failed + pending > 0 ? EXIT.partly : EXIT.ok };
}

const verbOf = ({ released }: HeldCase) => (released ? 'released' : 'on hold');

/** Says after many changes, or before them, that jobs can make them. */
export function proposeJobs(changes: number): string[] {
  if (changes <= MANY_VERSIONS) return [];
  return [
    'For so many versions, --batch needs fewer requests: jobs of S3 Batch Operations then make the changes.',
  ];
}

/** The jobs of a command, a line each, and what to do while they are under way. */
export function renderJobs({
  jobs = [],
  pending = 0,
}: Partial<Pick<BatchResult, 'jobs' | 'pending'>>): string[] {
  return [
    ...jobs.map(({ id, region, status, tasks }) => {
      const versions = `${tasks.toLocaleString('en')} ${tasks === 1 ? 'version' : 'versions'}`;
      return `Job ${id} in ${region} for ${versions}: ${status}.`;
    }),
    ...(pending > 0
      ? ['Run the command again to wait for the jobs, and to see what they leave.']
      : []),
  ];
}

const inVersions = (count: number) =>
  `${count.toLocaleString('en')} ${count === 1 ? 'version is' : 'versions are'}`;

/** The register of a store. */
export function renderCases(cases: readonly HeldCase[], jobs: CasesWithJobs = {}): string {
  if (cases.length === 0) return 'No case is registered.';
  return cases.map((each) => `${renderCase(each)}${jobsOf(each, jobs)}`).join('\n');
}

/** Names of cases of which jobs are under way. */
type CasesWithJobs = Readonly<Partial<Record<JobsOfCase, readonly string[]>>>;

function jobsOf({ name }: HeldCase, { adding = [], releasing = [] }: CasesWithJobs): string {
  if (releasing.includes(name)) {
    return `\n  Jobs are releasing it: run callvault hold release ${name} --batch again.`;
  }
  return adding.includes(name)
    ? '\n  Jobs are adding to it: run the command that added the recordings again.'
    : '';
}

function renderCase({ name, reason, who, at, until, approver, released }: HeldCase): string {
  const end = until === undefined ? '' : `, expected until ${until}`;
  const agreed = approver === undefined ? '' : `, approved by ${printable(approver)}`;
  const state = released
    ? `released on ${released.at} by ${released.who}: ${printable(released.reason)}`
    : `held${end}`;
  return `${name}: ${state}\n  ${printable(reason)}; added on ${at} by ${who}${agreed}`;
}
