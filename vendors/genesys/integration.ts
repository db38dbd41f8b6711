import { HttpError } from '../../http/error';
import type { GenesysApi, GenesysRequest } from './api';
import { createOnce, keepOne, listEntities } from './entity';

/**
 * The integration that Genesys documents for recordings in a customer's bucket.
 *
 * @see Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration"; the id is in
 *   purecloud-platform-client-v2 with `integrationExport`
 */
const INTEGRATION_TYPE = 'aws-s3-recording-bulk-actions-integration';

/** The endpoint of integrations. */
export const INTEGRATIONS = '/api/v2/integrations';

export const VIEW = 'Integrations > Integration > View';
const ADD = 'Integrations > Integration > Add';
export const EDIT = 'Integrations > Integration > Edit';
const DELETE = 'Integrations > Integration > Delete';

/** An integration of the type. */
export interface Integration {
  readonly id: string;
  readonly name: string;
  /** `ENABLED` or `DISABLED`. */
  readonly intendedState: string;
  /** What Genesys itself says of its state. @default - it says nothing */
  readonly reportedState?: ReportedState | undefined;
}

/** @see purecloud-platform-client-v2, `IntegrationStatusInfo` */
export interface ReportedState {
  /** `ACTIVE`, `ACTIVATING`, `INACTIVE`, `DEACTIVATING` or `ERROR`. */
  readonly code: string;
  /** Why. @default - it says nothing */
  readonly message?: string | undefined;
}

/** The properties of an integration, by name. */
export type Properties = Readonly<Record<string, unknown>>;

/** A property that the type of an integration, or the type of a credential, asks for. */
export interface PropertySchema {
  readonly name: string;
  /** Its label in Genesys. @default - it has none */
  readonly title?: string;
  readonly required: boolean;
}

/** What the type of the integration asks for besides its properties. */
export interface IntegrationType {
  /** The credentials of the integration, by name. */
  readonly credentials: readonly CredentialSpecification[];
  /** Largest number of integrations of the type in an organization. @default - it is not limited */
  readonly maxInstances?: number | undefined;
}

/** A credential that the type of the integration asks for. */
export interface CredentialSpecification {
  readonly name: string;
  /** Its label in Genesys. @default - it has none */
  readonly title?: string;
  readonly required: boolean;
  /** Types of credentials that it accepts. */
  readonly types: readonly string[];
}

/** The integrations of the type. @throws HttpError when Genesys does not answer as it should */
export async function listIntegrations(api: GenesysApi): Promise<readonly Integration[]> {
  const all = await listEntities<Record<string, unknown>>(api, INTEGRATIONS, {
    permission: VIEW,
  });
  return all.flatMap((each) => {
    const type = (each.integrationType as { id?: unknown } | undefined)?.id;
    return type === INTEGRATION_TYPE && typeof each.id === 'string' ? [readIntegration(each)] : [];
  });
}

function readIntegration(fields: Readonly<Record<string, unknown>>): Integration {
  const { id, name, intendedState, reportedState } = fields;
  const { code, detail } = Object(reportedState) as { code?: unknown; detail?: unknown };
  const { messageWithParams, message = messageWithParams } = Object(detail) as {
    message?: unknown;
    messageWithParams?: unknown;
  };
  return {
    id: String(id),
    name: String(name),
    intendedState: String(intendedState),
    ...(typeof code === 'string' && {
      reportedState: { code, message: typeof message === 'string' ? message : undefined },
    }),
  };
}

/** An integration as Genesys shows it now. @throws HttpError when Genesys does not answer as it should */
export async function getIntegration(api: GenesysApi, id: string): Promise<Integration> {
  const answer = Object(await api.get(`${INTEGRATIONS}/${id}`, VIEW)) as Record<string, unknown>;
  return readIntegration({ ...answer, id });
}

/**
 * What the type asks for besides its properties: the role is a credential, not a property.
 *
 * @see purecloud-platform-client-v2, `IntegrationType`: `credentials`, `maxInstances`
 * @see Genesys' instructions for the integration: the role's ARN is entered on the Credentials tab; an organization can
 *   only have one instance active at a time
 * @throws HttpError when Genesys does not answer as it should
 */
export async function readIntegrationType(api: GenesysApi): Promise<IntegrationType> {
  const answer = await api.get(`${INTEGRATIONS}/types/${INTEGRATION_TYPE}`, VIEW);
  const { credentials, maxInstances } = Object(answer) as {
    credentials?: Readonly<Record<string, object>>;
    maxInstances?: unknown;
  };
  return {
    credentials: Object.entries(credentials ?? {}).map(([name, specification]) => {
      const { title, required, credentialTypes } = Object(specification) as {
        title?: unknown;
        required?: unknown;
        credentialTypes?: unknown;
      };
      return {
        name,
        ...(typeof title === 'string' && { title }),
        required: required === true,
        types: Array.isArray(credentialTypes) ? credentialTypes.map(String) : [],
      };
    }),
    maxInstances: typeof maxInstances === 'number' ? maxInstances : undefined,
  };
}

