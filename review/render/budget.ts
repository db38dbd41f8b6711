/** A part of a report: a title that always stands, and pieces of which as many stand as there is room for. */
export interface Section {
  /** With the number of all pieces in it. */
  readonly title: string;
  /** Pieces of Markdown that each stand on their own. */
  readonly pieces: readonly string[];
  /** Stands between two pieces: lines of a list or rows of a table have nothing. @default '\n' */
  readonly separator?: string;
}

/** Room for the line that says how much is left out. */
const NOTE = 120;

/**
 * Puts sections together up to a length. The first ones get what room there is, and every title stands,
 * whatever is cut: a reader sees how much there is of everything.
 */
export function fit(sections: readonly Section[], max: number): string {
  const fixed = sections.reduce((sum, { title }) => sum + title.length + NOTE, 0);
  let room = max - fixed;
  const parts = sections.map(({ title, pieces, separator = '\n' }) => {
    const taken: string[] = [];
    for (const piece of pieces) {
      if (piece.length + separator.length > room) break;
      room -= piece.length + separator.length;
      taken.push(piece);
    }
    const left = pieces.length - taken.length;
    const note = left > 0 ? [`\n… and ${left.toLocaleString('en')} more, left out here.`] : [];
    return [title, taken.join(separator), ...note].filter((part) => part !== '').join('\n\n');
  });
  return `${parts.join('\n\n')}\n`;
}
