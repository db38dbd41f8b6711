import {
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { RunStore } from './run-store';
import type { BucketClient } from './bucket-client';

/** Keeps a run in a bucket, below a folder; without one, at the root. */
export function s3RunStore({ s3, bucket }: BucketClient, folder?: string): RunStore {
  const root = folder === undefined ? '' : `${folder}/`;
  const locate = (name: string) => ({ Bucket: bucket, Key: `${root}${name}` });
  const get = async (name: string) => (await s3.send(new GetObjectCommand(locate(name)))).Body;
  return {
    write: async (name, content) => {
      await s3.send(new PutObjectCommand({ ...locate(name), Body: content }));
    },
    tryRead: async (name) => {
      try {
        return await (await get(name))?.transformToString('utf8');
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    open: async function* (name) {
      const body = await get(name);
      if (body) yield* body as unknown as AsyncIterable<Uint8Array>;
    },
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
