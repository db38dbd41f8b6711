import type { Category } from '../finding';
import type { ReviewedFinding, UnusedAcceptance } from '../accept';
import type { ReviewReport, StackReport } from '../report';
import { stops } from '../report';
import type { Life, RetentionChange } from '../retention';
import { PRICES_IN, PRICES_OF } from '../prices';
import type { Sentence } from '../sentence';
import { fit, type Section } from './budget';
import { inertMarkdown } from './inert';
import { timeline, tryDiagram } from './mermaid';
import {
  acceptedFindings,
  actionCounts,
  CATEGORY_WORDS,
  changesSum,
  isQuiet,
  openFindings,
  plainDrift,
  verdictOf,
  quietChanges,
} from './words';

/**
 * What a comment stays below, in UTF-16 units. GitHub refuses one of more than 65,536 characters.
 *
 * @see GitHub REST API, "Issue comments"
 */
export const MAX_COMMENT = 60_000;

/** By this a comment of ours is found again. Nothing that stands in a plan can render it. */
export const MARKER = '<!-- callvault-review -->';

/** The report as Markdown for a comment: what destroys first, and never longer than a comment may be. */
export function renderMarkdown(report: ReviewReport, max = MAX_COMMENT): string {
  const sections = [
    { title: `${MARKER}\n\n${summary(report)}`, pieces: [] },
    ...(report.about === 'drift' ? driftSection(report) : []),
    ...(['data-loss', 'writes-stop', 'access', 'unclear'] as const).flatMap((category) =>
      findingSection(report, category),
    ),
    ...noteSection(report),
    ...acceptedSection(report),
    ...findingSection(report, 'retention'),
    ...retentionSection(report),
    ...(report.about === 'change' ? driftSection(report) : []),
    ...changeSection(report),
    ...diagramSection(report),
  ];
  return fit(sections, max);
}

function summary(report: ReviewReport): string {
  const { failOn, stopped } = report;
  const verdict = verdictOf(report);
  const did = changesSum(report);
  if (isQuiet(report)) return `${verdict}. ${did}`;
  const gate = stopped ? `**Stopped**: this change may not go ahead (${failOn.join(', ')}).` : '';
  return [`## ${verdict}`, gate, did].filter((line) => line !== '').join('\n\n');
}

function findingSection(report: ReviewReport, category: Category): Section[] {
  const found = openFindings(report, category);
  if (found.length === 0) return [];
  return [
    {
      title: `### ${CATEGORY_WORDS[category].heading} (${found.length.toLocaleString('en')})`,
      pieces: found.map(({ stack, finding }) => findingLine(stack, finding, report)),
    },
  ];
}

function findingLine(stack: string, finding: ReviewedFinding, report?: ReviewReport): string {
  const { id, address, what } = finding;
  const stop = report && stops(finding, report.failOn) ? ' **stops**' : '';
  return `- ${inertMarkdown(stack)}${stop}: ${say(what)} [${id}] ${inertMarkdown(address)}`;
}

const say = ({ parts }: Sentence) =>
  parts.map((part) => (typeof part === 'string' ? part : inertMarkdown(part.value))).join('');

function noteSection({ notes }: ReviewReport): Section[] {
  if (notes.length === 0) return [];
  const title = `### Not in any plan (${notes.length.toLocaleString('en')})`;
  return [{ title, pieces: notes.map((note) => `- ${say(note)}`) }];
}

function acceptedSection(report: ReviewReport): Section[] {
  const accepted = acceptedFindings(report);
  const unused = report.stacks.flatMap((stack) => stack.unused);
  if (accepted.length + unused.length === 0) return [];
  return [
    {
      title: `### Accepted (${accepted.length.toLocaleString('en')})`,
      pieces: [
        ...accepted.map(({ stack, finding }) => {
          const { reason = '', until = '' } = finding.accepted ?? {};
          return `${findingLine(stack, finding, report)}. Accepted until ${inertMarkdown(until)}: ${inertMarkdown(reason)}`;
        }),
        ...unused.map(unusedLine),
      ],
    },
  ];
}

