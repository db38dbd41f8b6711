import * as fs from 'node:fs';
import * as path from 'node:path';
import { batchesOf } from '../../recordings/batches';
import { type IdLine, readIdList } from '../../recordings/id-list';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

async function read(text: string): Promise<IdLine[]> {
  const file = path.join(temporary.folder('ids'), 'ids.csv');
  fs.writeFileSync(file, text);
  const lines = [];
  for await (const line of readIdList(file)) lines.push(line);
  return lines;
}

test.each([
  [
    'conversation\na\n\nb',
    [
      { by: 'conversation', value: 'a' },
      { by: 'conversation', value: 'b' },
    ],
  ],
  ['\uFEFFRecording,day\r\na,2026-11-20\r\n', [{ by: 'recording', value: 'a', day: '2026-11-20' }]],
  ['key\n"a,""b"".wav",2026-11-20', [{ by: 'key', value: 'a,"b".wav', day: '2026-11-20' }]],
  ['key\na b.wav', [{ by: 'key', value: 'a b.wav' }]],
])('%j is read', async (text, expected) => {
  expect(await read(text)).toEqual(expected);
});

test.each([
  ['', 'is empty'],
  ['3f2504e0\n', 'line 1 does not name a column'],
  ['conversation,day\na,2026-02-30', 'line 2 has a day that is not valid'],
])('%j is refused', async (text, what) => {
  await expect(read(text)).rejects.toThrow(what);
});

async function* lines(count: number, day?: string) {
  for (let at = 0; at < count; at += 1) {
    yield await Promise.resolve<IdLine>({ by: 'conversation', value: String(at), day });
  }
}

test.each([
  [500, '2026-11-20', [500]],
  [501, '2026-11-20', [500, 1]],
  [20_001, undefined, [20_000, 1]],
])('%i ids with the day %s are worked on in batches of %j', async (count, day, sizes) => {
  const found = [];
  for await (const batch of batchesOf(lines(count, day))) found.push(batch.lines.length);
  expect(found).toEqual(sizes);
});
