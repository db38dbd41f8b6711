import type { Problem } from '../core/problem';
import { environmentJsonSchema } from './json-schema';

/** The part of the schema that a key path leads to. */
export interface SchemaNode {
  /** What its values are called. */
  readonly title?: string;
  /** What the key is for. */
  readonly description?: string;
  /** The keys below it. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** What any other key may have as a value; false, or nothing, if there may be no other. */
  readonly additionalProperties?: unknown;
  /** The texts it may be. */
  readonly choices?: readonly string[];
  /** The regular expression that a text must match. */
  readonly pattern?: string;
}

interface JsonSchema extends Omit<SchemaNode, 'properties' | 'additionalProperties' | 'choices'> {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

let cached: JsonSchema | undefined;

const schema = () => (cached ??= environmentJsonSchema() as JsonSchema);

/** Follows a key path through the schema; the data decides between the forms a key may have. */
export function schemaAt(path: Problem['path'], data: unknown): SchemaNode | undefined {
  let node = schema();
  let value = data;
  for (const [index, key] of path.entries()) {
    const next = step(branch(node, value), key, path.length - 1 === index);
    if (!next) return undefined;
    node = dereference(next);
    value = child(value, key);
  }
  const found = branch(node, value);
  return {
    ...found,
    properties: keysOf(found),
    description: node.description ?? found.description,
    choices: choices(node),
  };
}

/** Replaces a reference with what it refers to; keys next to it take precedence. */
function dereference(node: JsonSchema): JsonSchema {
  const { $ref, allOf = [], ...own } = node;
  return [...($ref === undefined ? [] : [definition($ref)]), ...allOf.map(dereference)].reduceRight(
    (result, each) => ({ ...each, ...result }),
    own,
  );
}

function definition($ref: string): JsonSchema {
  const found = schema().$defs?.[$ref.replace('#/$defs/', '')];
  return found ? dereference(found) : {};
}

function step(node: JsonSchema, key: string | number, last: boolean): JsonSchema | undefined {
  const { properties, additionalProperties, items, oneOf } = node;
  const named = properties?.[String(key)];
  if (named) return named;
  // The key that distinguishes the forms is wrong itself: all forms have it.
  if (last && oneOf) return { enum: discriminators(oneOf, String(key)) };
  if (typeof additionalProperties === 'object') return additionalProperties;
  return items;
}

function branch(node: JsonSchema, value: unknown): JsonSchema {
  const forms = (node.oneOf ?? node.anyOf)?.map(dereference);
  const fitting = forms?.find(({ properties = {}, required = [] }) => {
    const constants = Object.entries(properties).filter(
      ([key, { const: text }]) => text !== undefined && required.includes(key),
    );
    return (
      constants.length > 0 &&
      constants.every(([key, { const: text }]) => child(value, key) === text)
    );
  });
  const list = Array.isArray(value) && forms?.find(({ items }) => items);
  return fitting ?? (list || node);
}

/** The keys that a value may have; those of all forms where it is not known which is meant. */
function keysOf({ properties, oneOf = [] }: JsonSchema): SchemaNode['properties'] {
  if (oneOf.length === 0) return properties;
  return Object.fromEntries(
    oneOf.flatMap((form) => Object.entries(dereference(form).properties ?? {})),
  );
}

const children = new Map<string, string[]>();

/** The keys that may stand below a key of this name, wherever it is; undefined for any other name. */
export function childKeys(name: string): readonly string[] | undefined {
  if (children.size === 0) collectKeys(schema());
  return children.get(name);
}

function collectKeys(node: JsonSchema): void {
  for (const { items, additionalProperties, properties = {} } of formsOf(node)) {
    for (const [key, value] of Object.entries(properties)) collectBelow(key, value);
    if (items) collectKeys(items);
    if (typeof additionalProperties === 'object') collectKeys(additionalProperties);
  }
}

function collectBelow(name: string, node: JsonSchema): void {
  const known = children.get(name);
  const keys = formsOf(node).flatMap(({ properties = {} }) => Object.keys(properties));
  if (known && keys.every((key) => known.includes(key))) return;
  children.set(name, [...(known ?? []), ...keys]);
  collectKeys(node);
}

function formsOf(node: JsonSchema): JsonSchema[] {
  const whole = dereference(node);
  return [whole, ...(whole.oneOf ?? []), ...(whole.anyOf ?? [])].map(dereference);
}

function discriminators(forms: readonly JsonSchema[], key: string): string[] {
  return forms.flatMap((form) => dereference(form).properties?.[key]?.const ?? []);
}

function choices(node: JsonSchema): string[] {
  const forms = node.anyOf ?? [];
  return [
    ...(node.enum ?? []),
    ...(node.const === undefined ? [] : [node.const]),
    ...forms.flatMap((form) => form.enum ?? []),
  ];
}

/** What stands at a key path in the data; undefined when nothing does. */
export const valueAt = (data: unknown, path: Problem['path']) => path.reduce(child, data);

function child(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}
