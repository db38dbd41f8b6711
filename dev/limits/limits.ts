import * as fs from 'node:fs';
import { DOCUMENTED, type Limit, PARAMETERS } from './attributes';

/** What AWS's own models say of parameters. */
export interface AwsLimits {
  /** Where the facts come from. */
  readonly sources: readonly string[];
  /** By service, operation and path. */
  readonly limits: Readonly<Record<string, Limit>>;
}

/** The file that `npm run limits:facts` writes. */
export const AWS_LIMITS_FILE = 'dev/limits/aws-limits.json';

/** Reads the facts. */
export function readAwsLimits(): AwsLimits {
  return JSON.parse(fs.readFileSync(AWS_LIMITS_FILE, 'utf8')) as AwsLimits;
}

/** All parameters that have facts. */
export function allParameters(): string[] {
  return [...new Set(Object.values(PARAMETERS).flat())].sort();
}

/** Everything that limits an attribute; undefined for an attribute that is not known. */
export function tryFindLimits({ limits }: AwsLimits, attribute: string): Limit[] | undefined {
  const parameters = PARAMETERS[attribute];
  const documented = DOCUMENTED[attribute];
  if (!parameters && !documented) return undefined;
  const ofModels = (parameters ?? []).flatMap((name) => limits[name] ?? []);
  return [...ofModels, ...(documented ? [documented] : [])];
}

/** How a value exceeds a limit; undefined if it does not. */
export function tryFindExcess(limit: Limit, value: string | number): string | undefined {
  const { min = 0, max = Infinity, pattern, values } = limit;
  const size = typeof value === 'number' ? value : Array.from(value).length;
  if (size < min || size > max) return `${size} is not from ${min} to ${max}`;
  if (values && !values.includes(value)) return `${value} is not one of ${values.join(', ')}`;
  if (pattern !== undefined && !matches(pattern, String(value))) {
    return `${value} does not match ${pattern}`;
  }
  return undefined;
}

/** The patterns are those of Java, and match the whole text. Some have escapes that JavaScript refuses with Unicode. */
function matches(pattern: string, text: string): boolean {
  const whole = `^(?:${pattern})$`;
  return (pattern.includes('\\p{') ? new RegExp(whole, 'u') : new RegExp(whole)).test(text);
}

/** A value of an attribute of a stack. */
export interface AttributeValue {
  /** Its type and path; the entries of a map are `{key}` and `{value}`. */
  readonly attribute: string;
  readonly value: string | number;
}

const MAPS = /\.(tags|dimensions|input_paths|triggers_replace)$/;

/** What belongs to Terraform, not to AWS. */
const OF_TERRAFORM =
  /^terraform_data\.|\/\/|\.(provider|depends_on\[\]|lifecycle\..*|filename|source_code_hash)$|^aws_iam_group_membership\.name$/;

/** Everything that the JSON of a stack sets, besides references and booleans. */
export function attributeValues(text: string): AttributeValue[] {
  const { resource = {}, provider = {} } = JSON.parse(text) as {
    resource?: Record<string, Record<string, object>>;
    provider?: { readonly aws?: readonly { readonly default_tags?: object }[] };
  };
  const resources = Object.entries(resource).flatMap(([type, all]) =>
    Object.values(all).flatMap((each) => [...valuesOf(type, each)]),
  );
  const tags = (provider.aws ?? []).flatMap(({ default_tags }) => [
    ...valuesOf('provider', { default_tags }),
  ]);
  return [...resources, ...tags].filter(({ attribute }) => !OF_TERRAFORM.test(attribute));
}

function* valuesOf(attribute: string, value: unknown): Generator<AttributeValue> {
  if (Array.isArray(value)) {
    for (const each of value) yield* valuesOf(`${attribute}[]`, each);
  } else if (typeof value === 'object' && value !== null) yield* entriesOf(attribute, value);
  else if (typeof value === 'number') yield { attribute, value };
  else if (typeof value === 'string' && !/^\$\{[^}]*\}(:\*)?$/.test(value)) {
    yield { attribute, value: withoutReferences(value) };
  }
}

function* entriesOf(attribute: string, value: object): Generator<AttributeValue> {
  const isMap = MAPS.test(attribute);
  for (const [name, each] of Object.entries(value)) {
    if (isMap) yield* valuesOf(`${attribute}.{key}`, name);
    yield* valuesOf(isMap ? `${attribute}.{value}` : `${attribute}.${name}`, each);
  }
}

/** A reference in a text becomes an ARN or another short text. `$${` is how Terraform writes `${`. */
const withoutReferences = (text: string) =>
  text
    .replace(/(?<!\$)\$\{[^}]*\}/g, 'arn:aws:reference')
    .replaceAll('$${', '${')
    .replaceAll('%%{', '%{');
