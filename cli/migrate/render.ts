import { dayOf } from '../../core/day';
import { retentionDates, type RetentionSchedule } from '../../modules/retention-schedule';
import type { Compared } from './compare';

/** A path of before, and when it can go. */
export interface PathState extends Compared {
  /** Whether everything on it is at the path of now as well. */
  readonly done: boolean;
  /** The day by which its last bytes are gone by retention, in UTC. @default - nothing is there */
  readonly goneBy?: string;
}

/** What was written, and what a copy that is made today means. */
export interface Written {
  /** The configuration. */
  readonly file: string;
  /** The day on which a copy made today stops being readable, in UTC, however old the recording is. */
  readonly copiesReadableUntil: string;
  /** Days after which recordings are in a class that DataSync cannot read. @default - never */
  readonly archivedAfterDays?: number;
}

/** Classes whose objects are restored before anything can read them. @see Amazon S3 User Guide, "Working with archived objects" */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** What a configuration means for recordings that are copied by it now. */
export function describeWritten(file: string, schedule: RetentionSchedule, now: Date): Written {
  const archive = schedule.transitions.find(({ storageClass }) => ARCHIVES.includes(storageClass));
  return {
    file,
    copiesReadableUntil: dayOf(retentionDates(now, schedule).readableUntil.getTime()),
    ...(archive && { archivedAfterDays: archive.days }),
  };
}

/** The same for people, and what to do next. */
export function renderWritten(id: string, written: Written): string {
  const { file, copiesReadableUntil, archivedAfterDays } = written;
  return [
    `${file} is written. In its folder:`,
    '  terraform init && terraform apply',
    '  aws datasync start-task-execution --task-arn <each of the output tasks>',
    `Then npx callvault migrate ${id} --check, and terraform destroy when everything is copied.`,
    '',
    `A copy begins a new life: made today, it is readable until ${copiesReadableUntil}, however old the recording is.`,
    'Where that is longer than the law allows, leave recordings where they are: they expire on their own day.',
    ...(archivedAfterDays === undefined
      ? []
      : [
          `What is older than ${archivedAfterDays} days is archived, and has to be restored first: docs/migration.md.`,
        ]),
  ].join('\n');
}

/** What became of the paths of before. */
export function renderStates(id: string, states: readonly PathState[]): string {
  if (states.length === 0) return `${id}: no other folder of before may hold recordings.`;
  return states.map(renderState).join('\n\n');
}

function renderState({ prefix, objects, copied, missing, done, goneBy }: PathState): string {
  if (objects === 0) return `${prefix}: nothing is there. Set gone: true.`;
  const last = goneBy === undefined ? '' : ` Its last bytes are gone by ${goneBy} by themselves.`;
  const sum = `${prefix}: ${copied} of ${objects} objects are at the path of now.`;
  if (done) return `${sum} Readers can be pointed there.${last}`;
  const first = missing.slice(0, 10).map((key) => `  ${JSON.stringify(key)}`);
  return [`${sum}${last}`, 'Not there, or not as long:', ...first].join('\n');
}
