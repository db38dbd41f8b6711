import { HttpError } from '../../http/error';
import type { OutputValue } from '../outputs';
import type { AccessKey } from '../../core/access-key';
import type { GenesysApi, GenesysRequest } from './api';
import { createOnce, listEntities } from './entity';

/**
 * The endpoint of external storage connections, as data that is easy to change: it is in the guide and in no public
 * material of the vendor.
 *
 * @see Genesys guide, section 2, "Genesys Cloud External Storage Connection Configuration"
 */
export const CONNECTIONS = '/api/v2/externalstorage/connections';

/** @see Genesys guide, "Prerequisites, Roles & Licensing" */
const permission = 'Integration > External Storage > Edit';

type Fields = Readonly<Record<string, OutputValue>>;

/** A connection as Genesys lists it, or as it should be. */
export interface Connection {
  /** @default - it is not created yet */
  readonly id?: string;
  readonly name: string;
  /** `ACTIVE` or `INACTIVE`. */
  readonly status: string;
  /** Everything else of the payload, without credentials. */
  readonly rest: Fields;
  /** Its settings, without the secret. */
  readonly settings: Fields;
}

/** How Genesys gets access: with a user's key, or by a role. */
export type ConnectionAccess =
  | { readonly key: AccessKey | undefined }
  | { readonly roleArn: string; readonly externalId: string };

/**
 * The connection that a stack's output describes.
 *
 * How a role stands in the payload is unconfirmed: the only documented credentials are a user's.
 *
 * @see Genesys guide, section 1: "Role assumption is the enterprise standard"; section 2, the payload
 */
export function expectedConnection(payload: OutputValue, access: ConnectionAccess): Connection {
  const { name, status, settings, ...rest } = payload as unknown as Connection & Fields;
  const fields =
    'roleArn' in access ? access : access.key && { accessKeyId: access.key.accessKeyId };
  return { name, status, rest, settings: { ...settings, ...fields } };
}

/** All connections of the organization. @throws HttpError when Genesys does not answer as it should */
export async function listConnections(api: GenesysApi): Promise<readonly Connection[]> {
  try {
    const all = await listEntities<Record<string, unknown>>(api, CONNECTIONS, { permission });
    return all.flatMap(({ id, name, status, settings, ...rest }) => {
      if (typeof id !== 'string' || typeof settings !== 'object' || settings === null) return [];
      return [
        {
          id,
          name: String(name),
          status: String(status),
          rest: rest as Fields,
          settings: settings as Fields,
        },
      ];
    });
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 404) throw error;
    const what =
      'answered 404: this organization has no external storage connections; registration: bulk-actions is the route that Genesys documents';
    throw new HttpError(error.url, what, { status: 404 });
  }
}

/** What an organization has of a store's connection. */
export interface ConnectionMatch {
  /** The connection for the store's path. @default - there is none */
  readonly found?: Connection | undefined;
  /** The connection as it should be; its name is one that no other connection has. */
  readonly expected: Connection;
  /** Connections for other paths in the same bucket, or with the same name. They are never changed. */
  readonly others: readonly Connection[];
}

/**
 * Finds the connection of a store: the one for its bucket and prefix, or else the one with its name for the same prefix
 * in another bucket. The prefix of a connection is never changed: after a move, the store has a second connection.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 * @throws HttpError when several have the name
 */
export function matchConnection(all: readonly Connection[], expected: Connection): ConnectionMatch {
  const { name, settings } = expected;
  const named = all.filter((each) => each.name === name);
  if (named.length > 1) {
    const ids = named.map(({ id }) => id).join(', ');
    const what = `has ${named.length} connections called ${name}: ${ids}; delete those that are off`;
    throw new HttpError(CONNECTIONS, what);
  }
  const [byName] = named;
  const prefix = prefixOf(expected);
  const inBucket = all.filter((each) => each.settings.bucketName === settings.bucketName);
  const samePath = inBucket.filter((each) => prefixOf(each) === prefix);
  const found = tryFindBest(samePath, byName) ?? tryFindBest(named, byName, prefix);
  const taken = byName !== undefined && byName !== found;
  const others = [...new Set([...inBucket, ...named])];
  return {
    found,
    expected: { ...expected, name: taken ? (found?.name ?? `${name} (${prefix})`) : name },
    others: others.filter((each) => !samePath.includes(each) && each !== found),
  };
}

/** The one with the name, or one that is on, or the first; with a prefix, only one for it. */
function tryFindBest(
  all: readonly Connection[],
  byName: Connection | undefined,
  prefix?: string,
): Connection | undefined {
  const candidates = all.filter((each) => prefix === undefined || prefixOf(each) === prefix);
  return (
    candidates.find((each) => each === byName) ??
    candidates.find(({ status }) => status === 'ACTIVE') ??
    candidates[0]
  );
}

