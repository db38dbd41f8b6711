/** An upload by an HTML form: its fields before the file, and the size of the file. */
export interface UploadForm {
  /** By name in lower case. */
  readonly fields: Readonly<Record<string, string>>;
  readonly fileBytes: number;
}

/**
 * Reads the fields of an upload by a form. S3 ignores what follows the file.
 *
 * @see Amazon S3 API Reference, "POST Object"
 */
export function readForm(contentType: string, body: Buffer): UploadForm {
  const boundary = between(contentType, /boundary="?([^";\s]+)/i);
  const fields: Record<string, string> = {};
  for (const { headers, content } of partsOf(body, `--${boundary}`)) {
    const name = between(headers, /\bname="([^"]*)"/i).toLowerCase();
    if (name === 'file') {
      const file = between(headers, /filename="([^"]*)"/i);
      return { fields: withFileName(fields, file), fileBytes: content.length };
    }
    fields[name] = content.toString('utf8');
  }
  return { fields, fileBytes: 0 };
}

/** What the group of an expression matches; empty if nothing does. */
const between = (text: string, expression: RegExp) => expression.exec(text)?.[1] ?? '';

function withFileName(
  fields: Readonly<Record<string, string>>,
  file: string,
): Readonly<Record<string, string>> {
  return { ...fields, key: (fields.key ?? '').replaceAll('${filename}', file) };
}

function* partsOf(body: Buffer, boundary: string): Generator<{ headers: string; content: Buffer }> {
  for (let at = body.indexOf(boundary); at >= 0;) {
    const start = at + boundary.length + 2;
    const next = body.indexOf(`\r\n${boundary}`, start);
    const empty = body.indexOf('\r\n\r\n', start);
    if (next < 0 || empty < 0 || empty > next) return;
    yield {
      headers: body.subarray(start, empty).toString('utf8'),
      content: body.subarray(empty + 4, next),
    };
    at = next + 2;
  }
}

/** A policy of a form, as far as it is checked. */
interface FormPolicy {
  readonly expiration?: string;
  readonly conditions?: readonly (readonly unknown[] | Readonly<Record<string, unknown>>)[];
}

/** Status, code and message. */
type FormProblem = readonly [status: number, code: string, message: string];

/** Fields that a policy does not need to name. */
const FREE = /^(x-amz-signature|file|policy|x-ignore-.*)$/;

/**
 * How S3 refuses a form by its policy.
 *
 * @param bucket - the bucket it is posted to
 * @param now - milliseconds
 * @returns undefined if the policy allows it
 * @see Amazon S3 API Reference, "POST Policy"
 */
export function formProblem(
  form: UploadForm,
  bucket: string,
  now: number,
): FormProblem | undefined {
  const policy = parse(form.fields.policy ?? '');
  if (!policy?.conditions) return [400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.'];
  if (!(Date.parse(policy.expiration ?? '') > now)) return invalid('Policy expired.');
  const conditions = policy.conditions.map(toCondition);
  const values: Record<string, string> = { ...form.fields, bucket };
  for (const condition of conditions) {
    const problem = conditionProblem(condition, values, form.fileBytes);
    if (problem) return problem;
  }
  const named = new Set(conditions.map(({ field }) => field));
  const extra = Object.keys(form.fields).find((name) => !named.has(name) && !FREE.test(name));
  return extra === undefined ? undefined : invalid(`Extra input fields: ${extra}`);
}

const invalid = (why: string): FormProblem => [
  403,
  'AccessDenied',
  `Invalid according to Policy: ${why}`,
];

function parse(policy: string): FormPolicy | undefined {
  try {
    return JSON.parse(Buffer.from(policy, 'base64').toString('utf8')) as FormPolicy;
  } catch {
    return undefined;
  }
}

interface FormCondition {
  readonly match: string;
  /** A field, or the lower limit of a size. */
  readonly field: string;
  readonly value: string;
}

function toCondition(
  condition: readonly unknown[] | Readonly<Record<string, unknown>>,
): FormCondition {
  const [match, field, value] = Array.isArray(condition)
    ? (condition as readonly unknown[])
    : ['eq', ...(Object.entries(condition)[0] ?? [])];
  return {
    match: String(match).toLowerCase(),
    field: String(field).toLowerCase().replace(/^\$/, ''),
    value: String(value),
  };
}

function conditionProblem(
  { match, field, value }: FormCondition,
  values: Readonly<Record<string, string>>,
  bytes: number,
): FormProblem | undefined {
  if (match === 'content-length-range') return sizeProblem(bytes, Number(field), Number(value));
  const actual = values[field] ?? '';
  const holds =
    match === 'eq' ? actual === value : match === 'starts-with' && actual.startsWith(value);
  if (holds) return undefined;
  return invalid(`Policy Condition failed: ["${match}", "$${field}", "${value}"]`);
}

function sizeProblem(bytes: number, min: number, max: number): FormProblem | undefined {
  const upload = 'Your proposed upload';
  if (bytes < min)
    return [400, 'EntityTooSmall', `${upload} is smaller than the minimum allowed size`];
  if (bytes > max) return [400, 'EntityTooLarge', `${upload} exceeds the maximum allowed size`];
  return undefined;
}
