import { HttpError } from '../../http/error';
import type { AccessKey } from '../registration';
import type { OutputValue } from '../vendor';
import type { GenesysApi } from './api';
import { listEntities } from './list';

/**
 * The endpoints of external storage connections, as data: they stand in the guide and in no public material of the
 * vendor, so that they are easy to change.
 *
 * @see Genesys guide, section 2, "Genesys Cloud External Storage Connection Configuration"
 */
const PATH = '/api/v2/externalstorage/connections';

/** The same of one connection, by its id. */
export const connectionPath = (id?: string) => (id === undefined ? PATH : `${PATH}/${id}`);

/** @see Genesys guide, "Prerequisites, Roles & Licensing" */
const PERMISSION = 'Integration > External Storage > Edit';

/**
 * How a role stands in a payload whose only documented credentials are those of a user. Unconfirmed.
 *
 * @see Genesys guide, section 1: "Role assumption is the enterprise standard"; section 2, the payload
 */
const ROLE_FIELDS = { arn: 'roleArn', externalId: 'externalId' } as const;

/** What a connection has of settings that anybody may know. */
export type ConnectionSettings = Readonly<Record<string, OutputValue>>;

/** A connection as Genesys tells of it, or as it should be. */
export interface Connection {
  /** Its id. @default - it is not made yet */
  readonly id?: string;
  /** By which people find it. */
  readonly name: string;
  /** `ACTIVE` or `INACTIVE`. */
  readonly status: string;
  /** Everything else of the payload, without credentials. */
  readonly rest: Readonly<Record<string, OutputValue>>;
  /** Its settings, without the secret. */
  readonly settings: ConnectionSettings;
}

/** How Genesys gets in: with a user's key, or by a role. */
export type ConnectionAccess =
  | { readonly key: AccessKey | undefined }
  | { readonly roleArn: string; readonly externalId: string };

/** The connection that a stack's output describes. */
export function expectedConnection(payload: OutputValue, access: ConnectionAccess): Connection {
  const { name, status, settings, ...rest } = payload as unknown as Connection & Connection['rest'];
  return { name, status, rest, settings: { ...settings, ...accessFields(access) } };
}

function accessFields(access: ConnectionAccess): ConnectionSettings {
  if ('roleArn' in access) {
    return { [ROLE_FIELDS.arn]: access.roleArn, [ROLE_FIELDS.externalId]: access.externalId };
  }
  return access.key ? { accessKeyId: access.key.accessKeyId } : {};
}

/** All connections of the organization. @throws HttpError when Genesys does not answer as it should */
export async function listConnections(api: GenesysApi): Promise<readonly Connection[]> {
  try {
    const all = await listEntities<Record<string, unknown>>(api, PATH, PERMISSION);
    return all.flatMap(read);
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 404) throw error;
    const what =
      'answered 404: this organization has no external storage connections; see registration: bulk-actions for the route that Genesys documents';
    throw new HttpError(error.url, what, { status: 404 });
  }
}

function read(said: Record<string, unknown>): Connection[] {
  const { id, name, status, settings, ...rest } = said;
  if (typeof id !== 'string' || typeof settings !== 'object' || settings === null) return [];
  return [
    {
      ...{ id, name: String(name), status: String(status) },
      ...{ rest: rest as Connection['rest'], settings: settings as ConnectionSettings },
    },
  ];
}

/**
 * The connection that is this store's: the one of its name, or else the one of its bucket and prefix.
 *
 * @throws HttpError when more than one has the name
 */
export function tryFindConnection(
  all: readonly Connection[],
  { name, settings }: Connection,
): Connection | undefined {
  const named = all.filter((each) => each.name === name);
  if (named.length > 1) {
    const ids = named.map(({ id }) => id).join(', ');
    throw new HttpError(PATH, `has ${named.length} connections called ${name}: ${ids}`);
  }
  return (
    named[0] ??
    all.find(
      ({ settings: { bucketName, pathPrefix } }) =>
        bucketName === settings.bucketName && pathPrefix === settings.pathPrefix,
    )
  );
}

/** What of a connection is not as it should be, its status left out: `settings.region`. */
export function differences(now: Connection, expected: Connection): string[] {
  const named = now.name === expected.name ? [] : ['name'];
  const of = (from: Connection['rest'], to: Connection['rest'], at: string) =>
    Object.entries(to)
      .filter(([field, value]) => !holds(from[field], value))
      .map(([field]) => `${at}${field}`);
  return [
    ...named,
    ...of(now.rest, expected.rest, ''),
    ...of(now.settings, expected.settings, 'settings.'),
  ];
}

