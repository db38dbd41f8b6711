import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { described } from './described';
import type { VendorApi, VendorRequest, VendorResponse } from './exchange';
import { readFacts } from './facts';
import { tryReadToken } from './signed-token';

/** The API key and secret of the local project. */
export const VONAGE_PROJECT = { key: '45828062', secret: 'local-vonage-secret' };

/** What Vonage's description leaves open. */
export interface VonageReading {
  /** What setting the storage is answered with: the storage, or nothing. */
  readonly answers: 'storage' | 'nothing';
  /** What deleting a storage that does not exist is answered with. */
  readonly deletesNothing: 204 | 404;
}

/** Every combination of readings. */
export const VONAGE_READINGS: readonly VonageReading[] = (['storage', 'nothing'] as const).flatMap(
  (answers) => ([204, 404] as const).map((deletesNothing) => ({ answers, deletesNothing })),
);

/** The storage of a project's archives, which the API never shows. */
export interface ArchiveStorageTarget {
  readonly type: string;
  readonly config: Readonly<Record<string, string>>;
  readonly fallback?: string;
}

/** An archive, as in the list. */
export interface LocalArchive {
  readonly id: string;
  readonly status: string;
  readonly createdAt: number;
}

const FACTS = readFacts('vonage');

const ARCHIVES = `/v2/project/${VONAGE_PROJECT.key}/archive`;

/** The longest time for which Vonage accepts a token. */
const MAX_TOKEN_SECONDS = 300;

/**
 * A local Vonage, with the archives of one project.
 *
 * @see Vonage's pages and server SDK, in `dev/vendors/facts/vonage.json`
 */
export class LocalVonage {
  storage: ArchiveStorageTarget | undefined;
  readonly archives: LocalArchive[] = [];
  /** How it reads what its description leaves open. */
  reading: VonageReading = { answers: 'storage', deletesNothing: 204 };

  /** @param s3 - endpoint of S3, and the region of the bucket; without it, nothing is written */
  constructor(private readonly s3?: { readonly endpoint: string; readonly region: string }) {}

  /** Answers a request; undefined for paths that are not Vonage's. */
  readonly answer: VendorApi = (request) => {
    if (!request.path.startsWith('/v2/project/')) return Promise.resolve(undefined);
    const claims = tryReadToken(request.token, VONAGE_PROJECT);
    const isValid = claims?.ist === 'project' && claims.exp - claims.iat <= MAX_TOKEN_SECONDS;
    return isValid && request.path.startsWith(ARCHIVES)
      ? this.checked(request)
      : Promise.resolve({ status: 403, body: { message: 'Invalid token' } });
  };

  private readonly checked = described({
    facts: FACTS,
    paths: /^\/v2\/project\//,
    refuse: (message) => ({ status: 400, body: { message } }),
    answer: (request) => Promise.resolve(this.answerProject(request)),
  });

  /** Uploads an archive as Vonage does; one that cannot be uploaded stays at Vonage, if the fallback says so. */
  async upload(id: string): Promise<string> {
    const createdAt = Date.now();
    const key = `${VONAGE_PROJECT.key}/${id}/archive.mp4`;
    const error = await this.tryPut(key).catch((reason: unknown) => reason as Error);
    const kept = this.storage?.fallback === 'none' ? 'failed' : 'available';
    this.archives.unshift({ id, createdAt, status: error ? kept : 'uploaded' });
    if (error) throw error;
    return key;
  }

  private async tryPut(Key: string): Promise<void> {
    const { bucket: Bucket, accessKey = '', secretKey = '' } = this.storage?.config ?? {};
    if (Bucket === undefined || !this.s3) throw new Error('The project has no archive storage.');
    const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    const s3 = new S3Client({ ...this.s3, credentials, forcePathStyle: true, maxAttempts: 1 });
    await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: 'mp4', ServerSideEncryption: 'AES256' }),
    );
  }

  private answerProject({ method, path, query, body }: VendorRequest): VendorResponse {
    if (path === ARCHIVES) return this.list(query);
    if (method === 'PUT') {
      this.storage = JSON.parse(body) as ArchiveStorageTarget;
      return { status: 200, ...(this.reading.answers === 'storage' && { body: this.storage }) };
    }
    const status = this.storage ? 204 : this.reading.deletesNothing;
    this.storage = undefined;
    return { status };
  }

  /** @see Vonage, "Video API REST API reference", "Listing archives": 50 by default, the newest first */
  private list(query: URLSearchParams): VendorResponse {
    const offset = Number(query.get('offset') ?? 0);
    const count = Number(query.get('count') ?? 50);
    const items = this.archives.slice(offset, offset + count).map((each) => ({
      ...each,
      duration: '1',
      name: '',
      reason: '',
      sessionId: '1_MX40',
      size: 3,
      hasAudio: true,
      hasVideo: true,
      outputMode: 'composed',
      url: '',
    }));
    return { status: 200, body: { count: this.archives.length, items } };
  }
}
