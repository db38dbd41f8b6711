import { randomUUID } from 'node:crypto';
import type { VendorRequest, VendorResponse } from './exchange';

const INTEGRATIONS = '/api/v2/integrations';
const CREDENTIALS = `${INTEGRATIONS}/credentials`;
const TYPE = 'aws-s3-recording-bulk-actions-integration';

/** An entity of the API. */
type Fields = Record<string, unknown>;

/** An integration or a credential. */
export type IntegrationEntity = Fields & { readonly id: string };

/** The settings of a new integration. */
export const UNCONFIGURED = {
  version: 1,
  name: TYPE,
  properties: {},
  advanced: {},
  notes: '',
  credentials: {},
};

/**
 * What the type of the integration asks for. Genesys' own instructions only say what is asked for, so names are this
 * server's own, and tests replace them by others.
 */
export interface IntegrationDescription {
  /** JSON schema of the properties. */
  schema: { readonly properties: Fields; readonly required?: readonly string[] };
  /** Credentials by name. @see `CredentialSpecification` in Genesys' SDK */
  credentials: Readonly<Record<string, Fields>>;
  /** @see `CredentialType` in Genesys' SDK; undefined answers 404 */
  credentialTypes: readonly Fields[] | undefined;
  maxInstances: number | undefined;
}

/** The role is entered as a credential, the bucket and an optional public key as properties. */
const DESCRIPTION: IntegrationDescription = {
  schema: {
    properties: {
      bucket: { type: 'string', title: 'S3 bucket name' },
      publicKey: { type: 'string', title: 'Public encryption key' },
    },
    required: ['bucket'],
  },
  credentials: {
    awsRole: { required: true, title: 'AWS role', credentialTypes: ['awsRole'] },
  },
  credentialTypes: [
    { id: 'basicAuth', name: 'basicAuth', properties: { userName: {}, password: {} } },
    {
      id: 'awsRole',
      name: 'awsRole',
      properties: { roleArn: { type: 'string', title: 'Role ARN' } },
      required: ['roleArn'],
    },
  ],
  maxInstances: 1,
};

/**
 * The integrations of a local Genesys Cloud. Like Genesys it accepts settings that cannot work, and reports the state of
 * an integration only once it is on.
 *
 * @see purecloud-platform-client-v2, `IntegrationsApi`
 */
export class GenesysIntegrations {
  readonly integrations: IntegrationEntity[] = [];
  /** Settings of integrations, by id. */
  readonly configs = new Map<string, Fields & { version: number }>();
  /** Credentials, with their fields, which the API does not show. */
  readonly credentials: IntegrationEntity[] = [];
  readonly description: IntegrationDescription = { ...DESCRIPTION };
  /** Whether a second integration of the same name is refused: it is not described. */
  uniqueNames = true;
  /** Number of answers in which an integration that was switched on is still `ACTIVATING`. */
  activating = 0;

  /** Answers a request below `/api/v2/integrations`. */
  answer(request: VendorRequest): VendorResponse {
    const { method, path } = request;
    if (path.startsWith(CREDENTIALS)) return this.answerCredentials(request);
    const [id = '', ...rest] = path.slice(INTEGRATIONS.length + 1).split('/');
    if (id === '') return this.answerAll(request);
    if (id === 'types') return this.answerType(rest);
    const at = this.integrations.findIndex((each) => each.id === id);
    const found = this.integrations[at];
    if (!found) return refused(404, 'no such integration');
    if (rest.join('/') === 'config/current') return this.answerConfig(id, request);
    if (method === 'DELETE') return this.remove(at, found);
    if (method === 'PATCH') {
      const change = JSON.parse(request.body) as Fields;
      this.integrations[at] = { ...found, ...change };
    }
    return { status: 200, body: this.shown(this.integrations[at] ?? found) };
  }

  private shown(integration: IntegrationEntity): object {
    if (integration.intendedState !== 'ENABLED') {
      return { ...integration, reportedState: { code: 'INACTIVE' } };
    }
    if (this.activating > 0) {
      this.activating -= 1;
      return { ...integration, reportedState: { code: 'ACTIVATING' } };
    }
    const message = this.whyNot(integration.id);
    const error = message !== undefined && { code: 'ERROR', detail: { message } };
    return { ...integration, reportedState: error || { code: 'ACTIVE' } };
  }

  /** Why an integration does not work; undefined if it does. */
  private whyNot(id: string): string | undefined {
    const config = this.configOf(id);
    const properties = config.properties as Fields;
    const credentials = config.credentials as Record<string, Fields | undefined>;
    const { schema, credentials: specifications } = this.description;
    const lacking = (schema.required ?? []).find((name) => properties[name] === undefined);
    if (lacking !== undefined) return `${lacking} is not set`;
    for (const [name, { required }] of Object.entries(specifications)) {
      const found = this.credentials.find((each) => each.id === credentials[name]?.id);
      if (required === true && !found) return `the credential ${name} is not set`;
    }
    return undefined;
  }