/** The folder a connection writes to. */
export const prefixOf = ({ settings }: Connection): string => {
  const { pathPrefix } = settings;
  return typeof pathPrefix === 'string' ? pathPrefix : '';
};

const SETTINGS = 'settings.';

/** The fields of a connection that differ from the expected ones, without its status, e.g. `settings.region`. */
export function differences(found: Connection, expected: Connection): string[] {
  const fields = [
    'name',
    ...Object.keys(expected.rest),
    ...Object.keys(expected.settings).map((field) => `${SETTINGS}${field}`),
  ];
  return fields.filter((field) => !contains(valueOf(found, field), valueOf(expected, field)));
}

/** The value of a field, under its name in {@link differences}. */
export function valueOf(
  { name, rest, settings }: Connection,
  field: string,
): OutputValue | undefined {
  if (field === 'name') return name;
  return field.startsWith(SETTINGS) ? settings[field.slice(SETTINGS.length)] : rest[field];
}

/** Whether a value has all fields that are expected, whatever other fields it has. */
function contains(value: OutputValue | undefined, expected: OutputValue | undefined): boolean {
  if (typeof expected !== 'object' || Array.isArray(expected)) {
    return JSON.stringify(value) === JSON.stringify(expected);
  }
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.entries(expected).every(([field, each]) => contains(value[field], each));
}

/** The request that creates a connection, or updates one that has an id. */
export function connectionRequest(
  { id, name, status, rest, settings }: Connection,
  secretAccessKey?: string,
): GenesysRequest {
  const secret = secretAccessKey !== undefined && { secretAccessKey };
  return {
    path: id === undefined ? CONNECTIONS : `${CONNECTIONS}/${id}`,
    method: id === undefined ? 'POST' : 'PUT',
    body: { ...rest, name, status, settings: { ...settings, ...secret } },
    permission,
  };
}

/**
 * Creates a connection that is off, once.
 *
 * @param options - the key it writes with, if it has one, and what is given the sentence that says what was created
 * @returns its id
 * @throws HttpError when Genesys does not answer as it should, or has another connection instead of it
 */
export async function createConnection(
  api: GenesysApi,
  { name, rest, settings }: Connection,
  {
    key,
    onDone,
  }: { readonly key?: AccessKey | undefined; readonly onDone: (what: string) => void },
): Promise<string> {
  const created = { name, rest, settings, status: 'INACTIVE' };
  const request = {
    ...connectionRequest(created, key?.secretAccessKey.reveal()),
    secrets: key ? [key.secretAccessKey] : [],
  };
  const id = await createOnce(api, request, async (otherwise) => {
    const all = await listConnections(api);
    const found = matchConnection(all, created).found ?? all.find((each) => each.name === name);
    if (found?.id === undefined) throw otherwise;
    const differs = differences(found, created);
    if (differs.length === 0) return found.id;
    const what = `has ${found.id} instead of this connection; it differs in ${differs.join(', ')}`;
    throw new HttpError(CONNECTIONS, what, { status: 409 });
  });
  onDone(`Created ${id} at Genesys; it is off.`);
  // Another run at the same time may have created one too: it throws, so that only one is switched on.
  matchConnection(await listConnections(api), created);
  return id;
}

/** One result of the validation. */
export interface ValidationResult {
  /** What was tried, as Genesys calls it. */
  readonly test: string;
  readonly passed: boolean;
  readonly message: string;
}

/** The words for success; any other word is a failure. */
const PASSED = /^(pass(ed)?|success(ful)?|succeeded|ok|valid|true)$/i;

/** The request that has Genesys try authentication, bucket and key. @see Genesys guide, section 2 */
export function validationRequest(id: string): GenesysRequest {
  return {
    path: `${CONNECTIONS}/${id}/validate`,
    method: 'POST',
    body: { testType: 'FULL' },
    permission,
    repeatable: true,
  };
}

/**
 * Has Genesys try authentication, bucket and key. The form of its answer is not documented.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function validateConnection(
  api: GenesysApi,
  id: string,
): Promise<readonly ValidationResult[]> {
  const answer = ((await api.send(validationRequest(id))) ?? {}) as Record<string, unknown>;
  const list = [answer.results, answer.tests, answer.checks].find((each) => Array.isArray(each));
  if (Array.isArray(list) && list.length > 0) return list.map(readResult);
  return [readResult({ name: 'validation', ...answer })];
}

function readResult(result: unknown): ValidationResult {
  const fields = (result ?? {}) as Record<string, unknown>;
  const first = (...names: string[]) => {
    const value = names.map((name) => fields[name] ?? undefined).find((each) => each !== undefined);
    return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
  };
  return {
    test: first('test', 'name', 'type'),
    passed: PASSED.test(first('status', 'result', 'success', 'valid', 'passed')),
    message: first('message', 'detail', 'error', 'reason'),
  };
}
