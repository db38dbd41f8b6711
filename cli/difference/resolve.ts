import { resolveTokens, type Resources, type StackPlace } from '../../access/tokens';
import { isRecord } from '../../review/attributes';

/** What references of a stack are resolved with. */
export interface Scope {
  readonly resources: Resources;
  readonly place: StackPlace;
  /** Current addresses of resources, and the addresses by which {@link resources} has them. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Resources that are replaced, by the addresses that {@link resources} has: AWS computes their values again. */
  readonly replaced: ReadonlySet<string>;
}

/** Enclose an expression whose value is not known. Nothing else contains these characters of the private use area. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];
const MARKS = /[\uE000\uE001]/g;
const UNRESOLVED = /\uE000[^\uE001]*\uE001/g;

/** @see Terraform documentation, "Strings and Templates": `$${` and `%%{` are literal */
const TEMPLATE = /[$%]{2}\{|[$%]\{[^}]*\}?/g;

const ADDRESS = /[a-z][a-z\d]*_\w+\.[A-Za-z_][\w-]*/g;

/** Replaces references to resources by their values, at any depth. {@link settle} removes the marks of the others. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveText(value, scope);
  if (Array.isArray(value)) return value.map((each) => resolveValue(each, scope));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolveValue(each, scope)]),
  );
}

/** Attributes that a new resource has from its configuration. */
const CONFIGURED = ['bucket', 'name', 'function_name'];

function resolveText(text: string, { resources, place, renamed, replaced }: Scope): string {
  const isComputed = (reference: string) => {
    const [type = '', name = '', attribute = ''] = reference.slice(2, -1).split('.');
    return replaced.has(`${type}.${name}`) && !CONFIGURED.includes(attribute);
  };
  return text.replaceAll(MARKS, '').replaceAll(TEMPLATE, (part) => {
    if (/^[$%]{2}/.test(part)) return part.slice(1);
    const reference = part.replaceAll(ADDRESS, (address) => renamed.get(address) ?? address);
    if (isComputed(reference)) return OPEN + reference + CLOSE;
    try {
      const resolved = resolveTokens(reference, resources, place);
      return resolved === reference ? OPEN + reference + CLOSE : resolved;
    } catch {
      return OPEN + reference + CLOSE;
    }
  });
}

/** The addresses that a value refers to. */
export function referencesIn(value: unknown): string[] {
  const expressions = JSON.stringify(value).match(TEMPLATE) ?? [];
  return [...new Set(expressions.flatMap((each) => each.match(ADDRESS) ?? []))];
}

/** A value as a plan lists it: known parts, and marks of the parts that are known only after apply. */
export interface Settled {
  readonly value: unknown;
  readonly mark: unknown;
}

/**
 * Removes the marks of expressions. An expression that the previous value does not contain is unknown.
 *
 * @param previous - the resolved value that it is compared with
 */
export function settle(value: unknown, previous: unknown): Settled {
  return settleWith(value, new Set(JSON.stringify(previous ?? null).match(UNRESOLVED) ?? []));
}

function settleWith(value: unknown, known: ReadonlySet<string>): Settled {
  if (typeof value === 'string') {
    // The set has the expressions as JSON writes them.
    const open = JSON.stringify(value).match(UNRESOLVED) ?? [];
    if (open.some((each) => !known.has(each))) return { value: undefined, mark: true };
    return { value: value.replaceAll(MARKS, ''), mark: false };
  }
  if (Array.isArray(value)) {
    const parts = value.map((each) => settleWith(each, known));
    return { value: parts.map((part) => part.value), mark: parts.map(({ mark }) => mark) };
  }
  if (!isRecord(value)) return { value, mark: false };
  const parts = Object.entries(value).map(([key, each]) => [key, settleWith(each, known)] as const);
  const values = parts.filter(([, part]) => part.value !== undefined);
  return {
    value: Object.fromEntries(values.map(([key, part]) => [key, part.value])),
    mark: Object.fromEntries(parts.map(([key, { mark }]) => [key, mark])),
  };
}