/** Whether a value has all that is expected of it, whatever else it has. */
function holds(value: OutputValue | undefined, expected: OutputValue): boolean {
  if (typeof expected !== 'object' || Array.isArray(expected)) {
    return JSON.stringify(value) === JSON.stringify(expected);
  }
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.entries(expected).every(([field, each]) => holds(value[field], each));
}

/** The body that makes a connection what it should be; with the secret only where it is sent. */
export function connectionBody(
  { name, rest, settings }: Connection,
  status: string,
  secretAccessKey?: string,
): object {
  const secret = secretAccessKey === undefined ? {} : { secretAccessKey };
  return { ...rest, name, status, settings: { ...settings, ...secret } };
}

/**
 * Makes a connection, once. Where it cannot be known whether Genesys has made it, and where Genesys says that there
 * is one, it is looked for.
 *
 * @returns its id
 * @throws HttpError when Genesys does not answer as it should, or has another one in its place
 */
export async function createConnection(
  api: GenesysApi,
  expected: Connection,
  key?: AccessKey,
): Promise<string> {
  const body = connectionBody(expected, 'INACTIVE', key?.secretAccessKey.reveal());
  const request = { path: PATH, method: 'POST', body, permission: PERMISSION } as const;
  try {
    const made = await api.send({ ...request, secrets: key ? [key.secretAccessKey] : [] });
    const { id } = (made ?? {}) as { id?: unknown };
    if (typeof id === 'string') return id;
  } catch (error) {
    if (!(error instanceof HttpError) || !(error.ambiguous || error.status === 409)) throw error;
    return adopt(await listConnections(api), expected, error);
  }
  return adopt(
    await listConnections(api),
    expected,
    new HttpError(PATH, 'answered without the id of what it made'),
  );
}

function adopt(all: readonly Connection[], expected: Connection, otherwise: HttpError): string {
  const found = tryFindConnection(all, expected);
  if (found?.id === undefined) throw otherwise;
  const differs = differences(found, expected);
  if (differs.length === 0) return found.id;
  const what = `has ${found.id} in the place of this connection, which differs in ${differs.join(', ')}`;
  throw new HttpError(PATH, what, { status: 409 });
}

/** Changes a connection. @throws HttpError when Genesys does not answer as it should */
export async function updateConnection(
  api: GenesysApi,
  { id, expected, status }: { id: string; expected: Connection; status: string },
  key?: AccessKey,
): Promise<void> {
  await api.send({
    ...{ path: connectionPath(id), method: 'PUT', permission: PERMISSION },
    body: connectionBody(expected, status, key?.secretAccessKey.reveal()),
    secrets: key ? [key.secretAccessKey] : [],
  });
}

/** One result of the validation. */
export interface ValidationResult {
  /** What was tried, in Genesys' words. */
  readonly test: string;
  /** Whether it went well. */
  readonly passed: boolean;
  /** What Genesys says of it. */
  readonly message: string;
}

/** The words for going well; whatever is none of them did not. */
const PASSED = /^(pass(ed)?|success(ful)?|succeeded|ok|valid|true)$/i;

/**
 * Has Genesys try authentication, bucket and key. It can be asked any number of times.
 *
 * @see Genesys guide, section 2: `{"testType": "FULL"}`; the form of the answer is not documented
 * @throws HttpError when Genesys does not answer as it should
 */
export async function validateConnection(
  api: GenesysApi,
  id: string,
): Promise<readonly ValidationResult[]> {
  const answer = await api.send({
    ...{ path: `${connectionPath(id)}/validate`, method: 'POST', body: { testType: 'FULL' } },
    ...{ permission: PERMISSION, repeatable: true },
  });
  const said = (answer ?? {}) as Record<string, unknown>;
  const list = [said.results, said.tests, said.checks].find((each) => Array.isArray(each));
  if (Array.isArray(list) && list.length > 0) return list.map(readResult);
  return [readResult({ name: 'validation', ...said })];
}

function readResult(said: unknown): ValidationResult {
  const of = (said ?? {}) as Record<string, unknown>;
  const first = (...names: string[]) => {
    const value = names.map((name) => of[name]).find((each) => each !== undefined && each !== null);
    return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
  };
  return {
    test: first('test', 'name', 'type'),
    passed: PASSED.test(first('status', 'result', 'success', 'valid', 'passed')),
    message: first('message', 'detail', 'error', 'reason'),
  };
}