  /** Whether one that is on can be deleted is not described: this server refuses it. */
  private remove(at: number, found: IntegrationEntity): VendorResponse {
    if (found.intendedState === 'ENABLED') return refused(409, 'the integration is on');
    this.integrations.splice(at, 1);
    return { status: 200, body: { ...found, intendedState: 'DELETED' } };
  }

  private uses(integration: IntegrationEntity, credentialId: string): boolean {
    const credentials = Object(this.configOf(integration.id).credentials) as Record<string, Fields>;
    return Object.values(credentials).some(({ id }) => id === credentialId);
  }

  private answerAll({ method, body, query }: VendorRequest): VendorResponse {
    if (method === 'GET') {
      const size = Number(query.get('pageSize') ?? 25);
      const page = Number(query.get('pageNumber') ?? 1) - 1;
      const credentialId = query.get('credentialId');
      const entities = this.integrations
        .filter((each) => credentialId === null || this.uses(each, credentialId))
        .slice(page * size, (page + 1) * size)
        .map((each) => this.shown(each));
      return { status: 200, body: { entities } };
    }
    const wanted = JSON.parse(body) as Fields;
    if (this.uniqueNames && this.integrations.some(({ name }) => name === wanted.name)) {
      return refused(409, 'the name is taken');
    }
    if (this.integrations.length >= (this.description.maxInstances ?? Infinity)) {
      return refused(400, 'the type allows no more instances');
    }
    const created = { ...wanted, id: randomUUID(), intendedState: 'DISABLED' };
    this.integrations.push(created);
    return { status: 200, body: this.shown(created) };
  }

  private answerType([type, kind, name]: string[]): VendorResponse {
    if (type !== TYPE) return refused(404, 'no such type');
    if (kind === undefined) {
      const { credentials, maxInstances } = this.description;
      return { status: 200, body: { id: TYPE, credentials, maxInstances } };
    }
    if (kind !== 'configschemas' || name !== 'properties') return refused(404, 'no such schema');
    return { status: 200, body: this.description.schema };
  }

  private answerCredentials({ method, path, body, query }: VendorRequest): VendorResponse {
    const id = path.slice(CREDENTIALS.length + 1);
    if (id === 'types') {
      const { credentialTypes } = this.description;
      return credentialTypes ? { status: 200, body: credentialTypes } : refused(404, 'not here');
    }
    if (id === 'listing') return this.listCredentials(query);
    if (id === '' && method === 'POST') {
      const { name, type, credentialFields } = JSON.parse(body) as Fields;
      const created = { id: randomUUID(), name, type, credentialFields };
      this.credentials.push(created);
      return { status: 200, body: withoutFields(created) };
    }
    const at = this.credentials.findIndex((each) => each.id === id);
    const found = this.credentials[at];
    if (!found) return refused(404, 'no such credential');
    if (method !== 'DELETE') return { status: 200, body: withoutFields(found) };
    if (this.integrations.some((each) => this.uses(each, id))) {
      return refused(409, 'the credential is in use');
    }
    this.credentials.splice(at, 1);
    return { status: 204 };
  }

  private listCredentials(query: URLSearchParams): VendorResponse {
    const size = Math.min(Number(query.get('pageSize') ?? 25), 200);
    const from = Number(query.get('after') ?? 0);
    const more = from + size < this.credentials.length;
    const nextUri = `${CREDENTIALS}/listing?pageSize=${size}&after=${from + size}`;
    const entities = this.credentials.slice(from, from + size).map(withoutFields);
    return { status: 200, body: { entities, ...(more && { nextUri }) } };
  }

  private configOf(id: string) {
    return this.configs.get(id) ?? UNCONFIGURED;
  }

  private answerConfig(id: string, { method, body }: VendorRequest): VendorResponse {
    const now = this.configOf(id);
    if (method === 'GET') return { status: 200, body: this.shownConfig(now) };
    const wanted = JSON.parse(body) as Fields & { version: number };
    if (wanted.version !== now.version) return refused(409, 'another version');
    this.configs.set(id, { ...wanted, version: now.version + 1 });
    return { status: 200, body: this.shownConfig(this.configOf(id)) };
  }

  private shownConfig(config: Fields): object {
    const credentials = Object.entries(Object(config.credentials) as Record<string, Fields>);
    const shown = credentials.map(([name, { id }]) => {
      const found = this.credentials.find((each) => each.id === id);
      return [name, found ? withoutFields(found) : { id }];
    });
    return { ...config, credentials: Object.fromEntries(shown) as object };
  }
}

/** Whether a credential's fields are ever shown is not documented; this server shows none. */
function withoutFields({ id, name, type }: IntegrationEntity): object {
  return { id, name, type };
}

function refused(status: number, message: string): VendorResponse {
  return { status, body: { code: message.replaceAll(' ', '.'), message, status } };
}
