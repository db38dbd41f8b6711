/** A section of a report with a limited length: a title that is always kept, and pieces that may be omitted. */
export interface BudgetSection {
  readonly title: string;
  /** Pieces of Markdown that each stand on their own. */
  readonly pieces: readonly string[];
  /** Text between two pieces. @default '\n' */
  readonly separator?: string;
  /** Text after the pieces that is always kept. @default - nothing */
  readonly end?: string;
}

/** Length reserved for the line that says how many pieces are omitted. */
const NOTE = 120;

/** Length that every section gets, however long the sections before it are. */
const GUARANTEED = 3_000;

/**
 * Joins sections up to a maximum length. Every title and the beginning of every section is kept, so that a reader
 * sees how much there is of everything. The remaining length goes to the first sections.
 */
export function fit(sections: readonly BudgetSection[], max: number): string {
  const fixed = sections.reduce(
    (sum, { title, end = '' }) => sum + title.length + end.length + NOTE,
    0,
  );
  let room = max - fixed;
  const parts = sections.map(({ title, pieces, separator = '\n', end = '' }, index) => {
    const reserved = sections.slice(index + 1).reduce((sum, later) => sum + wantedBy(later), 0);
    const kept: string[] = [];
    for (const piece of pieces) {
      if (piece.length + separator.length > room - reserved) break;
      room -= piece.length + separator.length;
      kept.push(piece);
    }
    const omitted = pieces.length - kept.length;
    const note = omitted > 0 ? `\n… and ${omitted.toLocaleString('en')} more, omitted here.` : '';
    return [title, kept.join(separator), note, end].filter((part) => part !== '').join('\n\n');
  });
  return `${parts.join('\n\n')}\n`;
}

/** The length of all sections, with nothing omitted. */
export function lengthOf(sections: readonly BudgetSection[]): number {
  return sections.reduce((sum, { title, pieces, separator = '\n', end = '' }) => {
    const inner = pieces.reduce((length, piece) => length + piece.length + separator.length, 0);
    return sum + title.length + inner + end.length + NOTE;
  }, 0);
}

function wantedBy({ pieces, separator = '\n' }: BudgetSection): number {
  const length = pieces.reduce((sum, piece) => sum + piece.length + separator.length, 0);
  return Math.min(length, GUARANTEED);
}
