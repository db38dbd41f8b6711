import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { described } from './described';
import type { VendorApi, VendorRequest, VendorResponse } from './exchange';
import { readFacts } from './facts';
import { tryReadToken } from './signed-token';

/** The API key and secret of the local account. */
export const ZOOM_ACCOUNT = { key: 'local-zoom-key', secret: 'local-zoom-secret' };

/** A storage location, with the access key that the API never returns. */
export interface ZoomLocation {
  readonly id: string;
  readonly name: string;
  readonly s3: Readonly<Record<string, unknown>>;
  readonly accessKey: { readonly id: string; readonly key: string };
}

/** What Zoom's description leaves open. */
export interface ZoomReading {
  /** Whether the list says of each location if it is selected, or only of the selected one: the field is optional. */
  readonly selected: 'of each' | 'of one';
  /** Whether the result of Zoom's test is there at once. */
  readonly verifies: 'at once' | 'later';
}

/** Every combination of readings. */
export const ZOOM_READINGS: readonly ZoomReading[] = (['of each', 'of one'] as const).flatMap(
  (selected) => (['at once', 'later'] as const).map((verifies) => ({ selected, verifies })),
);

const FACTS = readFacts('zoom');

const BASE = '/v2/videosdk/settings/storage';

/**
 * A local Zoom, with the storage locations of one account.
 *
 * @see npm @zoom/rivet, in `dev/vendors/facts/zoom.json`
 */
export class LocalZoom {
  readonly locations: ZoomLocation[] = [];
  /** Id of the location that recordings go to. @default - they are stored at Zoom */
  selected: string | undefined;
  /** Whether Zoom's test of a location succeeds, without S3. */
  verifies = true;
  /** How it reads what its description leaves open. */
  reading: ZoomReading = { selected: 'of each', verifies: 'at once' };
  /** Locations that Zoom still tries. */
  private readonly trying = new Set<string>();

  /** @param s3 - endpoint of S3, which Zoom tries; without it, nothing is written */
  constructor(private readonly s3?: string) {}

  /** Answers a request; undefined for paths that are not Zoom's. */
  readonly answer: VendorApi = (request) => {
    const { path, token } = request;
    if (!path.startsWith(BASE)) return Promise.resolve(undefined);
    return tryReadToken(token, ZOOM_ACCOUNT)
      ? this.checked(request)
      : Promise.resolve(refusal(401, 124, 'Invalid access token.'));
  };

  private readonly checked = described({
    facts: FACTS,
    paths: /^\/v2\/videosdk\//,
    refuse: (what) => refusal(400, 300, what),
    answer: (request) => this.answerStorage(request),
  });

  /** Writes a recording to the selected location, as Zoom does. @throws S3's own error if S3 refuses it */
  async write(name: string): Promise<string> {
    const location = this.locations.find(({ id }) => id === this.selected);
    if (!location) throw new Error('No location is selected.');
    const Key = `cmr/byos/2026/11/26/7f3c/cmr_byos/${name}`;
    await this.open(location).send(
      new PutObjectCommand({ Bucket: String(location.s3.bucket), Key, Body: 'mp4' }),
    );
    return Key;
  }

  private open({ s3, accessKey }: ZoomLocation): S3Client {
    if (this.s3 === undefined) throw new Error('The local Zoom was started without S3.');
    const credentials = { accessKeyId: accessKey.id, secretAccessKey: accessKey.key };
    const region = String(s3.region);
    return new S3Client({
      endpoint: this.s3,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
  }

  /** @see Zoom, "Bring your own storage": Zoom writes, reads and lists to try a location */
  private async verify(location: ZoomLocation): Promise<boolean> {
    if (this.trying.delete(location.id)) return false;
    if (this.s3 === undefined) return this.verifies;
    const s3 = this.open(location);
    const at = { Bucket: String(location.s3.bucket), Key: 'cmr/byos/zoom-verify.txt' };
    try {
      await s3.send(new PutObjectCommand({ ...at, Body: 'zoom' }));
      await s3.send(new GetObjectCommand(at));
      await s3.send(new ListObjectsV2Command({ Bucket: at.Bucket, MaxKeys: 1 }));
      return true;
    } catch {
      return false;
    }
  }

  private async answerStorage(request: VendorRequest): Promise<VendorResponse> {
    const { method, path, body } = request;
    if (path === BASE) return this.select(JSON.parse(body) as Record<string, unknown>);
    const id = path.split('/')[6];
    if (id === undefined) {
      return method === 'GET'
        ? { status: 200, body: this.locations.map((each) => this.shown(each, true)) }
        : this.create(JSON.parse(body) as NewLocation);
    }
    const at = this.locations.findIndex((each) => each.id === id);
    const found = this.locations[at];
    if (!found) return refusal(404, 3337, 'The storage location does not exist.');
    if (method === 'GET') {
      const verify_status = (await this.verify(found)) ? 'success' : 'failure';
      return { status: 200, body: { ...this.shown(found), verify_status } };
    }
    if (method === 'DELETE') return this.remove(at, found);
    return this.change(at, found, JSON.parse(body) as Partial<NewLocation>);
  }

  private select(settings: Record<string, unknown>): VendorResponse {
    const { bring_our_own_storage: isOn, storage_location_id: id } = settings;
    if (isOn === false) {
      this.locations.length = 0;
      this.selected = undefined;
      return { status: 204 };
    }
    if (!this.locations.some((each) => each.id === id)) {
      return refusal(400, 3337, 'The storage location does not exist.');
    }
    this.selected = String(id);
    return { status: 204 };
  }

  private create({ name, s3: { access_key, ...s3 } }: NewLocation): VendorResponse {
    const created = { id: `loc${this.locations.length + 1}`, name, s3, accessKey: access_key };
    this.locations.push(created);
    this.tryLater(created);
    return { status: 201, body: this.shown(created) };
  }

  private remove(at: number, { id }: ZoomLocation): VendorResponse {
    if (id === this.selected) return refusal(400, 300, 'The default location cannot be deleted.');
    this.locations.splice(at, 1);
    return { status: 204 };
  }

  /** Neither the bucket nor the region can be changed. */
  private change(
    at: number,
    found: ZoomLocation,
    { name = found.name, s3 }: Partial<NewLocation>,
  ): VendorResponse {
    const moves = ['bucket', 'region'].some(
      (field) => s3?.[field] !== undefined && s3[field] !== found.s3[field],
    );
    if (moves) return refusal(400, 300, 'The bucket and the region cannot be changed.');
    this.locations[at] = { ...found, name, accessKey: s3?.access_key ?? found.accessKey };
    this.tryLater(found);
    return { status: 204 };
  }

  private tryLater({ id }: ZoomLocation): void {
    if (this.reading.verifies === 'later') this.trying.add(id);
  }

  private shown({ id, name, s3 }: ZoomLocation, inList = false): object {
    const isSelected = this.selected === id;
    const isSaid = inList && (isSelected || this.reading.selected === 'of each');
    const selected = isSaid && { selected: isSelected };
    return { id, name, provider: 'aws_s3', s3, ...selected };
  }
}

interface NewLocation {
  readonly name: string;
  readonly s3: Readonly<Record<string, unknown>> & {
    readonly access_key: ZoomLocation['accessKey'];
  };
}

function refusal(status: number, code: number, message: string): VendorResponse {
  return { status, body: { code, message } };
}
