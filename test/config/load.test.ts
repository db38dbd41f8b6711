import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { loadEnvironments } from '../../config/load';
import { renderProblems } from '../../config/render';
import { RefusedError } from '../../core/problem';
import { selectStacks } from '../../config/select';
import { change, found, GOOD, summary, isUnusual } from './base';

const KEY_ID = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const SECRET = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'].join('');

test('a good environment has nothing wrong with it', () => {
  expect(found(GOOD)).toEqual([]);
});

test('a byte order mark is not an error', () => {
  expect(found(`\uFEFF${GOOD}`)).toEqual([]);
});

test.each([KEY_ID, SECRET, `-----BEGIN RSA PRIVATE KEY-----\nx`, `SK${'0a'.repeat(16)}`])(
  'a credential in the file is refused and never repeated (%#)',
  (secret) => {
    const text = change("'arn:aws:iam::291871421005:root'", JSON.stringify(secret));
    const { problems } = loadEnvironments([{ file: 'prod.yaml', text }]);
    expect(problems.map(({ rule }) => rule)).toContain('config-no-secrets');
    expect(renderProblems(problems)).not.toContain(secret);
    expect(JSON.stringify(problems)).not.toContain(secret.slice(0, 20));
  },
);

test('a credential as a key is refused and never repeated', () => {
  const { problems } = loadEnvironments([
    { file: 'prod.yaml', text: change('owner:', `${KEY_ID}:`) },
  ]);
  expect(problems.map(({ rule }) => rule)).toContain('config-no-secrets');
  expect(renderProblems(problems)).not.toContain(KEY_ID);
});

test('a file of more than a megabyte is not even parsed', () => {
  expect(found(`${GOOD}# ${'x'.repeat(1_048_576)}`).map(({ rule }) => rule)).toEqual(['yaml-size']);
});

