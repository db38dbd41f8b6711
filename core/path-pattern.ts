import { type Day, isDay } from './day';

/** A part of a pattern: text that is in every key, or a token that is replaced. */
type Part = { readonly literal: string } | { readonly token: string };

/** The known values of a recording, by token. The first unknown value ends the known part of the key. */
export type PatternValues = Readonly<Record<string, string | undefined>>;

/** A key, or its known beginning. */
export interface RenderedKey {
  readonly key: string;
  /** Whether only the beginning is known. */
  readonly open: boolean;
}

const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** The form of a token's values where it is fixed; for other tokens anything but a slash. */
const FORMS: Readonly<Record<string, string>> = {
  yyyy: '\\d{4}',
  mm: '\\d{2}',
  dd: '\\d{2}',
  hh: '\\d{2}',
};

const formOf = (token: string) => FORMS[token] ?? (/(^|_)uuid$/.test(token) ? UUID : '[^/]+?');

const DATE_TOKENS = ['yyyy', 'mm', 'dd'];

/** Tokens that a recording list has values for. */
const LISTED_TOKENS = ['organization_uuid', 'conversation_uuid', 'recording_uuid'];

/**
 * A vendor's pattern of keys, e.g. `recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}`.
 *
 * @see Genesys guide, section 3, the file path pattern
 */
export class PathPattern {
  private readonly parts: readonly Part[];
  private readonly whole: RegExp;
  private readonly dated: RegExp | undefined;
  private readonly named: RegExp;
  /** The folder whose day was found last. */
  private recent: { readonly folder: string; readonly day: Day } | undefined;

  /** @param text - the pattern, with tokens in braces */
  constructor(readonly text: string) {
    this.parts = parse(text);
    this.whole = new RegExp(`^${expressionOf(this.parts)}$`, 's');
    const day = this.dayParts();
    this.dated = day && new RegExp(`^${expressionOf(day)}`, 's');
    this.named = new RegExp(`^${this.nameExpression()}`, 's');
  }

  /** The tokens, in order. */
  get tokens(): string[] {
    return this.parts.flatMap((part) => ('token' in part ? [part.token] : []));
  }

  /**
   * The beginning of the keys of a day in UTC, up to the folder of the last date token.
   *
   * @returns undefined for a pattern without date tokens, or with another token before them
   */
  dayFolder(day: Day): string | undefined {
    const [yyyy, mm, dd] = day.split('-');
    const parts = this.dayParts();
    return parts && render(parts, { yyyy, mm, dd }).key;
  }

  /** The day whose folder a key is in; undefined for a key outside of such folders. */
  dayOf(key: string): Day | undefined {
    // Neighbouring keys are in the same folder: finding its day again would take a third of the time of a check.
    if (this.recent && key.startsWith(this.recent.folder)) return this.recent.day;
    const [folder, ...parts] = this.dated?.exec(key) ?? [];
    const day = parts.join('-');
    if (folder === undefined || !isDay(day)) return undefined;
    this.recent = { folder, day };
    return day;
  }

  /** The beginning of the hour or day whose folder a key is in, in milliseconds since 1970. */
  momentOf(key: string): number | undefined {
    const { yyyy, mm, dd, hh = '00' } = this.named.exec(key)?.groups ?? {};
    const at = Date.parse(`${yyyy}-${mm}-${dd}T${hh}:00:00Z`);
    return Number.isNaN(at) ? undefined : at;
  }

  /**
   * What tells a recording from others, whatever its folder: the part of a key, or of its known beginning, between the
   * date and the first token that the vendor's recording list has no value for.
   *
   * @returns undefined for a key that does not match the pattern so far
   */
  nameOf(key: string): string | undefined {
    return this.named.exec(key)?.groups?.name;
  }

  /** The part of a key before {@link nameOf}. */
  renderFolder(values: PatternValues): string {
    return render(this.parts.slice(0, this.folderParts), values).key;
  }

  /** The part of the pattern after {@link renderFolder}. */
  get namePattern(): string {
    const after = this.parts.slice(this.folderParts);
    return after.map((part) => ('literal' in part ? part.literal : `{${part.token}}`)).join('');
  }

  private get folderParts(): number {
    const isDate = (part: Part) => 'token' in part && [...DATE_TOKENS, 'hh'].includes(part.token);
    return this.parts.findLastIndex(isDate) + 1;
  }

  /** Ids may have any form here: vendors' test data and older recordings do not all have UUIDs. */
  private nameExpression(): string {
    const from = this.folderParts;
    const after = this.parts.slice(from);
    const unknown = after.findIndex(
      (part) => 'token' in part && !LISTED_TOKENS.includes(part.token),
    );
    const known = unknown < 0 ? after : after.slice(0, unknown);
    const tail = known.map((part, index, all) => {
      if ('literal' in part) return escape(part.literal);
      return index === all.length - 1 ? '[^/]+' : '[^/]+?';
    });
    return `${expressionOf(this.parts.slice(0, from))}(?<name>${tail.join('')})`;
  }

  /** The key of a recording, up to the first unknown value. */
  renderKey(values: PatternValues): RenderedKey {
    return render(this.parts, values);
  }

  /** The value of each token in a key; undefined for a key that does not match the pattern. */
  matchKey(key: string): Readonly<Record<string, string>> | undefined {
    const groups = this.whole.exec(key)?.groups;
    return groups && { ...groups };
  }

  /** The parts up to the slash after the last date token; undefined when they have other tokens. */
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

/** Parses a pattern. */
export function parsePathPattern(text: string): PathPattern {
  return new PathPattern(text);
}

function parse(text: string): Part[] {
  return text
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('{') ? { token: piece.slice(1, -1) } : { literal: piece }));
}

/** A repeated token must have the same value; a token that is not a word has no group. */
function expressionOf(parts: readonly Part[]): string {
  const seen = new Set<string>();
  return parts
    .map((part) => {
      if ('literal' in part) return escape(part.literal);
      const { token } = part;
      if (!/^[a-z_]\w*$/i.test(token)) return '[^/]+?';
      if (seen.has(token)) return `\\k<${token}>`;
      seen.add(token);
      return `(?<${token}>${formOf(token)})`;
    })
    .join('');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
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
