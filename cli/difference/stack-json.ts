import * as z from 'zod';
import type { Resources } from '../../access/tokens';
import { tryParseJson } from '../../core/parse-json';

/** Attributes of a block. */
type Block = Readonly<Record<string, unknown>>;

/** The parts of a synthesized stack that are compared. */
export interface ComparedStack {
  readonly resource?: Resources;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly terraform?: Block;
  readonly output?: unknown;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly removed?: readonly { readonly from: string; readonly lifecycle?: unknown }[];
}

const block = z.record(z.string(), z.unknown());

/** Terraform accepts other shapes too, but CDKTF does not write them. */
const schema = z.looseObject({
  resource: z
    .record(
      z.string().regex(/^[a-z][a-z\d]*_[a-z\d_]+$/),
      z.record(z.string().regex(/^(?!__)[A-Za-z_][\w-]*$/), block),
    )
    .optional(),
  provider: z.record(z.string(), z.array(block)).optional(),
  terraform: block.optional(),
  moved: z.array(z.looseObject({ from: z.string(), to: z.string() })).optional(),
  removed: z.array(z.looseObject({ from: z.string() })).optional(),
});

/** Maximum depth of objects and lists in a stack. A recursive comparison of much deeper ones would end the process. */
const MAX_DEPTH = 100;

/**
 * Says why a text is not a stack as CDKTF writes it.
 *
 * @param text - its `cdk.tf.json`, which can be hostile
 * @returns undefined for a stack that can be compared
 */
export function stackProblem(text: string): string | undefined {
  const data = tryParseJson(text);
  if (data === undefined) return 'is not JSON';
  const withoutTexts = text.replaceAll(/"(?:[^"\\]+|\\.)*"/g, '"');
  if (depthOf(withoutTexts) > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`;
  if (!schema.safeParse(data).success) return 'is not a stack as CDKTF writes it';
  const keys = keysIn(data);
  // An object of JavaScript treats this key differently.
  if (keys.includes('__proto__')) return 'contains the key __proto__';
  // Terraform reads every value of a key that is written twice, but JSON.parse only the last one.
  const written = withoutTexts.match(/"\s*:/g)?.length ?? 0;
  return written === keys.length ? undefined : 'contains a key twice';
}

/** Parses a stack that has no {@link stackProblem}. */
export const parseStack = (text: string) => JSON.parse(text) as ComparedStack;

function depthOf(withoutTexts: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of withoutTexts) {
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Every key of every object in a value. */
function keysIn(value: unknown, found: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return found;
  if (!Array.isArray(value)) found.push(...Object.keys(value));
  for (const each of Object.values(value)) keysIn(each, found);
  return found;
}
