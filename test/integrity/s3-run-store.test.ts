import type { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { buffer } from 'node:stream/consumers';
import { s3RunStore } from '../../integrity/s3-run-store';

/** An object that answers requests for ranges of it as S3 does. */
class StoredObject {
  readonly asked: (readonly [string | undefined, string | undefined])[] = [];

  constructor(public content: string) {}

  readonly s3 = {
    send: ({ input: { Range, IfMatch } }: GetObjectCommand) => {
      this.asked.push([Range, IfMatch]);
      const ETag = `"${this.content.length}"`;
      if (IfMatch !== undefined && IfMatch !== ETag) return failure('PreconditionFailed');
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? [];
      if (Number(from) >= this.content.length) return failure('InvalidRange');
      const bytes = Buffer.from(this.content).subarray(Number(from), Number(to) + 1);
      const Body = { transformToByteArray: () => Promise.resolve(new Uint8Array(bytes)) };
      const ContentRange = `bytes ${from}-${Number(from) + bytes.length - 1}/${this.content.length}`;
      return Promise.resolve({ Body, ContentRange, ETag });
    },
  } as unknown as S3Client;

  open(blockBytes?: number) {
    return s3RunStore({ s3: this.s3, bucket: 'b' }).open('pieces/1', blockBytes);
  }
}

function failure(name: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(name), { name }));
}

const read = async (blocks: AsyncIterable<Uint8Array>) => (await buffer(blocks)).toString();

test.each([
  ['', ['bytes=0-3']],
  ['abc', ['bytes=0-3']],
  ['abcd', ['bytes=0-3']],
  ['abcde', ['bytes=0-3', 'bytes=4-7']],
  ['abcdefgh', ['bytes=0-3', 'bytes=4-7']],
])('a file with %j is read in blocks of four bytes', async (content, ranges) => {
  const object = new StoredObject(content);
  expect(await read(object.open(4))).toBe(content);
  expect(object.asked.map(([range]) => range)).toEqual(ranges);
});

test('the next block is requested while one is used, and a file that is left is not read further', async () => {
  const object = new StoredObject('abcdefghijkl');
  for await (const block of object.open(4)) {
    expect(Buffer.from(block).toString()).toBe('abcd');
    break;
  }
  expect(object.asked).toEqual([
    ['bytes=0-3', undefined],
    ['bytes=4-7', '"12"'],
  ]);
});

test('a file that is replaced while it is read is an error, not a mixture of both', async () => {
  const object = new StoredObject('abcdefghijkl');
  const list = async () => {
    for await (const block of object.open(4)) object.content += String(block.length);
  };
  await expect(list()).rejects.toThrow('PreconditionFailed');
});

test.each(['PreconditionFailed', 'ConditionalRequestConflict'])(
  'a file that exists is not created again, as S3 says with %s',
  async (name) => {
    const inputs: unknown[] = [];
    const send = ({ input }: PutObjectCommand) => {
      inputs.push(input);
      return failure(name);
    };
    await s3RunStore({ s3: { send } as unknown as S3Client, bucket: 'b' }).create('one', 'text');
    expect(inputs).toEqual([{ Bucket: 'b', Key: 'one', Body: 'text', IfNoneMatch: '*' }]);
  },
);

test('a file that cannot be created for another reason is an error', async () => {
  const s3 = { send: () => failure('AccessDenied') } as unknown as S3Client;
  await expect(s3RunStore({ s3, bucket: 'b' }).create('one', 'text')).rejects.toThrow(
    'AccessDenied',
  );
});
