import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { readSource } from '../../config/source';
import { findCauses } from '../../config/yaml-causes';

const ROOT = path.join(__dirname, '../..');

/** Files as people write them. */
const FILES = ['environments', 'test/access/environments', 'examples/vendors', '.github/workflows']
  .map((folder) => path.join(ROOT, folder))
  .filter((folder) => fs.existsSync(folder))
  .flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)))
  .filter((file) => /\.ya?ml$/.test(file));

const LINES = fs.readFileSync(path.join(ROOT, 'environments/staging.yaml'), 'utf8').split('\n');

const isKey = (line: string) => /^ *[\w-]+:/.test(line);
const isPair = (line: string) => /^ *[\w-]+: [\w'-]+/.test(line);
const isIndented = (line: string) => /^ +[\w-]/.test(line);

/** What people do wrong in a line, and where they can. */
const MISTAKES: Readonly<
  Record<string, { on: (line: string) => boolean; make: (line: string) => string }>
> = {
  'a tab': { on: isIndented, make: (line) => line.replace(/^ +/, '\t') },
  'one space too many': { on: isKey, make: (line) => ` ${line}` },
  'one space too few': {
    on: (line) => isKey(line) && isIndented(line),
    make: (line) => line.slice(1),
  },
  'no colon': { on: isKey, make: (line) => line.replace(':', '') },
  'no space after the colon': { on: isPair, make: (line) => line.replace(': ', ':') },
  'an equals sign': { on: isPair, make: (line) => line.replace(': ', ' = ') },
  'a quote that is not closed': {
    on: isPair,
    make: (line) => line.replace(/: '?/, ": '").replace(/(?<!: )'$/, ''),
  },
  'a quote before a key': { on: isKey, make: (line) => line.replace(/^( *)(?!-)/, "$1'") },
  'a bracket that is not closed': { on: isPair, make: (line) => line.replace(/: .*/, ': [a, b') },
  'a no-break space as indentation': {
    on: isIndented,
    make: (line) => line.replace(/^ /, '\u00a0'),
  },
  'an ideographic space after the colon': {
    on: isPair,
    make: (line) => line.replace(': ', ':\u3000'),
  },
  'a zero-width space': { on: isPair, make: (line) => `${line}\u200b` },
  'a second colon': { on: isPair, make: (line) => line.replace(/: .*/, ': a: b') },
  'no comma between two keys': {
    on: isPair,
    make: (line) => line.replace(/: .*/, ': {a: b c: d}'),
  },
  'a reserved character': { on: isPair, make: (line) => line.replace(/: .*/, ': @a') },
  'a dash before a key': {
    on: (line) => isKey(line) && /^[^ ]|:$/.test(line),
    make: (line) => line.replace(/^( *)/, '$1- '),
  },
};

const isInvalid = (text: string) => parseAllDocuments(text).some(({ errors }) => errors.length > 0);

test.each(Object.entries(MISTAKES))(
  '%s is one problem, in the line where it is',
  (_, { on, make }) => {
    const candidates = LINES.flatMap((line, index) => (on(line) ? [index] : []));
    const tried = candidates.filter((index) => {
      const text = LINES.with(index, make(LINES[index] ?? '')).join('\n');
      const { problems } = readSource(text);
      // Some changes give YAML that says something else, which the rules of the file find.
      if (!isInvalid(text) && problems.length === 0) return false;
      expect([index, problems.map(({ line }) => line)]).toEqual([index, [index + 1]]);
      expect(problems[0]?.fix).not.toBe('Correct the YAML there.');
      return true;
    });
    expect(tried.length).toBeGreaterThan(candidates.length / 3);
  },
);

test.each(FILES)('nothing is found in %s', (file) => {
  expect(findCauses(fs.readFileSync(file, 'utf8'))).toEqual([]);
});

test('nothing is found in any YAML that can be read', () => {
  const scalar = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 90 }),
    fc.integer(),
    fc.constantFrom(
      'a: b',
      '- a',
      '# a',
      "it's",
      '"',
      '[a',
      '{',
      'a\nb: c\n- d\n',
      ":'",
      'a:"b',
      'key:',
      '@a',
      ' a',
    ),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z][\w -]{0,8}\w$/), tie('value'), { maxKeys: 4 }),
    ),
  }));
  const options = fc.record({
    indent: fc.integer({ min: 1, max: 6 }),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20, 80),
    singleQuote: fc.constantFrom(true, false, null),
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  });
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value), options, (data, style) => {
      const text = stringify(data, style);
      fc.pre(!isInvalid(text));
      expect(findCauses(text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
