import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type Method, requestJson } from '../../http/json';
import { objectsIn } from '../../http/objects';
import type { AccessKey } from '../../core/access-key';
import type { ApiAccess } from '../registration';
import { signToken } from '../signed-token';

/** @see Zoom, "Video SDK API", authorization: a JSON Web Token, signed with the API secret */
export const ZOOM_CREDENTIALS = [['ZOOM_VIDEO_SDK_API_KEY', 'ZOOM_VIDEO_SDK_API_SECRET']] as const;

/** @see Zoom, "Video SDK API", servers */
const ENDPOINT = 'https://api.zoom.us';

/** Zoom suggests at most an hour. */
const TOKEN_SECONDS = 600;

/** A storage location of an account. Zoom never shows the access key. */
export interface StorageLocation {
  readonly id: string;
  readonly name: string;
  readonly s3: { readonly region: string; readonly bucket: string };
  /** Whether recordings go there. @default false */
  readonly selected?: boolean;
}

/** @throws HttpError without what every location has */
function readLocation(location: Partial<StorageLocation>, url: string): StorageLocation {
  const { id, name = '' } = location;
  const { region, bucket } = Object(location.s3) as { region?: unknown; bucket?: unknown };
  if (typeof id !== 'string' || typeof region !== 'string' || typeof bucket !== 'string') {
    throw new HttpError(url, 'answered with a location without id, region or bucket');
  }
  return { id, name, s3: { region, bucket }, selected: location.selected === true };
}

/** Opens the API of the account that the credentials belong to. @throws RefusedError when they are not set */
export async function openZoom({ credentials, local = ENDPOINT }: ApiAccess): Promise<ZoomApi> {
  const [key = new Secret(''), secret = new Secret('')] = Object.values(await credentials());
  return new ZoomApi(`${local}/v2/videosdk/settings/storage`, { key: key.reveal(), secret });
}

/** Calls the Video SDK API with tokens that it signs itself. */
export class ZoomApi {
  constructor(
    /** Address of the storage settings. */
    readonly url: string,
    private readonly credentials: { readonly key: string; readonly secret: Secret },
  ) {}

  /** All storage locations. @throws HttpError when Zoom does not answer as it should */
  async listLocations(): Promise<readonly StorageLocation[]> {
    const url = `${this.url}/location`;
    const answer = await this.send(url, 'GET');
    const locations = objectsIn(answer, url, 'a list') as readonly Partial<StorageLocation>[];
    return locations.map((each) => readLocation(each, url));
  }

  /** Whether Zoom could write to a location. @throws HttpError when Zoom does not answer as it should */
  async isVerified(id: string): Promise<boolean> {
    const answer = await this.send(`${this.url}/location/${id}`, 'GET');
    return (answer as { verify_status?: unknown } | undefined)?.verify_status === 'success';
  }

  /**
   * Adds a location, or gives one another name and key.
   *
   * @returns its id; undefined when Zoom does not say
   * @throws HttpError when Zoom refuses
   */
  async save(id: string | undefined, body: object, key: AccessKey): Promise<string | undefined> {
    const url = `${this.url}/location${id === undefined ? '' : `/${id}`}`;
    const answer = await this.send(url, id === undefined ? 'POST' : 'PATCH', { body, key });
    const created = (answer as { id?: unknown } | undefined)?.id ?? id;
    return typeof created === 'string' ? created : undefined;
  }

  /** Makes a location the one that recordings go to. @throws HttpError when Zoom refuses */
  async select(id: string): Promise<void> {
    await this.send(this.url, 'PATCH', { body: selection(id) });
  }

  /** Deletes a location. @throws HttpError when Zoom refuses */
  async remove(id: string): Promise<void> {
    await this.send(`${this.url}/location/${id}`, 'DELETE');
  }

  /** Has recordings stored at Zoom, which deletes all locations. @throws HttpError when Zoom refuses */
  async switchOff(): Promise<void> {
    await this.send(this.url, 'PATCH', { body: OFF });
  }

  private send(
    url: string,
    method: Method,
    { body, key }: { readonly body?: object; readonly key?: AccessKey } = {},
  ): Promise<unknown> {
    const { key: iss, secret } = this.credentials;
    const token = signToken({ iss, seconds: TOKEN_SECONDS }, secret);
    return requestJson({
      url,
      method,
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(method === 'PATCH' && { repeatable: true }),
      secrets: [secret, token, ...(key ? [key.secretAccessKey] : [])],
    });
  }
}

/** The body that has recordings stored at Zoom. */
export const OFF = { bring_our_own_storage: false };

/** The body that selects a location. */
export const selection = (id: string) => ({
  bring_our_own_storage: true,
  storage_location_id: id,
});