function unusedLine({ acceptance, expired }: UnusedAcceptance): string {
  const { stack, finding, until } = acceptance;
  const why = expired
    ? `was accepted until ${inertMarkdown(until)}, and no longer is`
    : 'is accepted and not in this plan';
  return `- ${inertMarkdown(stack)}: ${finding} ${why}. Remove the entry.`;
}

function retentionSection({ stacks }: ReviewReport): Section[] {
  const changed = stacks.flatMap(({ stack, retention }) =>
    retention.map((each) => ({ stack, ...each })),
  );
  if (changed.length === 0) return [];
  const note = `Days from upload. USD: a month, for each TB that is recorded a month, once as much goes as comes; list prices of ${PRICES_IN}, ${PRICES_OF}.`;
  return [
    {
      title: `### The life of a recording (${changed.length.toLocaleString('en')})\n\n${note}`,
      pieces: changed.map((each) => retentionPiece(each.stack, each)),
      separator: '\n\n',
    },
  ];
}

function retentionPiece(stack: string, change: RetentionChange): string {
  const { bucket, prefix, before, after } = change;
  const folder = prefix === '' ? 'the whole bucket' : inertMarkdown(prefix);
  return [
    `${inertMarkdown(stack)}, ${inertMarkdown(bucket)}, ${folder}:`,
    '',
    '| | readable until | recoverable until | gone by | USD |',
    '| --- | ---: | ---: | ---: | ---: |',
    lifeRow('before', before),
    lifeRow('after', after),
    '',
    timeline(change),
  ].join('\n');
}

function lifeRow(title: string, life: Life | undefined): string {
  if (!life) return `| ${title} | no rule | | | |`;
  const { days, monthlyCost } = life;
  const cost = monthlyCost === undefined ? 'unknown' : monthlyCost.toFixed(2);
  if (!days) return `| ${title} | for ever | for ever | never | grows |`;
  const { readableUntil, recoverableUntil, goneBy } = days;
  return `| ${title} | ${readableUntil} | ${recoverableUntil} | ${goneBy} | ${cost} |`;
}

function driftSection({ stacks, about }: ReviewReport): Section[] {
  const pieces = stacks.flatMap((report) => [
    ...report.outside.map((each) => findingLine(report.stack, each)),
    ...plainDrift(report).map(
      ({ did, address }) => `- ${inertMarkdown(report.stack)}: ${did} ${inertMarkdown(address)}`,
    ),
  ]);
  if (pieces.length === 0) return [];
  const next =
    about === 'drift'
      ? 'A deployment puts it back, or is based on it; what that does is below.'
      : 'Applying this plan puts it back, or is based on it.';
  return [
    {
      title: `### Changed outside of Terraform (${pieces.length.toLocaleString('en')})\n\nIt has happened already. ${next} Somebody should know who did it.`,
      pieces,
    },
  ];
}

function changeSection({ stacks }: ReviewReport): Section[] {
  const quiet = stacks
    .map((stack) => ({ stack, changes: quietChanges(stack) }))
    .filter(({ changes }) => changes.length > 0);
  if (quiet.length === 0) return [];
  const count = quiet.reduce((sum, { changes }) => sum + changes.length, 0);
  return [
    {
      title: `<details><summary>All other changes (${count.toLocaleString('en')})</summary>`,
      pieces: quiet.flatMap(({ stack, changes }) => quietLines(stack, changes)),
      end: '</details>',
    },
  ];
}

function quietLines({ stack }: StackReport, changes: StackReport['changes']): string[] {
  const names = changes.map(({ address }) => inertMarkdown(address));
  const shown = names.slice(0, 8).join(', ');
  const more = names.length > 8 ? ` and ${(names.length - 8).toLocaleString('en')} more` : '';
  return [`- ${inertMarkdown(stack)}: ${actionCounts(changes)}: ${shown}${more}`];
}

function diagramSection({ stacks }: ReviewReport): Section[] {
  const pieces = stacks.flatMap(({ stack, changes }) => {
    const diagram = tryDiagram(changes);
    return diagram === undefined ? [] : [`${inertMarkdown(stack)}:\n\n${diagram}`];
  });
  if (pieces.length === 0) return [];
  return [{ title: '### Created and destroyed', pieces, separator: '\n\n' }];
}
