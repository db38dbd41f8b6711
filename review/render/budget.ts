/** A part of a report: a title that always stands, and pieces of which as many stand as there is room for. */
export interface Section {
  /** With the number of all pieces in it. */
  readonly title: string;
  /** Pieces of Markdown that each stand on their own. */
  readonly pieces: readonly string[];
  /** Stands between two pieces: lines of a list or rows of a table have nothing. @default '\n' */
  readonly separator?: string;
  /** What always stands after the pieces. @default - nothing */
  readonly end?: string;
}

/** Room for the line that says how much is left out. */
const NOTE = 120;

/** What every section may fill, however much stands in those before it. */
const GUARANTEED = 3_000;

/**
 * Puts sections together up to a length. Every title stands, whatever is cut, and the beginning of every
 * section: a reader sees how much there is of everything. What room is left is for the first ones.
 */
export function fit(sections: readonly Section[], max: number): string {
  const fixed = sections.reduce((sum, each) => sum + fixedOf(each), 0);
  let room = max - fixed;
  const parts = sections.map(({ title, pieces, separator = '\n', end = '' }, index) => {
    const kept = sections.slice(index + 1).reduce((sum, later) => sum + wantedOf(later), 0);
    const taken: string[] = [];
    for (const piece of pieces) {
      if (piece.length + separator.length > room - kept) break;
      room -= piece.length + separator.length;
      taken.push(piece);
    }
    const left = pieces.length - taken.length;
    const note = left > 0 ? [`\n… and ${left.toLocaleString('en')} more, left out here.`] : [];
    const all = [title, taken.join(separator), ...note, end];
    return all.filter((part) => part !== '').join('\n\n');
  });
  return `${parts.join('\n\n')}\n`;
}

const fixedOf = ({ title, end = '' }: Section) => title.length + end.length + NOTE;

function wantedOf({ pieces, separator = '\n' }: Section): number {
  let sum = 0;
  for (const piece of pieces) {
    sum += piece.length + separator.length;
    if (sum > GUARANTEED) return GUARANTEED;
  }
  return sum;
}
