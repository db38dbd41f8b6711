import { metadataSource } from '../../integrity/metadata';
import type { PointerSource } from '../../integrity/source';
import { metadataReaders } from '../../vendors/genesys/metadata';
import { Bucket, type BucketContent } from './bucket';
import { allOf } from './pages';

const AT = Date.UTC(2024, 0, 15, 14, 32);
const LISTED = 5;
const GOOD = {
  conversationId: 'a1b2',
  startTime: '2024-01-15T14:32:00Z',
  externalStoragePath: 'd/a.wav',
};

async function read(metadata: Readonly<Record<string, string>>, more: Partial<BucketContent> = {}) {
  const objects = [...Object.keys(metadata), 'd/x.wav'].map((key) => ({ key, at: LISTED }));
  const source: PointerSource = metadataSource(new Bucket({ objects, metadata, ...more }), {
    suffix: '.json',
    read: metadataReaders.connection,
    prefixes: ['d/', 'previous/'],
  });
  if (source.kind !== 'daily') throw new Error('it is read by day');
  return allOf(source.read({ id: '0', folder: 'd/' }));
}

test('each metadata file stands for the recording it names', async () => {
  expect(await read({ 'd/a.json': JSON.stringify(GOOD) })).toEqual([
    { key: 'd/a.wav', open: false, stem: true, at: AT, recording: 'a1b2' },
  ]);
});

test.each([
  ['{', 'is not a JSON object'],
  ['', 'is not a JSON object'],
  ['"d/a.wav"', 'is not a JSON object'],
  [JSON.stringify({ ...GOOD, externalStoragePath: undefined }), 'names no path'],
  [JSON.stringify({ ...GOOD, externalStoragePath: 'old/a.wav' }), 'belongs to old/a.wav'],
  [JSON.stringify({ ...GOOD, externalStoragePath: 'd/ab.wav' }), 'belongs to d/ab.wav'],
])('metadata that says %s does not fit', async (text, mismatch) => {
  const [pointer, ...others] = await read({ 'd/a.json': text });
  expect(others).toEqual([]);
  expect(pointer).toMatchObject({ key: 'd/a', open: true, mismatch });
});

test('metadata that S3 does not let us read is not told of as wrong', async () => {
  expect(await read({ 'd/a.json': '' }, { denied: ['d/a'] })).toEqual([
    { key: 'd/a', open: true, stem: true, at: LISTED, unread: 'S3 refused: AccessDenied' },
  ]);
});

test('a file that was copied from a previous path belongs to its recording', async () => {
  const [pointer] = await read({
    'd/a.json': JSON.stringify({ ...GOOD, externalStoragePath: 'previous/a.wav' }),
  });
  expect(pointer).toMatchObject({ key: 'd/a.wav', open: false });
  expect(pointer).not.toHaveProperty('mismatch');
});

describe('metadata that Genesys exports', () => {
  const folder = 'org/year=2026/month=11/day=20/hour=10/conversation_id=c1/';
  const exported = {
    mediaType: 'Call',
    provider: 'Edge',
    userIds: ['u1'],
    conversationId: 'c1',
    conversationStart: '2026-11-20T10:12:13.456Z',
    participants: [],
  };

  async function readExported(name: string, fields: object) {
    const key = `${folder}${name}`;
    const metadata = { [key]: JSON.stringify(fields) };
    const source = metadataSource(new Bucket({ objects: [{ key, at: LISTED }], metadata }), {
      suffix: '_metadata.json',
      read: metadataReaders['bulk-actions'],
      prefixes: ['org/'],
    });
    if (source.kind !== 'daily') throw new Error('it is read by day');
    return allOf(source.read({ id: '0', folder }));
  }

  test.each([
    ['r1_metadata.json', 'r1'],
    ['r1.wav_metadata.json', 'r1.wav'],
  ])('as %s stands for its recording', async (name, stem) => {
    expect(await readExported(name, exported)).toEqual([
      {
        key: `${folder}${stem}`,
        open: true,
        stem: true,
        at: Date.UTC(2026, 10, 20, 10, 12, 13, 456),
        recording: 'c1/r1',
      },
    ]);
  });

  test('in the folder of another conversation does not fit', async () => {
    const [pointer] = await readExported('r1_metadata.json', { ...exported, conversationId: 'c2' });
    expect(pointer?.mismatch).toBe('belongs to conversation c2');
  });
});

test('what is read is in the order of the keys it names', async () => {
  const named = (path: string) => JSON.stringify({ ...GOOD, externalStoragePath: path });
  const pointers = await read({ 'd/a-.json': named('d/a-.wav'), 'd/a.json': '{' });
  expect(pointers.map(({ key }) => key)).toEqual(['d/a', 'd/a-.wav']);
});
