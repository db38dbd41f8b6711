import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compareFiles } from '../../../cli/plans/changes';
import { synthesize } from '../../../synth/synthesize';
import { environmentsOf } from '../../environments';

const PROD = `account: '111111111111'
region: eu-central-1
type: production
state: { backend: s3, bucket: acme-state }
stores:
  one: { vendor: worqhat, bucket: acme-one, retention: { days: 30 } }
  two: { vendor: worqhat, bucket: acme-two, retention: { days: 30 } }
`;
const DEV = PROD.replaceAll('acme', 'dev').replace('production', 'throw-away');
const DEV_FILE = { file: 'environments/dev.yaml', text: DEV };
const files = (prod: string, others = [DEV_FILE]) => [
  ...others,
  { file: 'environments/prod.yaml', text: prod },
];
const change = (from: string, to: string, text = PROD) => {
  if (!text.includes(from)) throw new Error(`${from} is not in the file`);
  return text.replace(from, to);
};

const COMMIT = 'a'.repeat(40);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-changes-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function compare(before: ReturnType<typeof files>, after: ReturnType<typeof files>) {
  const own = fs.mkdtempSync(path.join(folder, 'compare-'));
  const outdir = path.join(own, 'out');
  const changes = compareFiles(
    { environments: environmentsOf(after), folder: own, outdir },
    before,
    COMMIT,
  );
  const stacks = path.join(outdir, 'stacks');
  return { ...changes, written: fs.existsSync(stacks) ? fs.readdirSync(stacks).sort() : [] };
}

const texts = (prod: string) =>
  new Map(
    synthesize({ environments: environmentsOf(files(prod, [])) }).map(({ id, text }) => [id, text]),
  );
const WAS = texts(PROD);

/** What differs when both sides are synthesized whole. */
function compareWhole(prod: string) {
  return [...texts(prod)]
    .filter(([id, text]) => WAS.get(id) !== text)
    .map(([id]) => id)
    .sort();
}

const ALL_OF_PROD = ['one-prod', 'state-prod', 'two-prod'];

/** Edits of a file, the stacks that differ then, and those that had to be synthesized to know. */
const EDITS: [what: string, prod: string, changed: string[], written?: string[]][] = [
  ['nothing', PROD, []],
  ['a comment', `# of ours\n${PROD}`, []],
  ['a retention', change('30 }', '31 }'), ['one-prod']],
  [
    'a store more',
    `${PROD}  three: { vendor: worqhat, bucket: acme-3, retention: { days: 30 } }\n`,
    ['three-prod'],
  ],
  ['a store fewer', PROD.slice(0, PROD.indexOf('  two')), []],
  ['a store of another name', change('  two:', '  too:'), ['too-prod']],
  ['a tag of the environment', change('stores:', 'tags: { owner: us }\nstores:'), ALL_OF_PROD],
  ['the region', change('eu-central-1', 'eu-west-1'), ALL_OF_PROD],
  [
    'administrators',
    change('stores:', 'administrators: [arn:aws:iam::111111111111:role/a]\nstores:'),
    ALL_OF_PROD,
  ],
  ['a default that is written out', change('30 }', '30, noncurrentDays: 30 }'), [], ['one-prod']],
  [
    'what only the review reads',
    change(
      'stores:',
      'accept: [{ finding: expiry-shortened, store: one, reason: known by all, until: 2099-12-31 }]\nstores:',
    ),
    [],
    ALL_OF_PROD,
  ],
];

test.each(EDITS)('%s: finds the stacks that differ', (...edit) => {
  const [, prod, changed, written = changed] = edit;
  const { commit, known, ...found } = compare(files(PROD), files(prod));
  expect({ commit, known }).toEqual({ commit: COMMIT, known: true });
  expect({ changed: [...found.changed].sort(), written: found.written }).toEqual({
    changed,
    written,
  });
});

test.each(EDITS)('%s: finds the same stacks as a comparison of complete syntheses', (_, prod) => {
  const { changed } = compare(files(PROD), files(prod));
  expect([...changed].sort()).toEqual(compareWhole(prod));
});

test('removed stacks are listed, including those of a removed file', () => {
  const fewer = PROD.slice(0, PROD.indexOf('  two'));
  expect(compare(files(PROD), files(fewer)).gone).toEqual([{ id: 'two-prod', was: 'in use' }]);
  expect(compare(files(PROD), files(PROD, []))).toMatchObject({
    changed: [],
    gone: [{ id: 'one-dev' }, { id: 'state-dev' }, { id: 'two-dev' }],
  });
});

test('every stack counts as changed if the files of the commit are not valid', () => {
  const changes = compare(files(change('worqhat', 'unknown-vendor')), files(PROD));
  expect(changes).toMatchObject({ known: false, gone: [] });
  expect(changes.changed).toHaveLength(6);
});
