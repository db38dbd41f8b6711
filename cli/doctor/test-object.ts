import {
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import type { AwsError } from './observed';
import type { Upload } from './uploads';

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

/** An object whose text says that it is a test. Every upload makes another version of it. */
export class TestObject {
  readonly key: string;
  private readonly versions: (string | undefined)[] = [];

  constructor(
    private readonly store: Store,
    private readonly clients: Clients,
    private readonly now: Date,
  ) {
    const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    this.key = `${store.prefix}callvault-doctor-${stamp}.txt`;
  }

  /** Whether S3 accepted any upload of it. */
  get written(): boolean {
    return this.versions.length > 0;
  }

  /** Uploads it as the vendor. Also returns the ARN of the key that encrypts it. */
  async put(upload: Upload): Promise<{ attempt: Attempt; encryptedWith?: string | undefined }> {
    const locked = this.store.settings.objectLock !== undefined;
    let put: PutObjectCommandOutput | undefined;
    const attempt = await attemptTo(`upload, ${upload.name}`, upload.allowed, async () => {
      put = await this.clients.vendor.send(
        new PutObjectCommand({
          Bucket: this.store.bucketName,
          Key: this.key,
          ContentType: 'text/plain',
          Body: this.body(upload),
          ...upload.headers,
          ...(locked && { ChecksumAlgorithm: 'SHA256' }),
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
      await s3.send(new HeadObjectCommand({ Bucket: this.store.bucketName, Key: this.key }));
    });
    return { ...attempt, byOperator: !mayRead };
  }

  /** Removes every version of it. Returns the answer of AWS if it refuses. */
  async remove(): Promise<string | undefined> {
    const governed = this.store.settings.objectLock?.mode === 'governance';
    for (const VersionId of this.versions) {
      const { answer } = await attemptTo('remove', true, async () => {
        await this.clients.operator.send(
          new DeleteObjectCommand({
            Bucket: this.store.bucketName,
            Key: this.key,
            VersionId,
            ...(governed && { BypassGovernanceRetention: true }),
          }),
        );
      });
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  private body({ name }: Upload): string {
    return [
      'callvault doctor wrote this file to test whether the vendor can write here. It is not a recording and can be deleted.',
      `Stack: ${this.store.id}. Headers: ${name}. Time: ${this.now.toISOString()}.`,
      '',
    ].join('\n');
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
