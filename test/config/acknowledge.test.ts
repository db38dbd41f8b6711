import { loadEnvironments } from '../../config/load';

const environment = (entries: string, days = 30) => `account: '111111111111'
region: eu-central-1
type: production
administrators: ['arn:aws:iam::111111111111:role/a']
state: { backend: cloud, organization: acme }
acknowledge: ${entries}
stores:
  one: { vendor: worqhat, bucket: acme-one, externalId: acme-0123456789-one, retention: { days: ${days} } }
  two: { vendor: worqhat, bucket: acme-two, externalId: acme-0123456789-two, retention: { days: 30 } }
`;

function load(entries: string, days?: number) {
  const file = 'environments/prod.yaml';
  const { problems, acknowledged } = loadEnvironments([{ file, text: environment(entries, days) }]);
  const show = ({ rule, path, line }: (typeof problems)[number]) =>
    `${line} ${rule} ${path.slice(0, 2).join('.')}`;
  return { problems: problems.map(show), acknowledged: acknowledged.map(show) };
}

const REASON = 'reason: Decided with security';
const ONE = `[{ rule: readers-named, store: one, ${REASON} }]`;

test('a warning of a store is acknowledged there, and not in another store', () => {
  const { problems, acknowledged } = load(ONE);
  expect(acknowledged).toEqual(['8 readers-named stores.one']);
  expect(problems).toContain('9 readers-named stores.two');
  expect(problems).not.toContain('8 readers-named stores.one');
});

test('without a store, an entry is for the whole file', () => {
  const { problems, acknowledged } = load(`[{ rule: readers-named, ${REASON} }]`);
  expect(acknowledged).toEqual(['8 readers-named stores.one', '9 readers-named stores.two']);
  expect(problems.filter((each) => each.includes('readers-named'))).toEqual([]);
});

test('an error is not acknowledged, and neither is what does not happen', () => {
  const { problems, acknowledged } = load(
    `[{ rule: retention-whole-days, ${REASON} }, { rule: readers-names, ${REASON} }]`,
    0,
  );
  expect(acknowledged).toEqual([]);
  expect(problems).toEqual(
    expect.arrayContaining([
      '6 acknowledge-unused acknowledge.0',
      '6 acknowledge-unused acknowledge.1',
      '8 retention-whole-days stores.one',
    ]),
  );
});

test('an entry with a misspelt rule names the one that is near, and a known one only its store', () => {
  const text = environment(
    `[{ rule: readers-name, ${REASON} }, { rule: readers-named, store: three, ${REASON} }]`,
  );
  const { problems } = loadEnvironments([{ file: 'environments/prod.yaml', text }]);
  expect(
    problems.flatMap(({ rule, what, fix }) => (rule === 'acknowledge-unused' ? [[what, fix]] : [])),
  ).toEqual([
    [
      'this file has no warning of readers-name; did you mean readers-named?',
      'Write readers-named, or remove the entry.',
    ],
    ['store three has no warning of readers-named', 'Remove the entry.'],
  ]);
});

test('an entry needs a reason', () => {
  expect(load('[{ rule: readers-named }]').problems).toContain(
    '6 config-missing-key acknowledge.0',
  );
});
