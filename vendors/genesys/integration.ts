import { HttpError } from '../../http/error';
import type { GenesysApi } from './api';
import { listEntities } from './list';

/**
 * The integration that Genesys documents for recordings in a bucket of the customer's.
 *
 * @see Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration"; the id stands in
 *   purecloud-platform-client-v2 with `integrationExport`
 */
export const INTEGRATION_TYPE = 'aws-s3-recording-bulk-actions-integration';

/** Where integrations are. */
export const INTEGRATIONS = '/api/v2/integrations';

const VIEW = 'Integrations > Integration > View';
const EDIT = 'Integrations > Integration > Edit';

/** An integration of the type. */
export interface Integration {
  /** Its id. */
  readonly id: string;
  /** By which people find it. */
  readonly name: string;
  /** `ENABLED` or `DISABLED`. */
  readonly intendedState: string;
}

/** The settings of an integration. */
export interface IntegrationConfig {
  /** Its version, which a change must name. */
  readonly version: number;
  /** What its type asks for. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Everything else of it, which a change leaves as it is. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** A property that the type of an integration asks for. */
export interface PropertySchema {
  /** Its name. */
  readonly name: string;
  /** What it is called for people. @default - it is not */
  readonly title?: string;
  /** Whether it has to be there. */
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
 * The properties that the type asks for, as it says itself: their names are in no public material.
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
  const must = Array.isArray(required) ? (required as unknown[]) : [];
  return Object.entries(properties as Record<string, { title?: unknown } | null>).map(
    ([name, schema]) => ({
      ...{ name, required: must.includes(name) },
      ...(typeof schema?.title === 'string' && { title: schema.title }),
    }),
  );
}

/** Makes an integration, once; where it cannot be known whether Genesys has, it is looked for. @throws HttpError */
export async function createIntegration(api: GenesysApi, name: string): Promise<string> {
  const body = { name, integrationType: { id: INTEGRATION_TYPE } };
  try {
    const made = await api.send({ path: INTEGRATIONS, method: 'POST', body, permission: EDIT });
    const { id } = (made ?? {}) as { id?: unknown };
    if (typeof id === 'string') return id;
    throw new HttpError(INTEGRATIONS, 'answered without the id of what it made', {
      ambiguous: true,
    });
  } catch (error) {
    if (!(error instanceof HttpError) || !(error.ambiguous || error.status === 409)) throw error;
    const found = (await listIntegrations(api)).find((each) => each.name === name);
    if (!found) throw error;
    return found.id;
  }
}

const configPath = (id: string) => `${INTEGRATIONS}/${id}/config/current`;

/** Reads an integration's settings. @throws HttpError when Genesys does not answer as it should */
export async function readConfig(api: GenesysApi, id: string): Promise<IntegrationConfig> {
  const path = configPath(id);
  const said = ((await api.get(path, VIEW)) ?? {}) as Record<string, unknown>;
  const { version, properties, ...rest } = said;
  if (typeof version !== 'number') throw new HttpError(path, 'answered without a version');
  return { version, properties: (properties ?? {}) as IntegrationConfig['properties'], rest };
}

/**
 * Changes an integration's properties. Where somebody else has changed it meanwhile, it is read again, once.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function writeProperties(
  api: GenesysApi,
  id: string,
  properties: IntegrationConfig['properties'],
): Promise<void> {
  const write = async () => {
    const { version, properties: now, rest } = await readConfig(api, id);
    const body = { ...rest, version, properties: { ...now, ...properties } };
    await api.send({ path: configPath(id), method: 'PUT', body, permission: EDIT });
  };
  try {
    await write();
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 409) throw error;
    await write();
  }
}

/** Switches an integration on. @throws HttpError when Genesys does not answer as it should */
export async function enableIntegration(api: GenesysApi, id: string): Promise<void> {
  await api.send({
    ...{ path: `${INTEGRATIONS}/${id}`, method: 'PATCH', permission: EDIT },
    ...{ body: { intendedState: 'ENABLED' }, repeatable: true },
  });
}
