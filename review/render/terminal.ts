import { GATES } from '../finding';
import type { ReviewReport, StackReport } from '../report';
import { stops } from '../report';
import type { Life } from '../retention';
import { plainText } from '../sentence';
import { inertText } from './inert';
import { acceptedFindings, CATEGORY_WORDS, changesSum, openFindings, plainDrift } from './words';

/** The report for a person at a terminal. */
export function renderTerminal(report: ReviewReport): string {
  const { stacks, stopped, failOn } = report;
  const blocks = [...GATES, 'unclear' as const, 'retention' as const].map((category) => {
    const found = openFindings(report, category).map(({ stack, finding }) => {
      const mark = stops(finding, failOn) ? ' stops' : '';
      return entry(stack, `${finding.id}${mark}`, finding);
    });
    return block(CATEGORY_WORDS[category].heading, found);
  });
  const accepted = acceptedFindings(report).map(({ stack, finding }) => {
    const { until = '', reason = '' } = finding.accepted ?? {};
    return `${entry(stack, finding.id, finding)}\n    accepted until ${inertText(until)}: ${inertText(reason)}`;
  });
  return [
    ...blocks,
    block(
      'Not in any plan',
      report.notes.map((note) => `  ${say(note)}`),
    ),
    block('Accepted', accepted),
    block('The life of a recording, in days from upload', stacks.flatMap(lifeLines)),
    block('Changed outside of Terraform', stacks.flatMap(driftLines)),
    changesSum(report),
    ...(stopped ? [`Stopped (${failOn.join(', ')}).`] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function driftLines(report: StackReport): string[] {
  return [
    ...report.outside.map((each) => entry(report.stack, each.id, each)),
    ...plainDrift(report).map(
      ({ did, address }) => `  ${inertText(report.stack)}: ${did} ${inertText(address)}`,
    ),
  ];
}

function lifeLines({ stack, retention }: StackReport): string[] {
  return retention.map(({ bucket, prefix, before, after }) => {
    const place = [stack, bucket, prefix].filter((part) => part !== '').map(inertText);
    return `  ${place.join(' ')}\n    before: ${lifeText(before)}\n    after: ${lifeText(after)}`;
  });
}

function lifeText(life: Life | undefined): string {
  if (!life) return 'no rule';
  if (!life.days) return 'kept for ever';
  const { readableUntil, recoverableUntil, goneBy } = life.days;
  return `readable until ${readableUntil}, recoverable until ${recoverableUntil}, gone by ${goneBy}`;
}

function entry(
  stack: string,
  id: string,
  { address, what }: { address: string; what: Parameters<typeof plainText>[0] },
): string {
  return `  ${inertText(stack)} ${id}: ${inertText(address)}\n    ${say(what)}`;
}

const say = ({ parts }: Parameters<typeof plainText>[0]) =>
  parts.map((part) => (typeof part === 'string' ? part : inertText(part.value))).join('');

const block = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? '' : [title, ...lines].join('\n');
