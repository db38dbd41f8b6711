import {
  GetObjectCommand,
  type GetObjectCommandInput,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { BLOCK_BYTES, type RunStore } from './run-store';
import type { BucketClient } from './bucket-client';

/** S3's errors for an object that exists, or is being written. @see Amazon S3 User Guide, "Conditional requests" */
const EXISTS = ['PreconditionFailed', 'ConditionalRequestConflict'];

/** Keeps a run in a bucket, below a folder; without one, at the root. */
export function s3RunStore({ s3, bucket }: BucketClient, folder?: string): RunStore {
  const root = folder === undefined ? '' : `${folder}/`;
  const locate = (name: string) => ({ Bucket: bucket, Key: `${root}${name}` });
  const get = async (name: string) => (await s3.send(new GetObjectCommand(locate(name)))).Body;
  return {
    write: async (name, content) => {
      await s3.send(new PutObjectCommand({ ...locate(name), ...bodyOf(content) }));
    },
    create: async (name, content) => {
      const input = { ...locate(name), ...bodyOf(content), IfNoneMatch: '*' };
      await s3.send(new PutObjectCommand(input)).catch((error: unknown) => {
        if (!EXISTS.includes((error as Error).name)) throw error;
      });
    },
    tryRead: async (name) => {
      try {
        return await (await get(name))?.transformToString('utf8');
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    open: (name, blockBytes = BLOCK_BYTES) => readBlocks(s3, locate(name), blockBytes),
    list: async (below) => {
      const names: string[] = [];
      const input = { Bucket: bucket, Prefix: `${root}${below}` };
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, input)) {
        names.push(...Contents.map(({ Key = '' }) => Key.slice(root.length)));
      }
      return names;
    },
  };
}

/** Of an empty body the SDK does not know the length, and prints a warning. */
function bodyOf(content: string) {
  return { Body: content, ...(content === '' && { ContentLength: 0 }) };
}

interface Block {
  readonly bytes: Uint8Array;
  /** Bytes of the whole object. */
  readonly total: number;
  readonly etag: string | undefined;
}

/**
 * Reads an object with a request per block, one block in advance. An open stream for each of many objects would take all
 * connections, and S3 ends those from which nothing is read for a while.
 */
async function* readBlocks(
  s3: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  blockBytes: number,
): AsyncIterable<Uint8Array> {
  const request = (from: number, etag?: string) => {
    const Range = `bytes=${from}-${from + blockBytes - 1}`;
    return requestBlock(s3, { ...object, Range, IfMatch: etag });
  };
  let next: Promise<Block | undefined> | undefined = request(0);
  for (let from = 0; next;) {
    const block: Block | undefined = await next;
    if (!block) return;
    from += block.bytes.length;
    next = from < block.total ? request(from, block.etag) : undefined;
    // Its error is reported when it is read, if it is.
    next?.catch(() => undefined);
    yield block.bytes;
  }
}

/** @returns undefined for an empty object, which has no ranges */
async function requestBlock(
  s3: S3Client,
  input: GetObjectCommandInput,
): Promise<Block | undefined> {
  try {
    const { Body, ContentRange, ETag } = await s3.send(new GetObjectCommand(input));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const total = Number(ContentRange?.split('/').at(-1) ?? bytes.length);
    return { bytes, total, etag: ETag };
  } catch (error) {
    if ((error as Error).name === 'InvalidRange') return undefined;
    throw error;
  }
}