/**
 * The properties that the type asks for. They are read from Genesys: their names are in no public material.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function readPropertySchemas(api: GenesysApi): Promise<readonly PropertySchema[]> {
  const path = `${INTEGRATIONS}/types/${INTEGRATION_TYPE}/configschemas/properties`;
  const schema = readSchema(await api.get(path, VIEW));
  if (!schema) throw new HttpError(path, 'answered without properties');
  return schema;
}

/** The properties of a JSON schema; undefined when it has none. */
export function readSchema(schema: unknown): readonly PropertySchema[] | undefined {
  const { properties, required } = Object(schema) as { properties?: unknown; required?: unknown };
  if (typeof properties !== 'object' || properties === null) return undefined;
  const names: unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, property]) => {
    const { title } = Object(property) as { title?: unknown };
    return { name, required: names.includes(name), ...(typeof title === 'string' && { title }) };
  });
}

/** The request that creates an integration. */
export function creationRequest(name: string): GenesysRequest {
  return {
    path: INTEGRATIONS,
    method: 'POST',
    body: { name, integrationType: { id: INTEGRATION_TYPE } },
    permission: ADD,
  };
}

/**
 * Creates an integration, once.
 *
 * @param onDone - is given what was created, in a sentence
 * @returns its id
 * @throws HttpError when Genesys does not answer as it should
 */
export async function createIntegration(
  api: GenesysApi,
  name: string,
  onDone: (what: string) => void,
): Promise<string> {
  const list = async () => (await listIntegrations(api)).filter((each) => each.name === name);
  const id = await createOnce(api, creationRequest(name), async (otherwise) => {
    const [found] = await list();
    if (!found) throw otherwise;
    return found.id;
  });
  onDone(`Created ${id} at Genesys.`);
  return keepOne(api, id, { list, remove: deletion(`${INTEGRATIONS}/${id}`) });
}

/** The request that deletes an integration or a credential. */
export const deletion = (path: string): GenesysRequest => ({
  path,
  method: 'DELETE',
  permission: DELETE,
});

/** The request that changes an integration's settings. */
export function configRequest(id: string, body: object): GenesysRequest {
  return { path: `${INTEGRATIONS}/${id}/config/current`, method: 'PUT', body, permission: EDIT };
}

/** The settings of an integration. A change has to name their version. */
export interface IntegrationConfig {
  readonly version: number;
  readonly properties: Properties;
  /** Its credentials, by name. */
  readonly credentials: Readonly<Record<string, { readonly id?: string; readonly name?: string }>>;
  /** Everything else, which a change leaves as it is. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** What a change of an integration's settings sets. */
export type ConfigChange = Pick<IntegrationConfig, 'properties' | 'credentials'>;

/** Reads an integration's settings. @throws HttpError when Genesys does not answer as it should */
export async function readConfig(api: GenesysApi, id: string): Promise<IntegrationConfig> {
  const { path } = configRequest(id, {});
  const answer = Object(await api.get(path, VIEW)) as Record<string, unknown>;
  const { version, properties, credentials, ...rest } = answer;
  if (typeof version !== 'number') throw new HttpError(path, 'answered without a version');
  return {
    version,
    properties: (properties ?? {}) as Properties,
    credentials: (credentials ?? {}) as IntegrationConfig['credentials'],
    rest,
  };
}

/** The settings after a change, whole: Genesys requires all fields. @see `IntegrationConfiguration` in its SDK */
export function changedConfig(
  { version, properties, credentials, rest }: IntegrationConfig,
  change: ConfigChange,
): object {
  return {
    name: INTEGRATION_TYPE,
    advanced: {},
    notes: '',
    ...rest,
    version,
    properties: { ...properties, ...change.properties },
    credentials: { ...credentials, ...change.credentials },
  };
}

/**
 * Changes an integration's settings. When they were changed in the meantime, they are read again, once.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function writeConfig(
  api: GenesysApi,
  id: string,
  change: ConfigChange,
): Promise<void> {
  const write = async () => {
    await api.send(configRequest(id, changedConfig(await readConfig(api, id), change)));
  };
  await write().catch(async (error: unknown) => {
    if (!(error instanceof HttpError) || error.status !== 409) throw error;
    await write();
  });
}

/** The request that switches an integration on or off. */
export function stateRequest(id: string, intendedState: 'ENABLED' | 'DISABLED'): GenesysRequest {
  return {
    path: `${INTEGRATIONS}/${id}`,
    method: 'PATCH',
    body: { intendedState },
    permission: EDIT,
    repeatable: true,
  };
}
