import { synthesize } from '../stacks/synthesized';
import { change, found, GOOD } from './base';

const FIX =
  'Shorten the lists that go into it: merge address ranges, or remove readers, administrators or previous paths.';

const roles = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `arn:aws:iam::111111111111:role/${String(i).padStart(20, '0')}`,
  );
const list = (entries: readonly string[]) => `[${entries.join(', ')}]`;
const ranges = (count: number) =>
  Array.from({ length: count }, (_, i) => `203.0.${100 + Math.floor(i / 250)}.${i % 250}/32`);

/** Previous paths with prefixes of the given length. */
const paths = (length: number) =>
  list(Array.from({ length: 5 }, (_, i) => `{ prefix: '${i}${'p'.repeat(length - 2)}/' }`));

const administrators = (count: number, text = GOOD) =>
  change('state:\n', `administrators: ${list(roles(count))}\nstate:\n`, text);
const addresses = (count: number, text = GOOD) =>
  change('cidrs: [203.0.113.0/24]', `cidrs: ${list(ranges(count))}`, text);
const readers = (count: number) =>
  change('    recordings: true', `    readers: ${list(roles(count))}\n    recordings: true`);
const copied = (length: number) =>
  change(
    '    title: Other',
    `    title: Other\n    prefix: ${'n'.repeat(899)}/\n    replication: { region: eu-west-1 }\n    previousPaths: ${paths(length)}`,
  );
const checked = (length: number) =>
  change(
    '    title: Other',
    `    title: Other\n    prefix: now/\n    integrity: { source: manifest }\n    replication: { region: eu-west-1 }\n    previousPaths: ${paths(length)}`,
  );
const tags = (environment: number, store: number) => {
  const some = (count: number, letter: string) =>
    `{ ${Array.from({ length: count }, (_, i) => `${letter}${i}: x`).join(', ')} }`;
  const text = change('tags:\n  owner: platform', `tags: ${some(environment, 'e')}`);
  return change('    title: Other', `    title: Other\n    tags: ${some(store, 's')}`, text);
};

const policies = (text: string) => found(text).filter(({ rule }) => rule === 'policy-size');
const tooLong = (at: string, size: number, limit: string) => [
  {
    at,
    rule: 'policy-size',
    fix: FIX,
    what: `${size} characters of ${limit} that AWS stores`,
  },
];
const BUCKET = 'bucket policy are more than the 20480';

/** Each list at the most that fits, what is then one more, and how that is refused. */
const EDGES = [
  {
    what: '338 administrators together with a range of addresses',
    fits: administrators(338),
    beyond: administrators(339),
    refused: tooLong('23:7 stores.calls.sourceIp.cidrs', 20_488, BUCKET),
  },
  {
    what: '579 readers',
    fits: readers(579),
    beyond: readers(580),
    refused: tooLong('27:5 stores.video.readers', 32_779, 'key policy are more than the 32768'),
  },
  {
    what: 'five long previous paths that are copied',
    fits: copied(726),
    beyond: copied(727),
    refused: tooLong(
      '36:5 stores.other.previousPaths',
      10_248,
      'role policy are more than the 10240',
    ),
  },
  {
    what: 'five long previous paths that are checked',
    fits: checked(562),
    beyond: checked(563),
    refused: tooLong(
      '37:5 stores.other.previousPaths',
      10_243,
      'role policy are more than the 10240',
    ),
  },
];

test.each(EDGES)('$what fit, and no more', ({ fits, beyond, refused }) => {
  expect(policies(fits)).toEqual([]);
  expect(policies(beyond)).toEqual(refused);
});

test.each(EDGES)('$what: what fits when a file is read is built as well', ({ fits }) => {
  expect(synthesize([{ file: 'environments/prod.yaml', text: fits }])).toHaveLength(4);
});

/** A checked store whose previous paths have patterns of the given length. */
const patterned = (length: number) => {
  const entries = Array.from({ length: 5 }, (_, i) => {
    const pattern = `${i}/{yyyy}/{mm}/{dd}/{id}`.padEnd(length, 'p');
    return `{ prefix: '${i}/', pathPattern: "${pattern}" }`;
  });
  const keys = ['prefix: now/', 'integrity: { source: manifest }'];
  const lines = ['title: Other', ...keys, `previousPaths: ${list(entries)}`];
  return change('title: Other', lines.join('\n    '));
};

test('the settings of a check may have 8,192 characters, the limit of EventBridge', () => {
  expect(found(patterned(1_548))).toEqual([]);
  expect(found(patterned(1_549))).toEqual([
    {
      at: '36:5 stores.other.previousPaths',
      rule: 'integrity-input',
      what: '8194 characters of settings for the check are more than the 8192 that EventBridge accepts',
      fix: 'Remove previous paths, or mark those where nothing is listed with gone: true.',
    },
  ]);
});

test('what is measured of a check is the longest that its rules are given', () => {
  const text = patterned(1_548);
  const [stack] = synthesize([{ file: 'environments/prod.yaml', text }], 'other-prod');
  const lengths = stack?.all('aws_cloudwatch_event_target').map(([, attributes]) => {
    const { input_template: template } = attributes.input_transformer as Record<string, string>;
    return template?.length;
  });
  expect(lengths?.sort()).toEqual([8_183, 8_189]);
});

test('administrators who fit into no bucket’s policy are refused once, and not with each store', () => {
  expect(policies(administrators(370)).map(({ at }) => at)).toEqual([
    '23:7 stores.calls.sourceIp.cidrs',
    '25:3 stores.video',
    '32:3 stores.other',
  ]);
  expect(policies(administrators(371))).toEqual(tooLong('6:1 administrators', 20_528, BUCKET));
});

test('administrators and addresses that fit alone can be too many together', () => {
  expect(policies(administrators(300))).toEqual([]);
  expect(policies(addresses(150))).toEqual([]);
  expect(policies(addresses(150, administrators(300))).map(({ at }) => at)).toEqual([
    '23:7 stores.calls.sourceIp.cidrs',
  ]);
});

test('40 tags of environment and store together are taken', () => {
  expect(found(tags(20, 20))).toEqual([]);
  expect(found(tags(40, 0))).toEqual([]);
});

test('41 tags are refused, of an environment, of a store, or of both together', () => {
  const refusal = (at: string, together: string) => ({
    at,
    rule: 'tag-count',
    fix: 'Remove some.',
    what: `41 tags${together} are more than the 40 that leave room for callvault's own`,
  });
  const store = refusal('33:5 stores.other.tags', ', with those of the environment,');
  expect(found(tags(20, 21))).toEqual([store]);
  expect(found(tags(41, 0))).toEqual([refusal('4:1 tags', '')]);
});

test('a tag that a store has otherwise than its environment counts once', () => {
  expect(found(tags(40, 1).replace('s0: x', 'e0: y'))).toEqual([]);
});
