import { tryParseJson } from '../../core/parse-json';
import { isRecord } from '../attributes';
import { type Finding, finding, type Rule } from '../finding';
import type { Change, OutputChange } from '../plan';
import { sentence } from '../sentence';

const MODES = ['DUAL', 'PRIMARY'];

/** A setting with which the vendor deletes its own copy of each recording. */
export const storageModeRule: Rule = (change, { isNewStack }) =>
  isNewStack || change.action === 'no-op' || change.action === 'delete'
    ? []
    : primary(change.address, change);

/** Outputs, with which a store is registered, that say so. */
export function storageModeFindings(outputs: readonly OutputChange[]): Finding[] {
  return outputs.flatMap((output) => {
    const [before] = modesIn(output.before);
    if (output.isUnknown && before !== undefined) {
      const what = sentence`The storage mode ${before} is in the output, whose new value is known only after apply.`;
      return [finding('value-unknown', output, what)];
    }
    return primary(output.address, output);
  });
}

function primary(
  address: string,
  { before, after }: Pick<Change | OutputChange, 'before' | 'after'>,
): Finding[] {
  const was = modesIn(before);
  if (!modesIn(after).includes('PRIMARY') || was.includes('PRIMARY')) return [];
  const what = sentence`The storage mode becomes PRIMARY instead of ${was[0] ?? 'DUAL'}: the vendor deletes its own copy of each recording once it is in the bucket, and what needs that copy stops.`;
  return [finding('vendor-copy-removed', { address }, what)];
}

/** The storage modes in a value, also in JSON that a text contains. */
function modesIn(value: unknown, key = 'storageMode'): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => modesIn(each, key));
  if (isRecord(value))
    return Object.entries(value).flatMap(([name, child]) => modesIn(child, name));
  if (typeof value !== 'string') return [];
  const json = tryParse(value);
  if (json !== undefined) return modesIn(json, '');
  return /storage_?mode/i.test(key) && MODES.includes(value) ? [value] : [];
}

/** The value of a text with a JSON object or list; undefined for any other text. */
function tryParse(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || !/storage_?mode/i.test(text)) return undefined;
  return tryParseJson(text);
}
