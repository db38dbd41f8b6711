import type { Change } from '../plan';
import type { Life, RetentionChange } from '../retention';
import { inertLabel } from './inert';

/** The most resources that a diagram shows of what is created, and of what is removed. */
const MAX_NODES = 12;

/**
 * The life of a recording before and after, day by day, as a Mermaid Gantt chart: a day is written as
 * a second, which is the only unit an axis can count without a calendar.
 */
export function timeline({ before, after }: RetentionChange): string {
  const lines = [...bars('before', before), ...bars('after', after)];
  return mermaid([
    'gantt',
    '  title Days from upload',
    '  dateFormat X',
    '  axisFormat %s',
    ...lines,
  ]);
}

function bars(title: string, life: Life | undefined): string[] {
  if (!life) return [];
  const { classes, days } = life;
  const last = classes.at(-1)?.days ?? 0;
  const end = days?.readableUntil ?? last + 365;
  const forEver = days ? '' : ' for ever';
  return [
    `  section ${title}`,
    ...classes.map(({ storageClass, days: from }, index) => {
      const until = classes[index + 1]?.days ?? end;
      const open = index === classes.length - 1 ? forEver : '';
      return `  ${inertLabel(storageClass)}${open} :${from}, ${Math.max(until, from + 1)}`;
    }),
    ...(days && days.recoverableUntil > end
      ? [`  recoverable :done, ${end}, ${days.recoverableUntil}`]
      : []),
  ];
}

/** What is created and what is destroyed; undefined when neither is. */
export function tryDiagram(changes: readonly Change[]): string | undefined {
  const removed = changes.filter(({ action }) => action === 'delete' || action === 'replace');
  const created = changes.filter(({ action }) => action === 'create' || action === 'replace');
  if (removed.length + created.length === 0) return undefined;
  return mermaid([
    'flowchart LR',
    ...group('removed', 'destroyed', removed),
    ...group('created', 'created', created),
  ]);
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
