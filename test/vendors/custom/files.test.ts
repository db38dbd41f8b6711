import { DAY_MS } from '../../../core/day';
import { folderRunStore } from '../../../integrity/folder-run-store';
import { CheckRun } from '../../../integrity/run';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { Bucket } from '../../integrity/bucket';
import { resolveCustom } from '../resolve';

const NOW = Date.UTC(2026, 10, 26, 3);
const folder = new TemporaryFolder();
afterEach(() => {
  folder.remove();
});

const problemsOf = (more: object) =>
  resolveCustom(more).problems.map(({ rule, path }) => `${path.slice(2).join('.')} ${rule}`);

test.each([
  [{ additionalPrefixes: ['b/'], prefix: 'a/' }, []],
  [{ additionalPrefixes: ['b/'] }, ['additionalPrefixes.0 additional-prefix-apart']],
  [
    { additionalPrefixes: ['a/b/'], prefix: 'a/' },
    ['additionalPrefixes.0 additional-prefix-apart'],
  ],
  [
    { additionalPrefixes: ['b/', 'b/c/'], prefix: 'a/' },
    ['additionalPrefixes.1 additional-prefix-apart'],
  ],
  [{ additionalPrefixes: [''], prefix: 'a/' }, ['additionalPrefixes.0 additional-prefix-apart']],
  [{ additionalPrefixes: ['b'], prefix: 'a/' }, ['additionalPrefixes.0 prefix-plain-folder']],
  [
    { additionalPrefixes: ['b/'], prefix: 'a/', previousPaths: [{ prefix: 'b/' }] },
    ['additionalPrefixes.0 additional-prefix-apart'],
  ],
  [{ prefix: 'a/', pathPattern: 'a/{yyyy}/{mm}/{dd}/{id}.mp4' }, []],
  [
    { prefix: 'a/', pathPattern: 'b/{yyyy}/{mm}/{dd}/{id}.mp4' },
    ['pathPattern path-pattern-in-prefix'],
  ],
  [{ pathPattern: '{room}/{yyyy}/{mm}/{dd}/{id}.mp4' }, ['pathPattern path-pattern-dated']],
  [{ pathPattern: '{project}/{archive}/archive.mp4' }, ['pathPattern path-pattern-dated']],
  [{ pathPattern: '{dd}/{mm}/{yyyy}/{id}.mp4' }, ['pathPattern path-pattern-dated']],
  [{ pathPattern: '{yyyy}/{mm}/{dd}/recording.mp4' }, ['pathPattern path-pattern-unique']],
  [{ pathPattern: '{yyyy}/{mm}/{dd}/{ID}.mp4' }, ['pathPattern path-pattern-syntax']],
  [
    { pathPattern: '%Y/%m/%d/{id}.mp4' },
    ['pathPattern path-pattern-syntax', 'pathPattern path-pattern-dated'],
  ],
  [{ ignored: ['EG_*.json', 'Analysis/', 'meeting-events/*.txt', '.write_probe_*'] }, []],
  [{ ignored: ['*'] }, ['ignored.0 ignored-not-recordings']],
  [{ ignored: ['a.json', '**/*'] }, ['ignored.1 ignored-not-recordings']],
  [{ ignored: ['*.mp4'] }, ['ignored.0 ignored-not-recordings']],
  [{ ignored: ['/x.txt'] }, ['ignored.0 ignored-syntax']],
  [{ ignored: ['../x.txt'] }, ['ignored.0 ignored-syntax']],
  [
    { pathPattern: 'calls/{yyyy}/{mm}/{dd}/{id}.bin', prefix: 'calls/', ignored: ['calls/'] },
    ['ignored.0 ignored-not-recordings'],
  ],
  [{ ignored: ['*.mp*'] }, ['ignored.0 ignored-not-recordings']],
  [{ ignored: ['*.m4?'] }, ['ignored.0 ignored-not-recordings']],
  [{ ignored: ['*.WAV'] }, ['ignored.0 ignored-not-recordings']],
  ...['*.OGG', '*.M4A', '*.Wav', 'recordings/*/*.wav', 'a/**/*.MP4', '**/*/*/*/*/*.opus'].flatMap(
    (pattern): [object, string[]][] => [
      [{ ignored: [pattern] }, ['ignored.0 ignored-not-recordings']],
      [{ ignored: [pattern], prefix: 'calls/' }, ['ignored.0 ignored-not-recordings']],
    ],
  ),
  [{ ignored: ['*/'] }, ['ignored.0 ignored-not-recordings']],
  [{ prefix: 'calls/', ignored: ['calls/*/'] }, ['ignored.0 ignored-not-recordings']],
  [{ ignored: ['thumbnails/*', 'thumbnails/**', 'thumbnails/*.jpg', '*.Json'] }, []],
  [{ testSuffix: '.M4A' }, ['testSuffix ignored-not-recordings']],
  [{ sidecarSuffix: '.Ogg' }, ['sidecarSuffix ignored-not-recordings']],
  [{ prefix: 'calls/', ignored: ['calls/'] }, ['ignored.0 ignored-not-recordings']],
  [
    { prefix: 'a/', additionalPrefixes: ['b/c/'], ignored: ['c/'] },
    ['ignored.0 ignored-not-recordings'],
  ],
  [{ prefix: 'calls/', ignored: ['thumbnails/', 'probe*'] }, []],
  [{ testSuffix: 'mp4' }, ['testSuffix ignored-not-recordings']],
  [{ sidecarSuffix: '.mp4' }, ['sidecarSuffix ignored-not-recordings']],
  [{ testSuffix: '.md' }, []],
  [{ testSuffix: '.mp4' }, ['testSuffix ignored-not-recordings']],
  [{ sidecarSuffix: '.json', sidecars: true }, []],
  [{ sidecars: true }, ['sidecarSuffix config-missing-key']],
  [
    { sidecarSuffix: '.json', sidecars: true, integrity: { source: 'sidecars' } },
    ['integrity.source integrity-source'],
  ],
])('%j: %j', (settings, expected) => {
  expect(problemsOf(settings)).toEqual(expected);
});

