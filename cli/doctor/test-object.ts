import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import type { AwsError } from './observed';
import { LARGE_BYTES, PART_BYTES, type Upload } from './uploads';

/** An action that was tried, and its outcome. */
export interface Attempt {
  /** e.g. `upload, AES256`. */
  readonly action: string;
  /** The outcome that the store's policies imply. */
  readonly expected: 'allowed' | 'refused';
  readonly outcome: 'allowed' | 'refused';
  /** What AWS answered. @default - it was allowed */
  readonly answer?: string;
  /** Whether your credentials did it instead of the vendor's, which may not. @default false */
  readonly byOperator?: boolean;
}

/** The clients for the test object. */
export interface Clients {
  /** With the vendor's credentials. */
  readonly vendor: S3Client;
  /** With the credentials that doctor runs with. */
  readonly operator: S3Client;
}

/** When the test object is written, and what locks it. */
export interface TestOptions {
  /** Part of its key. */
  readonly now: Date;
  /** The mode of Object Lock that every version gets, in lower case. @default - none */
  readonly lockMode?: string | undefined;
}

/** An object whose text says that it is a test. Every upload makes another version of it. */
export class TestObject {
  readonly key: string;
  private readonly versions: (string | undefined)[] = [];
  /** Id of the upload in parts that is neither completed nor aborted. */
  private pending: string | undefined;

  constructor(
    private readonly store: Store,
    private readonly clients: Clients,
    private readonly options: TestOptions,
  ) {
    const stamp = options.now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    this.key = `${store.prefix}callvault-doctor-${stamp}.txt`;
  }

  /** Whether Object Lock locks every version of it. */
  get locked(): boolean {
    return this.options.lockMode !== undefined;
  }

  /** Whether S3 stored anything of it. */
  get written(): boolean {
    return this.versions.length > 0 || this.pending !== undefined;
  }

  /** Uploads it as the vendor. Also returns the ARN of the key that encrypts it. */
  async put(upload: Upload): Promise<{ attempt: Attempt; encryptedWith?: string | undefined }> {
    let put: PutObjectCommandOutput | undefined;
    const attempt = await attemptTo(`upload, ${upload.name}`, upload.allowed, async () => {
      put = await this.clients.vendor.send(
        new PutObjectCommand({
          ...this.place,
          ContentType: 'text/plain',
          Body: this.body(upload),
          ...upload.headers,
          ...this.checksum,
        }),
      );
      this.versions.push(put.VersionId);
    });
    return { attempt, encryptedWith: put?.SSEKMSKeyId ?? put?.ServerSideEncryption };
  }

  /** Looks for it at once, as vendors do after an upload: as the vendor where the vendor may read. */
  async head(): Promise<Attempt> {
    const mayRead = this.store.profile.grants.object.actions.includes('s3:GetObject');
    const s3 = mayRead ? this.clients.vendor : this.clients.operator;
    const attempt = await attemptTo('look at it with HEAD', true, async () => {
      await s3.send(new HeadObjectCommand(this.place));
    });
    return { ...attempt, byOperator: !mayRead };
  }

  /**
   * Uploads it as the vendor in two parts. With Object Lock the upload is aborted instead of completed: nothing would
   * remove a locked version.
   */
  async putInParts(): Promise<Attempt> {
    const { vendor } = this.clients;
    const complete = !this.locked;
    const name = `upload, 6 MiB in two parts${complete ? '' : ', then aborted'}`;
    return attemptTo(name, true, async () => {
      const create = new CreateMultipartUploadCommand({ ...this.place, ...this.checksum });
      this.pending = (await vendor.send(create)).UploadId;
      const body = this.body({ name, bytes: LARGE_BYTES });
      const parts = [];
      for (const [index, Body] of [
        body.subarray(0, PART_BYTES),
        body.subarray(PART_BYTES),
      ].entries()) {
        const of = { ...this.place, UploadId: this.pending, PartNumber: index + 1 };
        const part = await vendor.send(new UploadPartCommand({ ...of, Body, ...this.checksum }));
        const { ETag, ChecksumSHA256 } = part;
        parts.push({ PartNumber: index + 1, ETag, ChecksumSHA256 });
      }
      if (!complete) return this.abort(this.mayAbort ? vendor : this.clients.operator);
      const done = await vendor.send(
        new CompleteMultipartUploadCommand({
          ...this.place,
          UploadId: this.pending,
          MultipartUpload: { Parts: parts },
        }),
      );
      this.pending = undefined;
      this.versions.push(done.VersionId);
    });
  }

  /** Removes every version and every part of it. Returns the answer of AWS if it refuses. */
  async remove(): Promise<string | undefined> {
    if (this.pending !== undefined) {
      const { answer } = await attemptTo('abort', true, () => this.abort(this.clients.operator));
      if (answer !== undefined) return answer;
    }
    for (const VersionId of this.versions) {
      const { answer } = await attemptTo('remove', true, async () => {
        await this.clients.operator.send(
          new DeleteObjectCommand({
            ...this.place,
            VersionId,
            ...(this.options.lockMode === 'governance' && { BypassGovernanceRetention: true }),
          }),
        );
      });
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  private async abort(s3: S3Client): Promise<void> {
    await s3.send(new AbortMultipartUploadCommand({ ...this.place, UploadId: this.pending }));
    this.pending = undefined;
  }

  private get mayAbort(): boolean {
    return this.store.profile.grants.object.actions.includes('s3:AbortMultipartUpload');
  }

  private get place() {
    return { Bucket: this.store.bucketName, Key: this.key };
  }

  /** @see Amazon S3 User Guide, "Object Lock considerations": uploads must then carry a checksum */
  private get checksum() {
    return this.store.settings.objectLock === undefined
      ? {}
      : ({ ChecksumAlgorithm: 'SHA256' } as const);
  }

  private body({ name, bytes }: Pick<Upload, 'name' | 'bytes'>): Buffer {
    const text = [
      'callvault doctor wrote this file to test whether the vendor can write here. It is not a recording and can be deleted.',
      `Stack: ${this.store.id}. Headers: ${name}. Time: ${this.options.now.toISOString()}.`,
      '',
    ].join('\n');
    return bytes === undefined ? Buffer.from(text) : Buffer.alloc(bytes, text);
  }
}

/** An answer with a status 4xx is an outcome; every other error is thrown. */
async function attemptTo(
  action: string,
  allowed: boolean,
  send: () => Promise<void>,
): Promise<Attempt> {
  const expected = allowed ? 'allowed' : 'refused';
  try {
    await send();
    return { action, expected, outcome: 'allowed' };
  } catch (error) {
    const { name, message, $metadata } = error as AwsError;
    const status = $metadata?.httpStatusCode ?? 500;
    if (status >= 500) throw error;
    return { action, expected, outcome: 'refused', answer: `${name}: ${message}` };
  }
}
