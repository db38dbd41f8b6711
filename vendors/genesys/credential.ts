import { HttpError } from '../../http/error';
import { objectsIn } from '../../http/objects';
import type { GenesysApi, GenesysRequest } from './api';
import { createOnce, keepOne } from './entity';
import {
  type CredentialSpecification,
  deletion,
  EDIT,
  type IntegrationConfig,
  INTEGRATIONS,
  type PropertySchema,
  readSchema,
  VIEW,
} from './integration';
import { fillIn, type KnownValues, tryFindMeaning } from './integration-values';

/** The endpoint of the credentials of integrations. @see purecloud-platform-client-v2, `IntegrationsApi` */
const CREDENTIALS = `${INTEGRATIONS}/credentials`;

/** Largest page of the listing, and the number of pages after which it is taken for endless. */
const PAGE_SIZE = 200;
const MAX_PAGES = 100;

/** The field of a role's credential when Genesys does not describe its type: its dialog calls it "Role ARN". */
const ROLE_FIELD: PropertySchema = { name: 'roleArn', title: 'Role ARN', required: true };

/** A credential as Genesys should have it. None of its fields is a secret. */
export interface IntegrationCredential {
  /** Its name in the integration's settings, e.g. `awsRole`. */
  readonly slot: string;
  /** Its own name, by which it is found again: Genesys need not show the fields of a credential. */
  readonly name: string;
  /** The name of its type. */
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The credentials that an integration needs, and the fields callvault knows no value of. */
export interface ExpectedCredentials {
  readonly credentials: readonly IntegrationCredential[];
  readonly missing: readonly string[];
}

/** What {@link expectCredentials} fills in. */
export interface CredentialValues {
  /** The store's stack. */
  readonly stack: string;
  readonly known: KnownValues;
  /** Values in the environment file, which take precedence. */
  readonly written: Readonly<Record<string, string>> | undefined;
}

/**
 * The credentials that the type of the integration asks for, with the fields that Genesys says their types have.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function expectCredentials(
  api: GenesysApi,
  specifications: readonly CredentialSpecification[],
  values: CredentialValues,
): Promise<ExpectedCredentials> {
  if (specifications.length === 0) return { credentials: [], missing: [] };
  const types = await readTypes(api);
  const expected = specifications.map((each) => expectCredential(each, types, values));
  return {
    credentials: expected.flatMap(({ credentials }) => credentials),
    missing: expected.flatMap(({ missing }) => missing),
  };
}

/** Types of credentials by name and id. Genesys answers with a list; other lists of it are pages. */
async function readTypes(api: GenesysApi): Promise<ReadonlyMap<string, object>> {
  const path = `${CREDENTIALS}/types`;
  const answer = await api.get(path, VIEW).catch(unlessMissing([]));
  const { entities = answer } = Object(answer) as { entities?: unknown };
  const all = objectsIn(entities, path, 'a list');
  return new Map(
    all.flatMap((type) =>
      [type.name, type.id].flatMap((key) => (typeof key === 'string' ? [[key, type]] : [])),
    ),
  );
}

function expectCredential(
  specification: CredentialSpecification,
  types: ReadonlyMap<string, object>,
  values: CredentialValues,
): ExpectedCredentials {
  const { name: slot, required } = specification;
  const known = specification.types.find((each) => types.has(each));
  const type = known ?? specification.types[0] ?? slot;
  const { fields, missing } = fillInFields(specification, fieldsOf(types.get(type)), values);
  if (missing.length === 0 && Object.keys(fields).length > 0) {
    const name = `${credentialPrefix(values.stack)}${Object.values(fields).join(', ')}`;
    return { credentials: [{ slot, name, type, fields }], missing };
  }
  const open = missing.length === 0 ? [slot] : missing;
  return { credentials: [], missing: required ? open : [] };
}

function fillInFields(
  { name: slot, title = '' }: CredentialSpecification,
  described: readonly PropertySchema[] | undefined,
  { known, written }: CredentialValues,
): Pick<IntegrationCredential, 'fields'> & { readonly missing: readonly string[] } {
  const { role } = known;
  const forRole = role !== undefined && tryFindMeaning(`${slot} ${title}`) === 'role';
  const schemas = described ?? (forRole ? [ROLE_FIELD] : []);
  const { values, missing } = fillIn(schemas, known, written);
  const [only, ...others] = schemas.filter(({ name }) => values[name] === undefined);
  const hasRole = Object.values(values).includes(role ?? '');
  if (!forRole || hasRole || !only || others.length > 0) return { fields: values, missing };
  // The credential is for the role, and its only field is called something else.
  return { fields: { ...values, [only.name]: role }, missing: [] };
}

/** The fields of a type: its `properties` are a JSON schema, or only the properties of one. */
function fieldsOf(type: object | undefined): readonly PropertySchema[] | undefined {
  const { properties, required } = Object(type) as { properties?: object; required?: unknown };
  return readSchema({ required, ...properties }) ?? readSchema({ required, properties });
}

const unlessMissing =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (error instanceof HttpError && error.status === 404) return otherwise;
    throw error;
  };

