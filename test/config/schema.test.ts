import Ajv from 'ajv';
import * as fs from 'node:fs';
import { parse } from 'yaml';
import { environmentJsonSchema } from '../../config/json-schema';
import { vendors } from '../../vendors';

interface Node {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
}

const generated = environmentJsonSchema();
const definitions = generated.$defs as Readonly<Record<string, Node>>;
const accepts = new Ajv({ strict: false, validateFormats: false }).compile(generated);
const FOLDER = 'test/environments';
const files = fs.readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`);
const read = (file: string) => parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;

test('npm run schema was run after the last change of the settings', () => {
  const committed: unknown = JSON.parse(fs.readFileSync('schema/environment.schema.json', 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(generated)));
});

test.each(files)('editors accept %s', (file) => {
  accepts(read(file));
  expect(accepts.errors).toBeNull();
});

test('editors refuse a misspelt key', () => {
  expect(accepts({ ...read(`${FOLDER}/local.yaml`), regoin: 'us-east-1' })).toBe(false);
});

/** Whether a key, or the definition it refers to, has a text. */
function described({ description, $ref = '' }: Node): boolean {
  const definition = definitions[$ref.replace('#/$defs/', '')];
  return Boolean(description ?? definition?.description);
}

test('every key has a text that editors show', () => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties = {} } = node as Node;
    for (const [key, child] of Object.entries(properties)) {
      if (!described(child)) silent.push(`${path}.${key}`);
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`);
  };
  visit(generated, '');
  expect(silent).toEqual([]);
});

test('each vendor has a title, and shares the settings of all stores', () => {
  const { stores } = generated.properties as {
    stores: { additionalProperties: { oneOf: Node[] } };
  };
  const branches = stores.additionalProperties.oneOf as (Node & { title?: string })[];
  expect(branches.map(({ title }) => title)).toEqual(
    Object.values(vendors).map(({ settings }) => settings.meta()?.title),
  );
  for (const { properties = {} } of branches) {
    expect(properties.retention).toEqual({ $ref: '#/$defs/store-retention' });
  }
});
