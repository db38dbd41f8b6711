import type { Outcome } from '../command';
import { EXIT } from '../exit';
import type { PathState, WrittenConfiguration } from './migrate';

/** Keys shown per path. */
const SHOWN_KEYS = 10;

/** The written configuration, and what to do next. */
export function renderWritten(id: string, written: WrittenConfiguration): Outcome {
  const { file, copiesReadableUntil, archivedAfterDays } = written;
  const archived =
    archivedAfterDays === undefined
      ? []
      : [
          `Recordings older than ${archivedAfterDays} days are archived and must be restored first: docs/migration.md.`,
        ];
  const lines = [
    `Wrote ${file}. In its folder, run:`,
    '  terraform init && terraform apply',
    '  aws datasync start-task-execution --task-arn <each of the output tasks>',
    `Then run npx callvault migrate ${id} --check, and terraform destroy when everything is copied.`,
    '',
    `Retention starts again for a copy: a copy made today is readable until ${copiesReadableUntil}, regardless of the recording's age.`,
    'If the law does not allow that, leave recordings where they are: they expire on their original day.',
    ...archived,
  ];
  return { text: lines.join('\n'), json: written };
}

/** The state of each previous path. */
export function renderStates(id: string, states: readonly PathState[]): Outcome {
  return {
    text:
      states.length === 0
        ? `${id}: no previous folder can contain recordings.`
        : states.map(renderState).join('\n\n'),
    json: { paths: states },
    code: states.every(({ done }) => done) ? EXIT.ok : EXIT.findings,
  };
}

function renderState({ prefix, objects, copied, missing, done, goneBy }: PathState): string {
  if (objects === 0) return `${prefix}: empty. Set gone: true.`;
  const end = goneBy === undefined ? '' : ` Retention removes its last bytes by ${goneBy}.`;
  const sum = `${prefix}: ${copied} of ${objects} objects are at the current path.`;
  if (done) return `${sum} Readers can use that path.${end}`;
  const keys = missing.slice(0, SHOWN_KEYS).map((key) => `  ${JSON.stringify(key)}`);
  return [`${sum}${end}`, 'Missing there, or of another size:', ...keys].join('\n');
}
