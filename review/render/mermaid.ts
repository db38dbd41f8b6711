import type { PartState, StoreGraph, StorePart } from '../graph';
import type { RecordingLifecycle, RetentionChange } from '../retention';
import { inertLabel } from './inert';

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

/** How the parts of a graph are marked, besides their text, which says the same. */
const STYLES: Readonly<Partial<Record<PartState, string>>> = {
  created: 'stroke:#1a7f37,stroke-width:3px',
  changed: 'stroke:#9a6700,stroke-width:3px',
  recreated: 'stroke:#cf222e,stroke-width:3px',
  destroyed: 'stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4',
};

/** The parts of a store from top to bottom, with those marked that change. */
export function storeDiagram({ parts, links }: StoreGraph): string {
  const ids = new Map(parts.map(({ id }, index) => [id, `n${index}`]));
  const states = new Set(parts.map(({ state }) => state));
  return mermaid([
    'flowchart TB',
    ...parts.map((part, index) => `  n${index}["${partLabel(part)}"]:::${part.state}`),
    ...links.map(
      ({ from, to, how }) => `  ${ids.get(from) ?? ''} -- ${how} --> ${ids.get(to) ?? ''}`,
    ),
    ...[...states].map((state) => `  classDef ${state} ${STYLES[state] ?? 'stroke-width:1px'}`),
  ]);
}

/** The most settings that are listed in a part. */
const MAX_SETTINGS = 3;

/** Starts with our own words: Mermaid reads `1.` and `-` at the start of a line as a list. */
function partLabel({ kind, name, state, settings }: StorePart): string {
  const title = `${kind} ${shortened(inertLabel(name))}`.trimEnd();
  if (state === 'unchanged') return title;
  const listed = settings.slice(0, MAX_SETTINGS).map(inertLabel).join(', ');
  const more = settings.length > MAX_SETTINGS ? ` and ${settings.length - MAX_SETTINGS} more` : '';
  return `${title}<br/>${state}${listed === '' ? '' : `: ${listed}${more}`}`;
}

/** A name of at most this many characters. The end of a name often says what it is for. */
const MAX_NAME = 30;

const shortened = (name: string) =>
  name.length <= MAX_NAME ? name : `${name.slice(0, 14)}…${name.slice(-15)}`;

const mermaid = (lines: readonly string[]) => ['```mermaid', ...lines, '```'].join('\n');