/** The request that creates a credential. @see `postIntegrationsCredentials` in Genesys' SDK */
export function credentialRequest({ name, type, fields }: IntegrationCredential): GenesysRequest {
  const body = { name, type: { name: type }, credentialFields: fields };
  return { path: CREDENTIALS, method: 'POST', body, permission: EDIT };
}

/**
 * Whether an integration already has a credential: Genesys shows its fields, or its name, which names them.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function hasCredential(
  api: GenesysApi,
  { credentials }: Pick<IntegrationConfig, 'credentials'>,
  { slot, name, fields }: IntegrationCredential,
): Promise<boolean> {
  const current = credentials[slot];
  if (current?.id === undefined) return false;
  const path = credentialPath(current.id);
  const found = await api.get(path, VIEW).catch(unlessMissing(undefined));
  const shown = Object(found) as { name?: unknown; credentialFields?: unknown };
  const values = Object(shown.credentialFields) as Readonly<Record<string, unknown>>;
  const readable = Object.keys(fields).every((field) => typeof values[field] === 'string');
  return readable
    ? Object.entries(fields).every(([field, value]) => values[field] === value)
    : shown.name === name;
}

/**
 * Finds a credential by its name, or creates it.
 *
 * @param onDone - is given what was created, in a sentence
 * @returns its id
 * @throws HttpError
 */
export async function ensureCredential(
  api: GenesysApi,
  credential: IntegrationCredential,
  onDone: (what: string) => void,
): Promise<string> {
  const existing = await tryFindId(api, credential.name);
  if (existing !== undefined) return existing;
  const id = await createOnce(api, credentialRequest(credential), async (otherwise) => {
    const created = await tryFindId(api, credential.name);
    if (created === undefined) throw otherwise;
    return created;
  });
  const list = async () =>
    (await listCredentials(api)).filter((each) => each.name === credential.name);
  onDone(`Created the credential ${credential.name} at Genesys.`);
  return keepOne(api, id, { list, remove: deletion(credentialPath(id)) });
}

/** A credential in the listing. */
export interface NamedEntity {
  readonly id: string;
  readonly name: string;
}

/** Where a credential is. */
export const credentialPath = (id: string) => `${CREDENTIALS}/${id}`;

/** The beginning of the names of a store's credentials. */
export const credentialPrefix = (stack: string) => `callvault ${stack}: `;

async function tryFindId(api: GenesysApi, name: string): Promise<string | undefined> {
  return (await listCredentials(api)).find((each) => each.name === name)?.id;
}

/**
 * All credentials with a name.
 *
 * @see `getIntegrationsCredentialsListing` in Genesys' SDK: pages with cursors
 * @throws HttpError when Genesys does not answer as it should
 */
export async function listCredentials(api: GenesysApi): Promise<readonly NamedEntity[]> {
  const path = `${CREDENTIALS}/listing`;
  const found: NamedEntity[] = [];
  const seen = new Set<string>();
  let next: string | undefined = `${path}?pageSize=${PAGE_SIZE}`;
  while (next !== undefined) {
    if (seen.has(next)) throw new HttpError(next, 'was read before: the pages repeat');
    if (seen.size === MAX_PAGES) throw new HttpError(path, `has more than ${MAX_PAGES} pages`);
    seen.add(next);
    const answer = Object(await api.get(next, VIEW)) as { entities?: unknown; nextUri?: unknown };
    const { entities, nextUri } = answer;
    const all = objectsIn(entities, path, 'entities');
    for (const { id, name } of all) {
      if (typeof id === 'string' && typeof name === 'string') found.push({ id, name });
    }
    next = pathOf(nextUri, path);
  }
  return found;
}

/** Only a path of the same host: an answer must not send the token elsewhere, and no list may end early. */
function pathOf(nextUri: unknown, path: string): string | undefined {
  if (nextUri === undefined || nextUri === null || nextUri === '') return undefined;
  if (typeof nextUri === 'string' && nextUri.startsWith(`${CREDENTIALS}/`)) return nextUri;
  throw new HttpError(path, 'answered with a next page on another host');
}
