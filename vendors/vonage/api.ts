import { randomUUID } from 'node:crypto';
import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type Method, requestJson } from '../../http/json';
import { objectsIn } from '../../http/objects';
import type { AccessKey } from '../../core/access-key';
import type { ApiAccess } from '../registration';
import { signToken } from '../signed-token';

/** @see Vonage, "Video API REST API reference", "Authentication": the API key and secret of the project */
export const VONAGE_CREDENTIALS = [['OPENTOK_API_KEY', 'OPENTOK_API_SECRET']] as const;

/** @see Vonage, "Video API REST API reference" */
const ENDPOINT = 'https://api.opentok.com';

/** Vonage allows 5 minutes, and suggests 3. */
const TOKEN_SECONDS = 180;

/** An archive of a project. */
export interface Archive {
  readonly id: string;
  /** `available`, `expired`, `failed`, `paused`, `started`, `stopped` or `uploaded`. */
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Why it ended. @default - Vonage does not say */
  readonly reason?: string;
}

/** Opens the API of the project that the credentials belong to. @throws RefusedError when they are not set */
export async function openVonage({ credentials, local = ENDPOINT }: ApiAccess): Promise<VonageApi> {
  const [key = new Secret(''), secret = new Secret('')] = Object.values(await credentials());
  return new VonageApi(local, key.reveal(), secret);
}

/** Calls the Vonage Video API with tokens that it signs itself. */
export class VonageApi {
  /** Address of the project's archives. */
  private readonly archives: string;

  constructor(
    endpoint: string,
    /** API key of the project. */
    readonly project: string,
    private readonly secret: Secret,
  ) {
    this.archives = `${endpoint}/v2/project/${project}/archive`;
  }

  /** Address of the project's archive storage, which Vonage never shows. */
  get url(): string {
    return `${this.archives}/storage`;
  }

  /** The newest archives, newest first. @throws HttpError when Vonage does not answer as it should */
  async listNewest(count: number): Promise<readonly Archive[]> {
    const url = `${this.archives}?count=${count}`;
    const { items } = Object(await this.send(url, 'GET')) as { items?: unknown };
    return [...(objectsIn(items, url, 'items') as readonly unknown[] as readonly Archive[])].sort(
      (one, other) => other.createdAt - one.createdAt,
    );
  }

  /** Sets where archives are uploaded. @throws HttpError when Vonage refuses */
  async setStorage(body: object, { secretAccessKey }: AccessKey): Promise<void> {
    await this.send(this.url, 'PUT', { body, secrets: [secretAccessKey] });
  }

  /** Deletes where archives are uploaded, unless it was deleted before. @throws HttpError when Vonage refuses */
  async deleteStorage(): Promise<void> {
    await this.send(this.url, 'DELETE').catch((error: unknown) => {
      if (!(error instanceof HttpError) || error.status !== 404) throw error;
    });
  }

  private send(
    url: string,
    method: Method,
    { body, secrets = [] }: { readonly body?: object; readonly secrets?: readonly Secret[] } = {},
  ): Promise<unknown> {
    const { project: iss, secret } = this;
    const claims = { iss, ist: 'project', jti: randomUUID(), seconds: TOKEN_SECONDS };
    const token = signToken(claims, secret);
    return requestJson({
      url,
      method,
      headers: {
        'x-opentok-auth': token.reveal(),
        ...(body && { 'content-type': 'application/json' }),
      },
      // Whether it answers with the storage or with nothing is not described.
      ...(method !== 'GET' && { expects: 'nothing' }),
      ...(body && { body: JSON.stringify(body) }),
      secrets: [secret, token, ...secrets],
    });
  }
}
