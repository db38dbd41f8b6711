import { RefusedError } from '../core/problem';

interface Form {
  readonly starts: readonly number[];
  readonly what: string;
  readonly fix: string;
}

const SHOW = 'Pass the output of terraform show -json <plan file>, as UTF-8 text.';
const UTF_16 = {
  what: 'the input is UTF-16, not UTF-8',
  fix: 'Write it as UTF-8, in PowerShell with: terraform show -json tfplan | Out-File -Encoding utf8 plan.json.',
};

/** The beginnings of files that are not plans as JSON, but that are passed as such. */
const FORMS: readonly Form[] = [
  { starts: [0xff, 0xfe], ...UTF_16 },
  { starts: [0xfe, 0xff], ...UTF_16 },
  { starts: [0x7b, 0x00], ...UTF_16 },
  { starts: [0x00, 0x7b], ...UTF_16 },
  {
    starts: [0x1f, 0x8b],
    what: 'the input is compressed with gzip',
    fix: 'Unpack it first: gunzip -c plan.json.gz | npx callvault review.',
  },
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    what: 'the input is a plan file, not the plan as JSON',
    fix: 'Pass it as JSON: terraform show -json tfplan | npx callvault review.',
  },
];

/**
 * The text of a plan, without a byte order mark.
 *
 * @param source - where it comes from, for messages
 * @throws RefusedError for everything but UTF-8 text
 */
export function decodePlan(bytes: Buffer, source: string): string {
  const form = FORMS.find(({ starts }) => starts.every((byte, index) => bytes[index] === byte));
  if (form) throw refused(source, form);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw cause;
    throw refused(source, { what: 'the input is not UTF-8 text', fix: SHOW }).causedBy(cause);
  }
}

const refused = (source: string, { what, fix }: Omit<Form, 'starts'>) =>
  new RefusedError([{ rule: 'review-plan-json', path: [], what, fix }], source);

/** The deepest nesting of a plan that is read. Terraform's own is below 100. */
const MAX_DEPTH = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether JSON is nested so deeply that reading it could exceed the stack. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  for (let index = 0; index < json.length && depth <= MAX_DEPTH; index += 1) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = endOfText(json, index);
    // [ and { differ in one bit, and so do ] and }.
    else if ((code | 0x20) === 0x7b) depth += 1;
    else if ((code | 0x20) === 0x7d) depth -= 1;
  }
  return depth > MAX_DEPTH;
}

/** The index of the quote that ends a text of JSON. */
function endOfText(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json.charCodeAt(index) !== QUOTE) {
    index += json.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index;
}