test('access, lifecycle, check and path lock cover additional folders', () => {
  const { store: resolved, identity } = resolveCustom({
    prefix: 'recordings/',
    additionalPrefixes: ['transcripts/'],
    previousPaths: [{ prefix: 'old/' }],
    integrity: { source: 'manifest' },
  });
  expect(resolved.otherPrefixes).toEqual(['old/', 'transcripts/']);
  expect(resolved.expiringPrefixes).toEqual(['old/', 'transcripts/']);
  expect(resolved.previousPrefixes).toEqual(['old/']);
  expect(resolved.integrity?.check.paths.map(({ prefix }) => prefix)).toEqual([
    'recordings/',
    'old/',
    'transcripts/',
  ]);
  expect(identity.at(-2)?.Resource).toEqual([
    'arn:aws:s3:::acme/recordings/*',
    'arn:aws:s3:::acme/old/*',
    'arn:aws:s3:::acme/transcripts/*',
  ]);
});

/** Checks a bucket with these keys against a list of one recording. */
async function check(settings: object, recording: string, others: readonly string[]) {
  const { store: resolved } = resolveCustom({
    ...settings,
    integrity: { source: 'manifest', days: 10 },
  });
  if (!resolved.integrity) throw new Error('the store has no check');
  const at = NOW - 4 * DAY_MS;
  const objects = [recording, ...others].sort().map((key) => ({ key, at, size: 10 }));
  const run = new CheckRun({
    settings: resolved.integrity.check,
    source: {
      kind: 'whole',
      read: async function* () {
        await Promise.resolve();
        yield { pointers: [{ key: recording, at }], next: undefined };
      },
    },
    reader: new Bucket({ objects }),
    store: folderRunStore(folder.path),
    now: NOW,
  });
  await run.collect();
  for (const partition of run.partitions()) await run.check(partition);
  const { discrepancies } = await run.report(NOW);
  return discrepancies.map(({ kind, key }) => `${kind} ${key}`);
}

const EXTRA = [
  'directory_name/stream-7f3c.md',
  'meetstream/.write_probe_8f3a',
  'room1/2026/EG_x.json',
  'bot1/meeting-events/joined.txt',
  'Analysis/Voice/2026/11/a.json',
];

test('the check ignores what the vendor writes next to recordings, and nothing else', async () => {
  const ignored = ['EG_*.json', '.write_probe_*', 'meeting-events/*.txt', 'Analysis/'];
  const settings = { ignored, testSuffix: '.md' };
  expect(await check(settings, 'room1/a.ogg', [...EXTRA, 'room1/lost.ogg'])).toEqual([
    'orphan room1/lost.ogg',
  ]);
});

test('without these settings each such file is an orphan', async () => {
  expect(await check({}, 'room1/a.ogg', EXTRA)).toHaveLength(EXTRA.length);
});

test('a recording without its metadata file is found, and ignored files need none', async () => {
  const settings = { sidecarSuffix: '.json', sidecars: true, ignored: ['probe.txt'] };
  expect(await check(settings, 'a.ogg', ['probe.txt'])).toEqual(['sidecar-missing a.ogg']);
});

test('a metadata file is not an orphan', async () => {
  const settings = { sidecarSuffix: '.json', sidecars: true };
  expect(await check(settings, 'a.ogg', ['a.json'])).toEqual([]);
});

test('keys with a date are listed by day', () => {
  const { store: resolved } = resolveCustom({
    prefix: 'cmr/byos/',
    pathPattern: 'cmr/byos/{yyyy}/{mm}/{dd}/{guid}/{file}',
    integrity: { source: 'manifest', days: 2 },
  });
  expect(resolved.paths).toEqual([
    { prefix: 'cmr/byos/', pattern: 'cmr/byos/{yyyy}/{mm}/{dd}/{guid}/{file}' },
  ]);
  expect(resolved.integrity?.check.paths).toEqual(resolved.paths);
});
