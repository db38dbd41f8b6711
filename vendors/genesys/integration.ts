import { HttpError } from '../../http/error';
import type { GenesysApi, GenesysRequest } from './api';
import { createOnce, listEntities } from './entity';

/**
 * The integration that Genesys documents for recordings in a customer's bucket.
 *
 * @see Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration"; the id is in
 *   purecloud-platform-client-v2 with `integrationExport`
 */
const INTEGRATION_TYPE = 'aws-s3-recording-bulk-actions-integration';

/** The endpoint of integrations. */
export const INTEGRATIONS = '/api/v2/integrations';

const VIEW = 'Integrations > Integration > View';
const EDIT = 'Integrations > Integration > Edit';

/** An integration of the type. */
export interface Integration {
  readonly id: string;
  readonly name: string;
  /** `ENABLED` or `DISABLED`. */
  readonly intendedState: string;
}

/** The properties of an integration, by name. */
export type Properties = Readonly<Record<string, unknown>>;

/** A property that the type of an integration asks for. */
export interface PropertySchema {
  readonly name: string;
  /** Its label in Genesys. @default - it has none */
  readonly title?: string;
  readonly required: boolean;
}

/** The integrations of the type. @throws HttpError when Genesys does not answer as it should */
export async function listIntegrations(api: GenesysApi): Promise<readonly Integration[]> {
  const all = await listEntities<Record<string, unknown>>(api, INTEGRATIONS, VIEW);
  return all.flatMap(({ id, name, intendedState, integrationType }) => {
    const type = (integrationType as { id?: unknown } | undefined)?.id;
    if (type !== INTEGRATION_TYPE || typeof id !== 'string') return [];
    return [{ id, name: String(name), intendedState: String(intendedState) }];
  });
}

/**
 * The properties that the type asks for. They are read from Genesys: their names are in no public material.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function readPropertySchemas(api: GenesysApi): Promise<readonly PropertySchema[]> {
  const path = `${INTEGRATIONS}/types/${INTEGRATION_TYPE}/configschemas/properties`;
  const { properties, required } = ((await api.get(path, VIEW)) ?? {}) as {
    properties?: unknown;
    required?: unknown;
  };
  if (typeof properties !== 'object' || properties === null) {
    throw new HttpError(path, 'answered without properties');
  }
  const names: unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties as Record<string, { title?: unknown } | null>).map(
    ([name, schema]) => ({
      name,
      required: names.includes(name),
      ...(typeof schema?.title === 'string' && { title: schema.title }),
    }),
  );
}

/** The request that creates an integration. */
export function creationRequest(name: string): GenesysRequest {
  return {
    path: INTEGRATIONS,
    method: 'POST',
    body: { name, integrationType: { id: INTEGRATION_TYPE } },
    permission: EDIT,
  };
}

/** Creates an integration, once. @returns its id @throws HttpError when Genesys does not answer as it should */
export async function createIntegration(api: GenesysApi, name: string): Promise<string> {
  return createOnce(api, creationRequest(name), async (otherwise) => {
    const found = (await listIntegrations(api)).find((each) => each.name === name);
    if (!found) throw otherwise;
    return found.id;
  });
}

/** The request that sets an integration's properties. */
export function propertiesRequest(id: string, body: object): GenesysRequest {
  return { path: `${INTEGRATIONS}/${id}/config/current`, method: 'PUT', body, permission: EDIT };
}

/** Reads an integration's properties. @throws HttpError when Genesys does not answer as it should */
export async function readProperties(api: GenesysApi, id: string): Promise<Properties> {
  return (await readConfig(api, id)).properties;
}

/** The settings of an integration; a change has to name their version, and leaves the rest as it is. */
async function readConfig(api: GenesysApi, id: string) {
  const { path } = propertiesRequest(id, {});
  const answer = ((await api.get(path, VIEW)) ?? {}) as Record<string, unknown>;
  const { version, properties, ...rest } = answer;
  if (typeof version !== 'number') throw new HttpError(path, 'answered without a version');
  return { version, properties: (properties ?? {}) as Properties, rest };
}

/**
 * Changes an integration's properties. When it was changed in the meantime, it is read again, once.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function writeProperties(
  api: GenesysApi,
  id: string,
  properties: Properties,
): Promise<void> {
  const write = async () => {
    const { version, properties: current, rest } = await readConfig(api, id);
    const body = { ...rest, version, properties: { ...current, ...properties } };
    await api.send(propertiesRequest(id, body));
  };
  await write().catch(async (error: unknown) => {
    if (!(error instanceof HttpError) || error.status !== 409) throw error;
    await write();
  });
}

/** The request that switches an integration on. */
export function activationRequest(id: string): GenesysRequest {
  return {
    path: `${INTEGRATIONS}/${id}`,
    method: 'PATCH',
    body: { intendedState: 'ENABLED' },
    permission: EDIT,
    repeatable: true,
  };
}
