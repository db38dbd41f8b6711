import Ajv from 'ajv';
import * as fs from 'node:fs';
import { parse } from 'yaml';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { environmentJsonSchema } from '../../config/json-schema';
import { loadEnvironments } from '../../config/load';

/** The only test that reads the examples, which users edit and delete. */
test('the example environments that we ship are valid, and editors accept them', () => {
  const files = fs.existsSync(DEFAULT_FOLDER) ? readFolder(DEFAULT_FOLDER) : [];
  const { problems } = loadEnvironments(files);
  expect(problems.filter(({ warning }) => !warning)).toEqual([]);

  const accepts = new Ajv({ strict: false, validateFormats: false }).compile(
    environmentJsonSchema(),
  );
  expect(files.filter(({ text }) => !accepts(parse(text)))).toEqual([]);
});
