import * as fs from 'node:fs';

/** What a vendor's own SDK says of a value. */
export interface ValueFact {
  /**
   * `string`, `number`, `boolean`, `object`, `map`, the name of a model; a list ends in `[]`, a map begins with `map of`,
   * and ` | ` is between alternatives.
   */
  readonly type: string;
  /** @default false */
  readonly required?: boolean;
  /** All values it can have. @default - any of its type */
  readonly values?: readonly string[];
  /** The largest number. @default - not known */
  readonly max?: number;
  /** Characters of the longest text. @default - not known */
  readonly maxLength?: number;
}

/** Values by name. */
export type ValueFacts = Readonly<Record<string, ValueFact>>;

/** A request that a vendor's API answers. */
export interface OperationFact {
  readonly method: string;
  /** With names in braces, e.g. `/v1/Credentials/AWS/{sid}`. */
  readonly path: string;
  /** @default - none */
  readonly query?: ValueFacts;
  /** Fields of a form. @default - it takes no form */
  readonly form?: ValueFacts;
  /** Model of the JSON body. @default - it takes none */
  readonly body?: string;
  /** Model of the answer. @default - it answers without a body */
  readonly answer?: string;
}

/** The part of a vendor's API that callvault and its tests use, as the vendor's SDK describes it. */
export interface VendorFacts {
  /** The packages that the facts come from, with their versions. */
  readonly sources: readonly string[];
  readonly operations: readonly OperationFact[];
  readonly models: Readonly<Record<string, ValueFacts>>;
}

/** The file that `npm run vendor:facts` writes for a vendor. */
export const factsFile = (vendor: string) => `dev/vendors/facts/${vendor}.json`;

/** Reads the facts of a vendor. */
export function readFacts(vendor: 'daily' | 'genesys' | 'twilio' | 'vonage' | 'zoom'): VendorFacts {
  return JSON.parse(fs.readFileSync(factsFile(vendor), 'utf8')) as VendorFacts;
}

/** The description of a request; undefined if the vendor's API has no such request. */
export function tryFindOperation(
  { operations }: VendorFacts,
  method: string,
  path: string,
): OperationFact | undefined {
  const matches = operations.filter(
    (each) => each.method === method && expressionOf(each.path).test(path),
  );
  // A path without names is more specific: `/integrations/credentials` is not an integration.
  const names = (each: OperationFact) => each.path.split('{').length;
  return matches.sort((one, other) => names(one) - names(other))[0];
}

function expressionOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** Says how named texts, of a query or a form, differ from their description. */
export function differInTexts(texts: URLSearchParams, facts: ValueFacts = {}): readonly string[] {
  const wrong = [...texts].flatMap(([name, text]) => {
    const fact = facts[name];
    return fact ? differInText(name, text, fact) : [`unknown parameter ${name}`];
  });
  const missing = Object.entries(facts)
    .filter(([name, { required }]) => required === true && !texts.has(name))
    .map(([name]) => `${name} is required`);
  return [...wrong, ...missing];
}

function differInText(name: string, text: string, fact: ValueFact): string[] {
  const { values, maxLength = Infinity } = fact;
  if (values && !values.includes(text)) return [`${name} is not one of ${values.join(', ')}`];
  if (text.length > maxLength) return [`${name} has more than ${maxLength} characters`];
  const isForm = FORMS[fact.type]?.test(text) ?? true;
  if (!isForm) return [`${name} is not a ${fact.type}`];
  const { max } = fact;
  return max !== undefined && Number(text) > max ? [`${name} is more than ${max}`] : [];
}

/** How values are written as text. */
const FORMS: Readonly<Record<string, RegExp>> = { boolean: /^(true|false)$/, number: /^-?\d+$/ };

/** Says how a JSON value differs from the description of a type. */
export function differInJson(
  { models }: VendorFacts,
  value: unknown,
  { type, at }: { readonly type: string; readonly at: string },
): readonly string[] {
  return new JsonComparison(models).differ(value, type, at);
}

class JsonComparison {
  constructor(private readonly models: VendorFacts['models']) {}

  differ(value: unknown, type: string, at: string): readonly string[] {
    const [first = [], ...others] = type.split(' | ').map((each) => this.differAs(value, each, at));
    return others.some((each) => each.length === 0) ? [] : first;
  }

  private differAs(value: unknown, type: string, at: string): readonly string[] {
    const item = /^(.+)\[\]$/.exec(type)?.[1];
    if (item !== undefined) {
      if (!Array.isArray(value)) return [`${at} is not a list`];
      return value.flatMap((each, index) => this.differ(each, item, `${at}[${index}]`));
    }
    const entry = /^map of (.+)$/.exec(type)?.[1];
    if (entry !== undefined) return this.differInMap(value, entry, at);
    const model = this.models[type];
    if (model) return this.differInModel(value, model, at);
    return typeof value === type && value !== null ? [] : [`${at} is not a ${type}`];
  }

  private differInMap(value: unknown, type: string, at: string): readonly string[] {
    if (!isObject(value)) return [`${at} is not an object`];
    const all = Object.entries(value);
    return all.flatMap(([name, each]) => this.differ(each, type, `${at}.${name}`));
  }

  private differInModel(value: unknown, model: ValueFacts, at: string): readonly string[] {
    if (!isObject(value)) return [`${at} is not an object`];
    const unknown = Object.keys(value).filter((name) => !(name in model));
    return [
      ...unknown.map((name) => `unknown field ${at}.${name}`),
      ...Object.entries(model).flatMap(([name, fact]) =>
        this.differInField(value[name], fact, `${at}.${name}`),
      ),
    ];
  }

  private differInField(value: unknown, fact: ValueFact, at: string): readonly string[] {
    const { type, required, values } = fact;
    if (value === undefined || value === null)
      return required === true ? [`${at} is required`] : [];
    if (values && !(values as readonly unknown[]).includes(value)) {
      return [`${at} is not one of ${values.join(', ')}`];
    }
    return this.differ(value, type, at);
  }
}

type JsonFields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
