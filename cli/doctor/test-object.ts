import {
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import type { AwsError } from './seen';
import type { Upload } from './uploads';

/** What became of one thing that was tried. */
export interface Attempt {
  /** What was tried, e.g. `upload, AES256`. */
  readonly does: string;
  /** What the store's policies would make of it. */
  readonly expected: 'allowed' | 'refused';
  /** What became of it. */
  readonly was: 'allowed' | 'refused';
  /** What AWS answered. @default - it was allowed */
  readonly answer?: string;
  /** Set where it was done by whoever runs doctor, in the place of a vendor that may not. @default - by the vendor */
  readonly inPlace?: true;
}

/** The clients it is written and cleared away with. */
export interface Hands {
  /** With the vendor's credentials. */
  readonly vendor: S3Client;
  /** With those of whoever runs doctor. */
  readonly operator: S3Client;
}

/** An object that says of itself that it is a test, in each of its versions. */
export class TestObject {
  /** Its key. */
  readonly key: string;
  private readonly versions: (string | undefined)[] = [];

  constructor(
    private readonly store: Store,
    private readonly hands: Hands,
    private readonly now: Date,
  ) {
    const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    this.key = `${store.prefix}callvault-doctor-${stamp}.txt`;
  }

  /** Whether anything of it was taken. */
  get written(): boolean {
    return this.versions.length > 0;
  }

  /** Writes it as the vendor, and gives the ARN of the key it was encrypted with. */
  async put(upload: Upload): Promise<{ attempt: Attempt; encryptedWith?: string | undefined }> {
    const locked = this.store.settings.objectLock !== undefined;
    let put: PutObjectCommandOutput | undefined;
    const attempt = await attemptTo(`upload, ${upload.name}`, upload.allowed, async () => {
      put = await this.hands.vendor.send(
        new PutObjectCommand({
          ...{ Bucket: this.store.bucketName, Key: this.key, ContentType: 'text/plain' },
          ...{ Body: this.body(upload), ...upload.headers },
          ...(locked && { ChecksumAlgorithm: 'SHA256' }),
        }),
      );
      this.versions.push(put.VersionId);
    });
    return { attempt, encryptedWith: put?.SSEKMSKeyId ?? put?.ServerSideEncryption };
  }

  /** Looks whether it is there, at once: as the vendor where that may, as vendors do after an upload. */
  async head(): Promise<Attempt> {
    const mayRead = this.store.profile.grants.object.actions.includes('s3:GetObject');
    const s3 = mayRead ? this.hands.vendor : this.hands.operator;
    const of = { Bucket: this.store.bucketName, Key: this.key };
    const attempt = await attemptTo('look at it with HEAD', true, async () => {
      await s3.send(new HeadObjectCommand(of));
    });
    return { ...attempt, ...(!mayRead && { inPlace: true }) };
  }

  /** Removes every version of it. Gives what AWS answered where it did not let go. */
  async remove(): Promise<string | undefined> {
    const governed = this.store.settings.objectLock?.mode === 'governance';
    const { bucketName: Bucket } = this.store;
    for (const VersionId of [...this.versions]) {
      const { answer } = await attemptTo('remove', true, async () => {
        const bypass = governed && { BypassGovernanceRetention: true };
        await this.hands.operator.send(
          new DeleteObjectCommand({ ...{ Bucket, Key: this.key, VersionId }, ...bypass }),
        );
      });
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  private body({ name }: Upload): string {
    return [
      'Written by callvault doctor to see whether the vendor can write here. It holds no recording, and may be deleted.',
      `Stack: ${this.store.id}. Headers: ${name}. Time: ${this.now.toISOString()}.`,
      '',
    ].join('\n');
  }
}

/** What AWS answers with a status is an outcome; all else is thrown. */
async function attemptTo(
  does: string,
  allowed: boolean,
  call: () => Promise<void>,
): Promise<Attempt> {
  const expected = allowed ? 'allowed' : 'refused';
  try {
    await call();
    return { does, expected, was: 'allowed' };
  } catch (error) {
    const { name, message, $metadata } = error as AwsError;
    const status = $metadata?.httpStatusCode ?? 500;
    if (status >= 500) throw error;
    return { does, expected, was: 'refused', answer: `${name}: ${message}` };
  }
}
