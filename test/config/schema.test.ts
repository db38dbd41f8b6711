import Ajv from 'ajv';
import * as fs from 'node:fs';
import { parse } from 'yaml';
import { environmentJsonSchema } from '../../config/json-schema';

const generated = environmentJsonSchema();
const accepts = new Ajv({ strict: false, validateFormats: false }).compile(generated);
const FOLDER = 'test/environments';
const files = fs.readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`);
const read = (file: string) => parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;

test('the committed schema is what the settings say now; npm run schema writes it', () => {
  const committed: unknown = JSON.parse(fs.readFileSync('schema/environment.schema.json', 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(generated)));
});

test.each(files)('editors find %s right', (file) => {
  accepts(read(file));
  expect(accepts.errors).toBeNull();
});

test('editors find a misspelt key wrong', () => {
  expect(accepts({ ...read(`${FOLDER}/local.yaml`), regoin: 'us-east-1' })).toBe(false);
});

test('every key has a text that editors show', () => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties = {} } = node as { properties?: Record<string, { description?: string }> };
    for (const [key, child] of Object.entries(properties)) {
      if (!child.description) silent.push(`${path}.${key}`);
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`);
  };
  visit(generated, '');
  expect(silent).toEqual([]);
});
