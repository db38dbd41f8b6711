import { type Day, isDay } from './day';

/** A piece of a pattern: text that stands in every key, or a token that is replaced. */
type Part = { readonly literal: string } | { readonly token: string };

/** What is known of a recording, by token. What is not known ends the part of the key that is. */
export type PatternValues = Readonly<Record<string, string | undefined>>;

/** A key, or as much of its beginning as can be known. */
export interface RenderedKey {
  /** The key, or its beginning. */
  readonly key: string;
  /** Whether only the beginning is known. */
  readonly open: boolean;
}

const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** What a token can stand for: its form where that is fixed, or else anything but a slash. */
const FORMS: Readonly<Record<string, string>> = {
  yyyy: '\\d{4}',
  mm: '\\d{2}',
  dd: '\\d{2}',
  hh: '\\d{2}',
};

const formOf = (token: string) => FORMS[token] ?? (/(^|_)uuid$/.test(token) ? UUID : '[^/]+?');

const DATE_TOKENS = ['yyyy', 'mm', 'dd'];

/**
 * A vendor's pattern of keys, e.g. `recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}`.
 *
 * @see Genesys guide, section 3, the file path pattern
 */
export class PathPattern {
  private readonly parts: readonly Part[];
  private readonly whole: RegExp;
  private readonly dated: RegExp | undefined;

  /** @param text - the pattern: what is between braces is replaced */
  constructor(readonly text: string) {
    this.parts = parse(text);
    this.whole = new RegExp(`^${expressionOf(this.parts)}$`, 's');
    const day = this.dayParts();
    this.dated = day && new RegExp(`^${expressionOf(day)}`, 's');
  }

  /** The tokens, in their order. */
  get tokens(): string[] {
    return this.parts.flatMap((part) => ('token' in part ? [part.token] : []));
  }

  /**
   * What the keys of a day in UTC begin with, as far as the folder of its last date token.
   *
   * @returns undefined for a pattern that does not file by day, or that has another token before the day
   */
  dayFolder(day: Day): string | undefined {
    const [yyyy, mm, dd] = day.split('-');
    const parts = this.dayParts();
    return parts && render(parts, { yyyy, mm, dd }).key;
  }

  /** The day whose folder a key is in; undefined where there is none, or no such day. */
  dayOf(key: string): Day | undefined {
    const groups = this.dated?.exec(key)?.groups;
    const day = groups && DATE_TOKENS.map((token) => groups[token]).join('-');
    return day !== undefined && isDay(day) ? day : undefined;
  }

  /** The key of a recording, as far as it is known. */
  renderKey(values: PatternValues): RenderedKey {
    return render(this.parts, values);
  }

  /** What each token stands for in a key; undefined for a key that is not of this pattern. */
  matchKey(key: string): Readonly<Record<string, string>> | undefined {
    const groups = this.whole.exec(key)?.groups;
    return groups && { ...groups };
  }

  /** The parts up to the slash behind the last date token; undefined unless dates are all the tokens in them. */
  private dayParts(): readonly Part[] | undefined {
    const last = this.parts.findIndex((part) => 'token' in part && part.token === 'dd');
    const before = this.parts.slice(0, last + 1);
    const tokens = before.flatMap((part) => ('token' in part ? [part.token] : []));
    if (tokens.join() !== DATE_TOKENS.join()) return undefined;
    const next = this.parts[last + 1];
    const literal = next && 'literal' in next ? next.literal : '';
    return [...before, { literal: literal.slice(0, literal.indexOf('/') + 1) }];
  }
}

/** Takes a pattern apart. */
export function parsePathPattern(text: string): PathPattern {
  return new PathPattern(text);
}

function parse(text: string): Part[] {
  return text
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('{') ? { token: piece.slice(1, -1) } : { literal: piece }));
}

/** A token that stands twice must stand for the same; a token that is no word cannot be told. */
function expressionOf(parts: readonly Part[]): string {
  const seen = new Set<string>();
  return parts
    .map((part) => {
      if ('literal' in part) return part.literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const { token } = part;
      if (!/^[a-z_]\w*$/i.test(token)) return '[^/]+?';
      if (seen.has(token)) return `\\k<${token}>`;
      seen.add(token);
      return `(?<${token}>${formOf(token)})`;
    })
    .join('');
}

function render(parts: readonly Part[], values: PatternValues): RenderedKey {
  let key = '';
  for (const part of parts) {
    if ('literal' in part) {
      key += part.literal;
      continue;
    }
    const value = values[part.token];
    if (value === undefined) return { key, open: true };
    key += value;
  }
  return { key, open: false };
}