test('nesting beyond all reason is refused', () => {
  const text = `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(found(text).map(({ rule }) => rule)).toEqual(['yaml-depth']);
  expect(found('['.repeat(100_000)).length).toBeLessThanOrEqual(10);
});

test('an empty file is refused', () => {
  expect(found('').map(({ rule }) => rule)).toEqual(['yaml-one-document']);
});

test('a file whose name cannot be an environment is refused', () => {
  expect(found(GOOD, 'environments/Prod.yaml').map(({ rule }) => rule)).toEqual([
    'environment-name',
  ]);
});

test('everything wrong in several files is shown at once, in the order of files and lines', () => {
  const { problems } = loadEnvironments([
    { file: 'a.yaml', text: change('days: 90', 'days: 0', change('eu-central-1', 'nowhere-1')) },
    { file: 'b.yaml', text: change('type: production', 'type: prod') },
  ]);
  expect(
    problems.filter(isUnusual).map(({ file, line, rule }) => `${file}:${line} ${rule}`),
  ).toEqual(['a.yaml:2 region-known', 'a.yaml:30 retention-whole-days', 'b.yaml:3 config-choice']);
});

test('a store that is misshapen does not hide what is wrong with another', () => {
  const text = change('days: 90', 'days: 0', change('title: Other', 'titel: Other'));
  expect(found(text).map(({ at, rule }) => `${at} ${rule}`)).toEqual([
    '30:13 stores.video.retention.days retention-whole-days',
    '33:5 stores.other.titel config-unknown-key',
  ]);
});

test('one bucket in two environments is refused in the second', () => {
  const files = ['a', 'b'].map((name) => ({ file: `${name}.yaml`, text: GOOD }));
  const { problems } = loadEnvironments(files);
  expect(problems.filter(isUnusual).every(({ file }) => file === 'b.yaml')).toBe(true);
  expect(problems.map(summary)).toContainEqual({
    at: '8:11 state.bucket',
    rule: 'unique-bucket',
    what: 'the bucket acme-state is already used by state-a',
    fix: 'Choose another bucket for state-b.',
  });
  expect(problems.map(({ rule }) => rule)).toContain('unique-external-id');
});

test('buckets of two partitions may have one name', () => {
  const only = (region: string, account: string) =>
    change('eu-central-1', region, GOOD.slice(0, GOOD.indexOf('stores:'))).replace(
      '1'.repeat(12),
      account,
    ) +
    'stores:\n  video: { vendor: custom, title: A, bucket: acme, access: { kind: iam-user }, ' +
    'actions: { object: [s3:PutObject] }, retention: { days: 1 } }\n';
  const rules = (region: string) =>
    loadEnvironments([
      { file: 'a.yaml', text: only('eu-central-1', '1'.repeat(12)) },
      { file: 'b.yaml', text: only(region, '2'.repeat(12)) },
    ])
      .problems.filter(isUnusual)
      .map(({ rule }) => rule);
  expect(rules('us-gov-west-1')).toEqual([]);
  expect(new Set(rules('eu-west-1'))).toEqual(new Set(['unique-bucket']));
});

test('two stacks of one id are refused, though no name is the same', () => {
  const store = (name: string, bucket: string) =>
    change('acme-state', `${bucket}-state`, GOOD.slice(0, GOOD.indexOf('stores:'))) +
    `stores:\n  ${name}:\n    vendor: twilio\n    bucket: ${bucket}\n    recordings: true\n` +
    '    compositions: false\n    retention: { days: 1 }\n';
  const { problems } = loadEnvironments([
    { file: 'c.yaml', text: store('a-b', 'one') },
    { file: 'b-c.yaml', text: store('a', 'two') },
  ]);
  expect(problems.filter(isUnusual).map(({ rule }) => rule)).toEqual([
    'unique-stack-id',
    'unique-principal-name',
  ]);
});

const anyValue = fc.jsonValue({ maxDepth: 3 });

test('whatever a file holds, loading finds problems and never throws', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    anyValue.map((value) => stringify(value)),
    fc
      .tuple(fc.nat(GOOD.length), fc.nat(20), fc.string({ maxLength: 8 }))
      .map(([at, cut, put]) => GOOD.slice(0, at) + put + GOOD.slice(at + cut)),
    fc
      .tuple(fc.constantFrom(...GOOD.matchAll(/: (.+)$/gm)), anyValue)
      .map(([match, value]) => change(match[0], `: ${JSON.stringify(value)}`)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const problem of loadEnvironments([{ file: 'prod.yaml', text }]).problems) {
        expect(problem.rule).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.what).not.toBe('');
        expect(problem.fix).not.toBe('');
      }
    }),
    { numRuns: 600 },
  );
});

test('control characters from a file, its name or a key never reach a terminal', () => {
  const { problems } = loadEnvironments([
    { file: 'prod.yaml', text: change('eu-central-1', '"\\e[31mred\\u202e"') },
    { file: '\u001b[2J.yaml', text: change('owner:', '"\\e[2J":') },
  ]);
  expect(problems.map(({ file }) => file)).toContain('\u001b[2J.yaml');

  expect(renderProblems(problems)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});

const IDS = ['state-prod', 'calls-prod', 'calls-eu-prod', 'video-prod'];

test.each([
  [undefined, IDS],
  ['', IDS],
  ['calls-prod', ['calls-prod']],
  ['calls-*', ['calls-prod', 'calls-eu-prod']],
  ['video-prod, state-*', ['state-prod', 'video-prod']],
  ['*', IDS],
])('the selection %p builds %p', (patterns, ids) => {
  expect(selectStacks(IDS, patterns)).toEqual(ids);
});

test('a pattern is not a regular expression, and every pattern must match', () => {
  expect(() => selectStacks(IDS, 'calls.prod,video-*,nothing')).toThrow(
    new RefusedError(
      [
        'calls.prod in CALLVAULT_STACKS matches no stack',
        'nothing in CALLVAULT_STACKS matches no stack',
      ].map((what) => ({
        rule: 'stack-selected',
        path: [],
        what,
        fix: `Choose from: ${IDS.join(', ')}.`,
      })),
    ),
  );
});
