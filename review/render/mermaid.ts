import type { Change } from '../plan';
import type { RecordingLifecycle, RetentionChange } from '../retention';
import { inertLabel } from './inert';

/** The maximum number of resources in each group of a diagram. */
const MAX_NODES = 12;

/**
 * The lifecycle of a recording before and after, day by day, as a Mermaid Gantt chart. A day is written as a second,
 * the only unit that an axis can count without a calendar.
 */
export function timeline({ before, after }: RetentionChange): string {
  return mermaid([
    'gantt',
    '  title Days after upload',
    '  dateFormat X',
    '  axisFormat %s',
    ...bars('before', before),
    ...bars('after', after),
  ]);
}

function bars(title: string, lifecycle: RecordingLifecycle | undefined): string[] {
  if (!lifecycle) return [];
  const { classes, days } = lifecycle;
  const end = days?.readableUntil ?? (classes.at(-1)?.days ?? 0) + 365;
  const recoverable = days?.recoverableUntil ?? 0;
  return [
    `  section ${title}`,
    ...classes.map(({ storageClass, days: from }, index) => {
      const until = classes[index + 1]?.days;
      const forever = until === undefined && !days ? ' forever' : '';
      return `  ${inertLabel(storageClass)}${forever} :${from}, ${Math.max(until ?? end, from + 1)}`;
    }),
    ...(recoverable > end ? [`  recoverable :done, ${end}, ${recoverable}`] : []),
  ];
}

/** The resources that are created and destroyed; undefined when there are none. */
export function tryDiagram(changes: readonly Change[]): string | undefined {
  const withAction = (action: Change['action']) =>
    changes.filter((change) => change.action === action || change.action === 'replace');
  const groups = [
    ...group('removed', 'destroyed', withAction('delete')),
    ...group('created', 'created', withAction('create')),
  ];
  return groups.length === 0 ? undefined : mermaid(['flowchart LR', ...groups]);
}

function group(id: string, title: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, MAX_NODES);
  const more = changes.length - shown.length;
  return [
    `  subgraph ${id}["${changes.length} ${title}"]`,
    ...shown.map(({ address }, index) => `    ${id}${index}["${inertLabel(address)}"]`),
    ...(more > 0 ? [`    ${id}more["and ${more} more"]`] : []),
    '  end',
  ];
}

const mermaid = (lines: readonly string[]) => ['```mermaid', ...lines, '```'].join('\n');
