import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { collectText, eachLine, LastLines } from '../../../cli/process/output';

/** Writes the chunks one by one. */
async function write(stream: PassThrough, ...chunks: (string | Buffer)[]): Promise<void> {
  chunks.forEach((chunk) => stream.write(chunk));
  stream.end();
  await finished(stream, { writable: false });
}

test('each line is passed on once, however the stream is divided into chunks', async () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, (line) => lines.push(line));
  await write(stream, 'on', 'e\ntw', 'o\r\n\nfour');
  expect(lines).toEqual(['one', 'two', '', 'four']);
});

test('a character that is split between chunks stays whole', async () => {
  const stream = new PassThrough();
  const text = collectText(stream);
  const euro = Buffer.from('€');
  await write(stream, euro.subarray(0, 1), euro.subarray(1));
  expect(text()).toBe('€');
});

test.each([
  ['0123456789', '0123456789'],
  ['0123456789ab', '[2 earlier characters omitted]\n23456789ab'],
  ['x'.repeat(95) + 'the end', '[92 earlier characters omitted]\nxxxthe end'],
])('of %p at most ten characters are kept, with a note', async (written, kept) => {
  const stream = new PassThrough();
  const text = collectText(stream, 10);
  await write(stream, ...(written.match(/./g) ?? []));
  expect(text()).toBe(kept);
});

test('the last lines leave out blank and earlier lines', () => {
  const lines = new LastLines(2);
  ['one', 'two', '', '  ', 'three'].forEach((line) => {
    lines.add(line);
  });
  expect(lines.render()).toBe('\n  two\n  three');
});

test('without a line, the last lines say so', () => {
  expect(new LastLines().render()).toBe(' it printed nothing');
});
