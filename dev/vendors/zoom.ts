import { createHmac } from 'node:crypto';
import { described } from './described';
import type { VendorApi, VendorRequest, VendorResponse } from './exchange';
import { readFacts } from './facts';

/** The API key and secret of the local account. */
export const ZOOM_ACCOUNT = { key: 'local-zoom-key', secret: 'local-zoom-secret' };

/** A storage location, with the access key that the API never returns. */
export interface ZoomLocation {
  readonly id: string;
  readonly name: string;
  readonly s3: Readonly<Record<string, unknown>>;
  readonly accessKey: { readonly id: string; readonly key: string };
}

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
  /** Whether Zoom's test of a location succeeds. */
  verifies = true;

  /** Answers a request; undefined for paths that are not Zoom's. */
  readonly answer: VendorApi = (request) => {
    const { path, authorization } = request;
    if (!path.startsWith(BASE)) return Promise.resolve(undefined);
    return isSigned(authorization)
      ? this.checked(request)
      : Promise.resolve(refusal(401, 124, 'Invalid access token.'));
  };

  private readonly checked = described({
    facts: FACTS,
    paths: /^\/v2\/videosdk\//,
    refuse: (what) => refusal(400, 300, what),
    answer: (request) => Promise.resolve(this.answerStorage(request)),
  });

  private answerStorage(request: VendorRequest): VendorResponse {
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
      const verify_status = this.verifies ? 'success' : 'failure';
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
    return { status: 204 };
  }

  private shown({ id, name, s3 }: ZoomLocation, inList = false): object {
    const selected = inList && { selected: this.selected === id };
    return { id, name, provider: 'aws_s3', s3, ...selected };
  }
}

interface NewLocation {
  readonly name: string;
  readonly s3: Readonly<Record<string, unknown>> & {
    readonly access_key: ZoomLocation['accessKey'];
  };
}

/** Whether a bearer token is one of the account, and has not expired. */
function isSigned(authorization: string): boolean {
  const [head = '', payload = '', signature] = authorization.replace('Bearer ', '').split('.');
  const expected = createHmac('sha256', ZOOM_ACCOUNT.secret)
    .update(`${head}.${payload}`)
    .digest('base64url');
  if (signature !== expected) return false;
  const text = Buffer.from(payload, 'base64url').toString();
  const { iss, exp } = JSON.parse(text) as { iss: string; exp: number };
  return iss === ZOOM_ACCOUNT.key && exp * 1000 > Date.now();
}

function refusal(status: number, code: number, message: string): VendorResponse {
  return { status, body: { code, message } };
}
