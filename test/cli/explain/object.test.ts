import { explainObject, type ObjectFlags } from '../../../cli/explain/object';
import { renderObject } from '../../../cli/explain/render-object';
import { findStore } from '../../../cli/find-store';
import { RefusedError } from '../../../core/problem';
import { environmentText, genesysText, TWILIO_TEXT } from '../../../dev/environment-text';
import { environmentsOf } from '../../environments';

const FILE = environmentText(
  `${genesysText(
    {
      region: 'eu-central-1',
      days: 300,
      retention: '{ days: 300, transitions: archive, noncurrentDays: 30 }',
    },
    'objectLock: { mode: governance, days: 310 }',
    'replication: { region: eu-west-1 }',
  )}${TWILIO_TEXT}`,
  {
    account: '111111111111',
    region: 'eu-central-1',
    type: 'production',
    state: '{ backend: s3, bucket: acme-state }',
  },
);
const environments = environmentsOf([{ file: 'environments/prod.yaml', text: FILE }]);
const KEY = 'recordings/2026/01/10/6a1f.wav';
const explain = (flags: ObjectFlags, stack = 'calls-prod') =>
  explainObject(findStore(stack, environments), { object: KEY, ...flags }, '2026-11-26');
const find = (flags: ObjectFlags, wanted: string) =>
  explain(flags).objects.find(({ kind }) => kind === wanted);

test.each([
  ['2026-01-10', 'recording', { stage: 'current', storageClass: 'STANDARD', reading: 'at once' }],
  [
    '2026-02-11',
    'recording',
    { stage: 'current', storageClass: 'STANDARD_IA', reading: 'at once' },
  ],
  [
    '2026-07-15',
    'recording',
    {
      storageClass: 'DEEP_ARCHIVE',
      reading: 'after a restore',
      restore: { Standard: 'up to 12 hours', Bulk: 'up to 48 hours' },
    },
  ],
  ['2026-07-15', 'file below 128 KB', { storageClass: 'STANDARD', reading: 'at once' }],
  [
    '2026-07-15',
    'copy in the replica',
    { storageClass: 'DEEP_ARCHIVE', bucket: 'acme-calls-replica' },
  ],
  ['2026-11-20', 'recording', { stage: 'noncurrent', reading: 'after a restore' }],
  ['2026-12-30', 'recording', { stage: 'gone', reading: 'not at all' }],
])('on %s, a %s is %o', (at, kind, expected) => {
  expect(find({ at }, kind)).toMatchObject(expected);
});

test('the three dates are those of the documentation, for an upload at any time of its day', () => {
  // Uploaded at midnight, it expires on day 300; at the end of the day, on day 301, and S3 can be late each time.
  expect(find({ at: '2026-03-01', deleted: '2026-02-01' }, 'recording')).toMatchObject({
    readableUntil: '2026-11-06',
    recoverableUntil: '2026-12-06',
    goneBy: '2026-12-09',
  });
});

test('an early deletion is recoverable until its lock ends', () => {
  expect(
    find({ at: '2026-03-01', deleted: '2026-02-01' }, 'deleted or overwritten recording'),
  ).toMatchObject({
    stage: 'noncurrent',
    reading: 'by its version id',
    recoverableUntil: '2026-11-17',
    lockedUntil: '2026-11-16T23:59:59.999Z',
  });
});

test('a metadata file is small everywhere: in the bucket, deleted early, and in the replica', () => {
  const { objects } = explain({
    object: KEY.replace('.wav', '.json'),
    at: '2026-07-15',
    deleted: '2026-07-10',
  });
  expect(objects.map(({ kind, storageClass }) => `${kind}: ${storageClass}`)).toEqual([
    'file below 128 KB: STANDARD',
    'deleted or overwritten recording: STANDARD',
    'its delete marker: ',
    'incomplete upload: STANDARD',
    'copy in the replica: STANDARD',
  ]);
});

test.each([
  ['2026-01-10', true],
  ['2026-01-09', false],
])('with replication off since %s, a recording of 2026-01-10 has a copy: %s', (since, copied) => {
  const text = FILE.replace(
    'eu-west-1 }',
    `eu-west-1, off: { since: ${since}, reason: One region is enough } }`,
  );
  const store = findStore('calls-prod', environmentsOf([{ file: 'environments/prod.yaml', text }]));
  const { objects } = explainObject(store, { object: KEY }, '2026-11-26');
  expect(objects.some(({ kind }) => kind === 'copy in the replica')).toBe(copied);
});

test('an incomplete upload is removed after seven days', () => {
  expect(find({ at: '2026-01-12' }, 'incomplete upload')).toMatchObject({
    recoverableUntil: '2026-01-17',
    goneBy: '2026-01-19',
  });
});

test('the text says what each object is on that day', () => {
  const { text } = renderObject(explain({ at: '2026-07-15' }));
  expect(text?.split('\n\n').slice(0, 2)).toEqual([
    `calls-prod: ${KEY} on 2026-07-15, uploaded on 2026-01-10\nDeleted or overwritten means: on 2026-07-15.`,
    [
      'recording (acme-calls)',
      '  current, DEEP_ARCHIVE, readable after a restore (Standard up to 12 hours; Bulk up to 48 hours)',
      '  readable until 2026-11-06',
      '  recoverable until 2026-12-06, gone by 2026-12-09',
      '  locked until 2026-11-16T23:59:59.999Z',
    ].join('\n'),
  ]);
});

test.each([
  [{ object: 'recordings/RT1.mka' }, 'recordings/RT1.mka names no day on which it was uploaded'],
  [{ at: '2026-02-30' }, '--at 2026-02-30 is not a valid date'],
  [{ at: '2026-01-09' }, '2026-01-09 is before the upload on 2026-01-10'],
  [{ deleted: '2026-01-09' }, '2026-01-09 is before the upload on 2026-01-10'],
])('%o is refused', (flags, what) => {
  expect(() => explain(flags)).toThrow(RefusedError);
  expect(() => explain(flags)).toThrow(what);
});

test('a key without a day is explained from --uploaded', () => {
  const flags = { object: 'recordings/RT1.mka', uploaded: '2026-11-20' };
  const [first] = explain(flags, 'video-prod').objects;
  expect(first).toMatchObject({ kind: 'recording', readableUntil: '2027-02-18' });
});
