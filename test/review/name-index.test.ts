import { NameIndex } from '../../review/name-index';

const index = new NameIndex([
  'acme-calls',
  'acme-calls-logs',
  'arn:aws:iam::111122223333:role/a',
  ':s3:::b/old/',
]);

test.each([
  ['arn:aws:s3:::acme-calls', ['acme-calls']],
  ['{"Resource":"arn:aws:s3:::acme-calls-logs/*"}', ['acme-calls-logs', 'acme-calls']],
  ['acme-calls.s3.amazonaws.com', ['acme-calls']],
  ['["arn:aws:iam::111122223333:role/a"]', ['arn:aws:iam::111122223333:role/a']],
  ['arn:aws:s3:::acme-callsign', []],
  ['arn:aws:s3:::other', []],
  ['["arn:aws:s3:::b/old/*"]', [':s3:::b/old/']],
  ['', []],
])('the names in %s are found', (text, names) => {
  expect(index.namesIn(text).sort()).toEqual([...names].sort());
});

test('a text is searched for many names as quickly as for few', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `acme-calls-${i}`);
  const many = new NameIndex(names);
  const texts = names.map((name) => `arn:aws:s3:::${name}/`);
  expect(texts.map((text) => many.namesIn(text).includes(text.slice(13, -1)))).not.toContain(false);
});
