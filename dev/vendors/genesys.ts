import {
  DeleteObjectCommand,
  GetBucketLocationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { randomUUID } from 'node:crypto';
import { described } from './described';
import type { VendorApi, VendorResponse, VendorRequest } from './exchange';
import { readFacts } from './facts';
import { TEST_CREDENTIALS } from '../test-environment';
import { GenesysIntegrations } from './genesys-integrations';
import {
  answerRecordings,
  type GenesysPolicy,
  type GenesysRecording,
  numberedPage,
  RETENTION_READINGS,
  type RetentionReading,
} from './genesys-recordings';

/** The local OAuth client. */
export const GENESYS_CLIENT = { id: 'local-client', secret: 'local-client-secret' };

const CONNECTIONS = '/api/v2/externalstorage/connections';
const INTEGRATIONS = '/api/v2/integrations';

const FACTS = readFacts('genesys');
/** All paths but the guide's, of which only its prose exists. */
const DESCRIBED = /^\/api\/v2\/(?!externalstorage\/)/;

interface Settings {
  readonly bucketName?: string;
  readonly region?: string;
  readonly pathPrefix?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly encryption?: { readonly keyArn?: string };
}

/** A connection or an integration, as in the API. */
export type Entity = Record<string, unknown> & { readonly id: string };

/** The AWS endpoints of the local Genesys. */
export interface GenesysNetwork {
  /** STS, where its principal is the role in the trust policy. */
  readonly sts: string;
  /** S3, which it calls from its own network. */
  readonly s3: string;
}

/**
 * A local Genesys Cloud, with the APIs for external storage. It really validates a connection: it assumes the role, or
 * uses the access key, and writes.
 *
 * Requests and answers are checked against the description in Genesys' own SDK. The guide's `externalstorage` endpoints
 * are in no SDK.
 *
 * @see Genesys guide, section 2
 * @see purecloud-platform-client-v2, in `dev/vendors/facts/genesys.json`
 */
export class LocalGenesys {
  /** Connections, including their secrets. */
  readonly connections: Entity[] = [];
  /** Integrations, their settings and their credentials. */
  readonly bulk = new GenesysIntegrations();
  readonly integrations = this.bulk.integrations;
  readonly configs = this.bulk.configs;
  /** Days its retention policy keeps recordings. */
  days = 730;
  /** Retention policies. @default - one that does not export, and one for each integration, all with {@link days} */
  policies: readonly GenesysPolicy[] | undefined;
  readonly recordings: GenesysRecording[] = [];
  /** How it reads what its description leaves open. */
  reading: RetentionReading = RETENTION_READINGS[0] as RetentionReading;
  /** Its clock, in milliseconds since 1970. */
  now = () => Date.now();

  /** The result of validations without a network. */
  verdict: 'PASSED' | 'FAILED' = 'PASSED';

  /** @param network - without it, validations do not access AWS */
  constructor(private readonly network?: GenesysNetwork) {}

  /** Answers a request; undefined for paths that are not Genesys'. */
  readonly answer: VendorApi = (request) => {
    const { path, authorization } = request;
    if (path === '/oauth/token') return Promise.resolve(answerToken(authorization));
    if (!path.startsWith('/api/v2/')) return Promise.resolve(undefined);
    if (authorization !== 'Bearer local-token') {
      return Promise.resolve({ status: 401, body: refusal('no token', 401) });
    }
    return this.checked(request);
  };

  private readonly checked = described({
    facts: FACTS,
    paths: DESCRIBED,
    error: 'ErrorBody',
    refuse: (what) => ({ status: 400, body: { ...refusal(what), code: 'bad.request' } }),
    answer: async (request) => {
      const { path } = request;
      if (path.startsWith(CONNECTIONS)) return this.answerConnections(request);
      if (path.startsWith(INTEGRATIONS)) return this.bulk.answer(request);
      const { recordings, reading, policies = this.defaultPolicies() } = this;
      return answerRecordings({ recordings, reading, policies, now: this.now() }, request);
    },
  });

  private defaultPolicies(): readonly GenesysPolicy[] {
    const retentionDuration = { deleteRetention: { days: this.days } };
    const exporting = this.integrations.map(({ id }) => ({
      id: `export-${id}`,
      name: `Export ${id}`,
      enabled: true,
      actions: { retentionDuration, integrationExport: { integration: { id } } },
    }));
    return [
      { id: 'calls', name: 'Calls', enabled: true, actions: { retentionDuration } },
      ...exporting,
    ];
  }

  /** Writes an object with the connection's settings. */
  async write(settings: Settings, name: string): Promise<S3Client> {
    const s3 = await this.openS3(settings);
    const Key = `${settings.pathPrefix ?? ''}${name}`;
    const encryption = {
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: settings.encryption?.keyArn,
    } as const;
    await s3.send(
      new PutObjectCommand({ Bucket: settings.bucketName, Key, Body: 'RIFF', ...encryption }),
    );
    return s3;
  }

  private async openS3(settings: Settings): Promise<S3Client> {
    if (!this.network) throw new Error('The local Genesys was started without AWS endpoints.');
    const { region = '', accessKeyId, secretAccessKey } = settings;
    const options = { endpoint: this.network.s3, region, forcePathStyle: true, maxAttempts: 1 };
    if (accessKeyId !== undefined && secretAccessKey !== undefined) {
      return new S3Client({ ...options, credentials: { accessKeyId, secretAccessKey } });
    }
    const sts = new STSClient({
      endpoint: this.network.sts,
      region,
      credentials: TEST_CREDENTIALS,
      maxAttempts: 1,
    });
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: settings.roleArn,
        RoleSessionName: 'genesys',
        ExternalId: settings.externalId,
      }),
    );
    return new S3Client({
      ...options,
      credentials: {
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        sessionToken: given?.SessionToken,
      },
    });
  }

  private async answerConnections(request: VendorRequest): Promise<VendorResponse> {
    const { method, path } = request;
    const [id, action] = path.slice(CONNECTIONS.length + 1).split('/');
    if (id === undefined || id === '') return this.answerAll(request, this.connections);
    const at = this.connections.findIndex((each) => each.id === id);
    const found = this.connections[at];
    if (!found) return { status: 404, body: refusal('no such connection', 404) };
    if (action === 'validate') return { status: 200, body: await this.validate(found) };
    if (method === 'PUT') {
      const change = JSON.parse(request.body) as Record<string, unknown>;
      const settings = { ...(found.settings as object), ...(change.settings as object) };
      this.connections[at] = { ...found, ...change, id, settings };
    }
    return { status: 200, body: withoutSecret(this.connections[at] ?? found) };
  }

  private answerAll({ method, body, query }: VendorRequest, all: Entity[]): VendorResponse {
    if (method === 'GET') {
      return { status: 200, body: numberedPage(all.map(withoutSecret), query) };
    }
    const wanted = JSON.parse(body) as Record<string, unknown>;
    if (this.bulk.uniqueNames && all.some(({ name }) => name === wanted.name)) {
      return { status: 409, body: refusal('the name is taken', 409) };
    }
    const created: Entity = { intendedState: 'DISABLED', ...wanted, id: randomUUID() };
    all.push(created);
    return { status: 200, body: withoutSecret(created) };
  }

  /** Runs each test separately: without access, the later tests fail too. */
  private async validate({ settings }: Entity): Promise<object> {
    if (!this.network) {
      const message = this.verdict === 'PASSED' ? undefined : 'AccessDenied';
      return { results: [{ test: 'BUCKET_ACCESS', status: this.verdict, message }] };
    }
    const of = settings as Settings;
    const name = `genesys-validation-${Date.now()}.txt`;
    const tests: [string, () => Promise<unknown>][] = [
      ['AUTHENTICATION', () => this.openS3(of)],
      [
        'BUCKET_ACCESS',
        async () =>
          (await this.openS3(of)).send(new GetBucketLocationCommand({ Bucket: of.bucketName })),
      ],
      [
        'ENCRYPTION_KEY',
        async () => {
          const s3 = await this.write(of, name);
          const Key = `${of.pathPrefix ?? ''}${name}`;
          await s3.send(new DeleteObjectCommand({ Bucket: of.bucketName, Key }));
        },
      ],
    ];
    const results: object[] = [];
    for (const [test, run] of tests) results.push(await outcome(test, run));
    return { testType: 'FULL', results };
  }
}

function answerToken(authorization: string): VendorResponse {
  const basic = Buffer.from(`${GENESYS_CLIENT.id}:${GENESYS_CLIENT.secret}`).toString('base64');
  if (authorization !== `Basic ${basic}`) {
    return { status: 401, body: { error: 'invalid_client', description: 'client not found' } };
  }
  return { status: 200, body: { access_token: 'local-token', token_type: 'bearer' } };
}

async function outcome(test: string, run: () => Promise<unknown>): Promise<object> {
  try {
    await run();
    return { test, status: 'PASSED' };
  } catch (error) {
    const { name, message } = error as Error;
    return { test, status: 'FAILED', message: `${name}: ${message}` };
  }
}

function withoutSecret(entity: Entity): Entity {
  if (typeof entity.settings !== 'object') return entity;
  const { secretAccessKey, ...settings } = entity.settings as Settings;
  return { ...entity, settings, ...(secretAccessKey !== undefined && { hasSecret: true }) };
}

function refusal(message: string, status = 400): object {
  return { code: message.replaceAll(' ', '.'), message, status };
}
