import {
  GetObjectAclCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2Output,
  type S3Client,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { type Day, dayOf } from '../../core/day';

/** Requests for objects at the same time. */
const AT_A_TIME = 16;

/** The groups of grantees that are not one account. @see Amazon S3 User Guide, "ACL overview", predefined groups */
const PUBLIC = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

/**
 * Of an object about which S3 says nothing without the key that it was uploaded with.
 *
 * @see Amazon S3 API Reference, "HeadObject": status 400 without the headers of SSE-C
 */
export const CLIENT_KEY = 'a key of the uploader (SSE-C), without which it cannot be read';

/** What the objects of a bucket are like. */
export interface ObjectCounts {
  /** Objects that were looked at. */
  readonly count: number;
  /** Whether these are all objects of the bucket. */
  readonly complete: boolean;
  readonly bytes: number;
  /** The day on which the oldest was written. @default - there is none */
  readonly oldest?: Day;
  /** The longest folder that contains all of them, with a slash at the end; empty for the whole bucket. */
  readonly folder: string;
  /** How many are encrypted how: `AES256`, the ARN of a key, `none` or {@link CLIENT_KEY}. */
  readonly byEncryption: Readonly<Record<string, number>>;
  /** How many have no metadata of their uploader. */
  readonly withoutMetadata: number;
  /** Keys of objects that an ACL makes public. */
  readonly public: readonly string[];
  /** How many the credentials may not look at. */
  readonly refused: number;
}

/** Which objects are looked at. */
export interface ObjectsOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Owner of the bucket. */
  readonly account: string;
  /** Objects to look at, in the order of their keys. */
  readonly limit: number;
  /** Whether ACLs of objects have an effect. */
  readonly acls: boolean;
  readonly onProgress: (what: string) => void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Lists objects of a bucket, and looks at the encryption, metadata and ACL of each. */
export async function countObjects(options: ObjectsOptions): Promise<ObjectCounts> {
  const { s3, bucket: Bucket, account: ExpectedBucketOwner, limit, onProgress } = options;
  const sum = new ObjectSum();
  let page: ListObjectsV2Output = {};
  do {
    page = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        ExpectedBucketOwner,
        ContinuationToken: page.NextContinuationToken,
        MaxKeys: Math.min(1000, limit - sum.total.count),
      }),
    );
    const looked = await pMap(page.Contents ?? [], (each) => lookAt(options, each.Key ?? ''), {
      concurrency: AT_A_TIME,
    });
    for (const [index, each] of (page.Contents ?? []).entries()) sum.add(each, looked[index]);
    onProgress(`${sum.total.count.toLocaleString('en')} objects`);
  } while (page.IsTruncated === true && sum.total.count < limit);
  return { ...sum.total, complete: page.IsTruncated !== true };
}

interface Looked {
  /** A status: S3 has refused. */
  readonly head: HeadObjectCommandOutput | number;
  readonly isPublic?: boolean;
}

async function lookAt({ s3, bucket: Bucket, acls }: ObjectsOptions, Key: string): Promise<Looked> {
  const head = await orStatus(s3.send(new HeadObjectCommand({ Bucket, Key })));
  if (!acls) return { head };
  const acl = await orStatus(s3.send(new GetObjectAclCommand({ Bucket, Key })));
  const grants = typeof acl === 'number' ? [] : (acl.Grants ?? []);
  return { head, isPublic: grants.some(({ Grantee }) => PUBLIC.test(Grantee?.URI ?? '')) };
}

/** An object that was deleted meanwhile, or needs a key of the client, cannot be looked at. */
async function orStatus<T>(answer: Promise<T>): Promise<T | number> {
  try {
    return await answer;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status !== undefined && status >= 400 && status < 500 && status !== 429) return status;
    throw error;
  }
}

class ObjectSum {
  readonly total: Mutable<ObjectCounts> & {
    byEncryption: Record<string, number>;
    public: string[];
  } = {
    count: 0,
    complete: false,
    bytes: 0,
    folder: '',
    byEncryption: {},
    withoutMetadata: 0,
    public: [],
    refused: 0,
  };

  add(
    { Key = '', Size = 0, LastModified }: NonNullable<ListObjectsV2Output['Contents']>[number],
    { head, isPublic = false }: Looked = { head: 404 },
  ): void {
    const { total } = this;
    const folder = Key.slice(0, Key.lastIndexOf('/') + 1);
    total.folder = total.count === 0 ? folder : commonFolder(total.folder, folder);
    total.count += 1;
    total.bytes += Size;
    total.oldest = earlier(total.oldest, dayOf(LastModified?.getTime() ?? 0));
    if (isPublic) total.public.push(Key);
    this.addHead(head);
  }

  private count(encryption: string): void {
    const { byEncryption } = this.total;
    byEncryption[encryption] = (byEncryption[encryption] ?? 0) + 1;
  }

  private addHead(head: Looked['head']): void {
    const { total } = this;
    if (head === 400) this.count(CLIENT_KEY);
    else if (typeof head === 'number') total.refused += 1;
    if (typeof head === 'number') return;
    const { SSEKMSKeyId, ServerSideEncryption, Metadata = {} } = head;
    this.count(SSEKMSKeyId ?? ServerSideEncryption ?? 'none');
    if (Object.keys(Metadata).length === 0) total.withoutMetadata += 1;
  }
}

const earlier = (known: Day | undefined, day: Day) =>
  known === undefined || day < known ? day : known;

function commonFolder(a: string, b: string): string {
  const parts = a.split('/').slice(0, -1);
  const others = b.split('/');
  const end = parts.findIndex((part, index) => part !== others[index]);
  const common = end < 0 ? parts : parts.slice(0, end);
  return common.map((part) => `${part}/`).join('');
}
