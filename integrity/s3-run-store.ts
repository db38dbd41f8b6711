import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { RunStore } from './run-store';
import type { BucketAt } from './s3-look';

/** A run that is kept in a bucket, below a folder; without one, from its root. */
export function openBucket({ s3, bucket }: BucketAt, folder?: string): RunStore {
  const root = folder === undefined ? '' : `${folder}/`;
  const at = (name: string) => ({ Bucket: bucket, Key: `${root}${name}` });
  const get = async (name: string) => (await s3.send(new GetObjectCommand(at(name)))).Body;
  return {
    write: async (name, content) => {
      await s3.send(new PutObjectCommand({ ...at(name), Body: content }));
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
      let ContinuationToken: string | undefined;
      do {
        const Prefix = `${root}${below}`;
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken }),
        );
        const keys = (page.Contents ?? []).map(({ Key = '' }) => Key);
        names.push(...keys.map((key) => key.slice(root.length)));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return names;
    },
  };
}
