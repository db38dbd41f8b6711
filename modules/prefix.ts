import type { Problem } from '../core/problem';

/** @see Amazon S3 User Guide, "Naming Amazon S3 objects": a key has at most 1,024 bytes of UTF-8 */
const MAX_PREFIX_BYTES = 900;

const FORBIDDEN: readonly { readonly test: RegExp; readonly why: string }[] = [
  { test: /^\//, why: 'starts with a slash, so every key would begin with an empty folder' },
  { test: /\/\//, why: 'contains an empty folder' },
  { test: /(^|\/)\.\.?(\/|$)/, why: 'contains a . or .. folder, which clients resolve' },
  { test: /[*?]/, why: 'contains a wildcard, which would widen the policies built from it' },
  { test: /\$\{/, why: 'contains a policy variable, which IAM would replace' },
  { test: /%[0-9a-f]{2}/i, why: 'is percent-encoded; S3 uses keys as they are' },
  { test: /[\x00-\x1f\x7f]/, why: 'contains control characters' },
  // IAM API Reference, "PutRolePolicy", the pattern of PolicyDocument.
  { test: /[^\x00-\xff]/u, why: 'contains characters that IAM does not accept in policies' },
  { test: /[^/]$/, why: 'does not end with a slash, so longer names would match too' },
];

/** Replaced by IAM, and not by the vendor. */
const POLICY_VARIABLE = /\$\{\w+:[^}]*\}/g;

/** What begins a vendor's template. */
const TEMPLATES: readonly RegExp[] = [
  // Braces, angle or square brackets, quotes, pipes, `$room`.
  /[{}<>[\]"'`|\\$]/,
  // `%Y`, `%-d`, `%(room)s`
  /%[a-zA-Z(-]/,
  // `:room`
  /(?<=^|[/_.-]):[a-z]/i,
  // `#room#`, `@@room@@`
  /([#@~!])\w+\1/,
  // `YYYY`, `yyyyMMdd`, `year=YYYY`
  /(?<![a-z])(yyyy|yy(?=[-_.]?(mm|dd)))([-_.]?(mm|dd|hh))*(?![a-z])/i,
  // `dd-MM-yyyy`, `MMDDYY`
  /(?<![a-z])(dd[-_.]?mm|mm[-_.]?dd)[-_.]?yy(yy)?(?![a-z])/i,
  // A whole folder, or the value of one such as `month=MM`.
  /(?<=^|[/=])(MM|DD|HH|GUID|UUID)(?=\/)/,
];

/**
 * Refuses a key prefix that policies or clients would interpret differently from a reader.
 *
 * The empty prefix, the whole bucket, is valid: some vendors choose their keys themselves.
 */
export function checkPrefix(prefix: string): Problem[] {
  const template = tryFindTemplate(
    prefix.replaceAll(POLICY_VARIABLE, (text) => ' '.repeat(text.length)),
  );
  if (template !== undefined) return [templateProblem(prefix, template)];
  const reasons = FORBIDDEN.filter(({ test }) => test.test(prefix)).map(({ why }) => why);
  if (prefix.normalize('NFC') !== prefix) reasons.push('is not in Unicode normal form C');
  if (Buffer.byteLength(prefix) > MAX_PREFIX_BYTES) {
    reasons.push(`is longer than ${MAX_PREFIX_BYTES} bytes, which leaves too little for the key`);
  }
  return reasons.map((why) => ({
    rule: 'prefix-plain-folder',
    path: [],
    what: `${JSON.stringify(prefix)} ${why}`,
    fix: 'Write the folder plainly, with a slash at the end only: recordings/calls/.',
  }));
}

/** Where the first template begins. */
function tryFindTemplate(prefix: string): number | undefined {
  const starts = TEMPLATES.flatMap((test) => test.exec(prefix)?.index ?? []);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** The vendor replaces a template, but policies and lifecycle rules would take it to the letter. */
function templateProblem(prefix: string, start: number): Problem {
  const before = prefix.slice(0, start + 1).replace(/^\/+/, '');
  const constant = before.slice(0, before.lastIndexOf('/', before.length - 1) + 1);
  return {
    rule: 'prefix-plain-folder',
    path: [],
    what: `${JSON.stringify(prefix)} is a template: the vendor writes to other folders than this, where it would be denied`,
    fix:
      constant === '' || constant === '/'
        ? "Write the constant part; this template has none, so write '' for the whole bucket, or put a folder such as recordings/ before it at the vendor."
        : `Write the constant part: ${constant}.`,
  };
}
