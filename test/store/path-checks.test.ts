import { checkedPaths } from '../../integrity/layout';
import { integrityStatements } from '../../store/integrity-access';
import { recordingsKeyUses } from '../../store/access-policies';
import { change, found as foundIn } from '../config/base';
import { resolve } from '../vendors/resolve';

const GENESYS = {
  vendor: 'genesys',
  organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  genesysAccount: '765628985471',
  genesysRegion: 'eu-central-1',
  vendorRetentionDays: 730,
  integrity: { source: 'api' },
};
const PATTERN = '{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';

const resolved = (previousPaths: object[], more: object = {}) =>
  resolve({
    ...GENESYS,
    prefix: 'calls/',
    pathPattern: `calls/${PATTERN}`,
    previousPaths,
    ...more,
  });
const found = (...paths: object[]) =>
  resolved(paths).problems.map(({ rule, path }) => `${rule} ${path.slice(2).join('.')}`);

test.each([
  [{ prefix: 'recordings/' }, []],
  [{ prefix: 'recordings/', copy: true }, []],
  [{ prefix: 'recordings/', pathPattern: `recordings/x/${PATTERN}` }, []],
  [{ prefix: 'recordings/', pathPattern: `recordings/${PATTERN}`, copy: true }, []],
  [
    { prefix: 'recordings/', pathPattern: `recordings/x/${PATTERN}`, copy: true },
    ['previous-path-copy previousPaths.0.copy'],
  ],
  [{ prefix: 'calls/', pathPattern: `calls/x/${PATTERN}` }, []],
  [{ prefix: '' }, ['previous-path-folder previousPaths.0.prefix']],
  [{ prefix: 'recordings' }, ['prefix-plain-folder previousPaths.0.prefix']],
  [{ prefix: 'calls/old/' }, ['previous-path-apart previousPaths.0.prefix']],
  [{ prefix: 'calls/' }, ['previous-path-differs previousPaths.0']],
  [
    { prefix: 'calls/', pathPattern: `calls/x/${PATTERN}`, copy: true },
    ['previous-path-copy previousPaths.0.copy'],
  ],
  [
    { prefix: 'old/', pathPattern: 'old/{yyyy}/{mm}/{dd}/call.{format}' },
    ['integrity-source integrity.source', 'path-pattern-unique previousPaths.0.pathPattern'],
  ],
])('%j leads to %j', (path, expected) => {
  expect(found(path)).toEqual(expected);
});

test('a copy whose keys would match neither pattern is refused, with the reason', () => {
  const old = { prefix: 'old/', pathPattern: `old/x/${PATTERN}`, copy: true };
  expect(resolved([old]).problems).toEqual([
    {
      rule: 'previous-path-copy',
      path: ['stores', 'calls', 'previousPaths', 0, 'copy'],
      what: `old/x/${PATTERN} and calls/${PATTERN} differ below their folders, and AWS's copy services do not rename objects: the copies would match neither pattern`,
      fix: 'Leave copy out: the recordings stay where they are until their retention ends.',
    },
  ]);
});

test('the name of the role that copies may have 64 characters', () => {
  const rules = (environment: string) => {
    const name = 'c'.repeat(22);
    const moved = `  ${name}:\n    prefix: old2/\n    principalName: vendor\n    pathPattern: old2/${PATTERN}\n    previousPaths: [{ prefix: old/, copy: true }]`;
    const file = `environments/${environment}.yaml`;
    return foundIn(change('  calls:', moved), file)
      .filter(({ at }) => at.includes('previousPaths'))
      .map(({ rule }) => rule);
  };
  expect(rules('e'.repeat(31))).toEqual([]);
  expect(rules('e'.repeat(32))).toEqual(['iam-name']);
});

test('one folder with two patterns has one lifecycle rule', () => {
  const x = { prefix: 'old/', pathPattern: `old/x/${PATTERN}` };
  const y = { prefix: 'old/', pathPattern: `old/y/${PATTERN}`, gone: true };
  const now = { prefix: 'calls/', pathPattern: `calls/x/${PATTERN}` };
  expect(resolved([x, y, now]).store.expiringPrefixes).toEqual(['old/']);
});

test('previous paths must not be nested in each other either', () => {
  expect(found({ prefix: 'a/' }, { prefix: 'b/' })).toEqual([]);
  expect(found({ prefix: 'a/' }, { prefix: 'a/b/' })).toEqual([
    'previous-path-apart previousPaths.1.prefix',
  ]);
});

const BUCKET = 'arn:aws:s3:::acme';

test('the vendor may write to both paths, and nothing else', () => {
  const resources = (more: object) =>
    resolved([{ prefix: 'recordings/' }], more).identity.flatMap(({ Sid, Resource }) =>
      Sid === 'PushRecordings' ? [Resource] : [],
    );
  expect(resources({})).toEqual([[`${BUCKET}/calls/*`, `${BUCKET}/recordings/*`]]);
  const { identity } = resolved([{ prefix: 'recordings/' }], { access: 'user' });
  expect(identity.find(({ NotResource }) => NotResource)?.NotResource).toEqual([
    BUCKET,
    `${BUCKET}/calls/*`,
    `${BUCKET}/recordings/*`,
  ]);
});

test('a path that is gone is covered by the lock, and by the lifecycle until old versions are removed', () => {
  const { store, identity } = resolved([{ prefix: 'recordings/', gone: true }]);
  expect(store.previousPrefixes).toEqual([]);
  expect(store.expiringPrefixes).toEqual(['recordings/']);
  expect(store.paths.map(({ prefix }) => prefix)).toEqual(['calls/', 'recordings/']);
  expect(JSON.stringify(identity)).not.toContain('recordings/');
  // Metadata files that were copied still name it.
  expect(store.integrity?.check.paths).toEqual([
    { prefix: 'calls/', pattern: `calls/${PATTERN}` },
    { prefix: 'recordings/', pattern: `recordings/${PATTERN}`, gone: true },
  ]);
  const checked = checkedPaths(store.integrity?.check.paths ?? []);
  expect(checked.map(({ prefix }) => prefix)).toEqual(['calls/']);
});

test('the check reads both paths, each with its own pattern', () => {
  const { store } = resolved([{ prefix: 'recordings/' }]);
  expect(store.integrity?.check.paths).toEqual([
    { prefix: 'calls/', pattern: `calls/${PATTERN}` },
    { prefix: 'recordings/', pattern: `recordings/${PATTERN}` },
  ]);
  if (!store.integrity) throw new Error('it has no check');
  const [list] = integrityStatements(store, store.integrity, {});
  expect(list?.Condition).toEqual({ StringLike: { 's3:prefix': ['calls/*', 'recordings/*'] } });
});

test('the migration role may use the key only when a path is copied', () => {
  const sids = (path: object) =>
    recordingsKeyUses(resolved([path]).store).map(({ sid, principalArns }) => [sid, principalArns]);
  expect(sids({ prefix: 'recordings/' })).toHaveLength(1);
  expect(sids({ prefix: 'recordings/', copy: true, gone: true })).toHaveLength(1);
  expect(sids({ prefix: 'recordings/', copy: true })).toContainEqual([
    'MigrationCopiesThroughS3',
    ['arn:aws:iam::111111111111:role/migration-calls-prod'],
  ]);
});
