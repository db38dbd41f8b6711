import { RefusedError } from '../../core/problem';
import {
  notYetKnown,
  outputText,
  type Registration,
  type RegistrationContext,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import type { Store } from '../../store/store';
import type { GenesysApi } from './api';
import {
  createIntegration,
  enableIntegration,
  type Integration,
  INTEGRATION_TYPE,
  INTEGRATIONS,
  type IntegrationConfig,
  listIntegrations,
  type PropertySchema,
  readConfig,
  readPropertySchemas,
  writeProperties,
} from './integration';
import { connectionName } from './outputs';
import type { GenesysSettings } from './settings';

/** The way that Genesys documents: an integration, whose properties are asked of Genesys when it is made. */
export function integrationRegistration(
  store: Store<GenesysSettings>,
  context: RegistrationContext,
  api: GenesysApi,
): Registration {
  const registration = new IntegrationRegistration(store, context, api);
  return {
    steps: [
      {
        id: 'genesys-integration',
        title: 'Integration at Genesys',
        plan: () => registration.planIntegration(),
      },
      {
        id: 'genesys-properties',
        title: 'Properties of the integration',
        plan: () => registration.planProperties(),
      },
      {
        id: 'genesys-activation',
        title: 'Integration switched on',
        plan: () => Promise.resolve(registration.planActivation()),
      },
    ],
    inspect: () => registration.inspect(),
  };
}

type Properties = IntegrationConfig['properties'];

class IntegrationRegistration {
  private found: Integration | undefined;

  constructor(
    private readonly store: Store<GenesysSettings>,
    private readonly context: RegistrationContext,
    private readonly api: GenesysApi,
  ) {}

  async planIntegration(): Promise<StepPlan> {
    await this.find();
    if (this.found) return { says: `${this.found.id} is there.`, requests: [] };
    const name = connectionName(this.store);
    const body = { name, integrationType: { id: INTEGRATION_TYPE } };
    return {
      says: `Genesys has no such integration called ${name}.`,
      requests: [{ method: 'POST', url: this.url(INTEGRATIONS), body }],
      act: async () => {
        const id = await createIntegration(this.api, name);
        this.found = { id, name, intendedState: 'DISABLED' };
        return `Made ${id}; it is off until its properties are set.`;
      },
    };
  }

  async planProperties(): Promise<StepPlan> {
    const expected = await this.expected();
    const { found } = this;
    const now = found ? (await readConfig(this.api, found.id)).properties : {};
    const differs = differing(now, expected);
    if (found && differs.length === 0) return { says: 'They are as they should be.', requests: [] };
    const id = found?.id ?? notYetKnown('id of the new integration');
    return {
      says: `${differs.join(', ')} ${differs.length === 1 ? 'differs' : 'differ'}.`,
      requests: [
        {
          ...{ method: 'PUT', url: this.url(`${INTEGRATIONS}/${id}/config/current`) },
          body: { properties: { ...now, ...expected } },
        },
      ],
      ...(found && {
        act: async () => {
          await writeProperties(this.api, found.id, expected);
          return `Set ${differs.join(', ')}.`;
        },
      }),
    };
  }

  planActivation(): StepPlan {
    const { found } = this;
    if (found?.intendedState === 'ENABLED') return { says: `${found.id} is on.`, requests: [] };
    const id = found?.id ?? notYetKnown('id of the new integration');
    const body = { intendedState: 'ENABLED' };
    return {
      says: `${id} is off.`,
      requests: [{ method: 'PATCH', url: this.url(`${INTEGRATIONS}/${id}`), body }],
      ...(found && {
        act: async () => {
          await enableIntegration(this.api, found.id);
          return `Switched on ${found.id}. Recordings come once a retention policy exports to it.`;
        },
      }),
    };
  }

  async inspect(): Promise<VendorFinding[]> {
    await this.find();
    const { found } = this;
    if (!found) return [missing(connectionName(this.store))];
    const expected = await this.expected();
    const { properties: now } = await readConfig(this.api, found.id);
    return [
      ...differing(now, expected).map((name) => ({
        id: 'genesys-integration-differs',
        what: `the property ${name} of the integration is not what the store says`,
        evidence: `${JSON.stringify(now[name])} instead of ${JSON.stringify(expected[name])}`,
        fix: CONNECT,
      })),
      ...(found.intendedState === 'ENABLED' ? [] : [off(found)]),
    ];
  }

  private async find(): Promise<void> {
    const all = await listIntegrations(this.api);
    this.found = all.find(({ name }) => name === connectionName(this.store));
  }

  private async expected(): Promise<Properties> {
    const { store, context } = this;
    const values: Values = {
      bucket: store.bucketName,
      region: store.region,
      externalId: store.settings.organizationId,
      role:
        store.settings.access === 'user'
          ? undefined
          : outputText(context.outputs, 'assume_role_arn'),
      key: outputText(context.outputs, 'recordings_key_arn'),
      prefix: store.prefix,
    };
    return fillIn(
      await readPropertySchemas(this.api),
      values,
      store.settings.integrationProperties,
    );
  }

  private url(path: string): string {
    return `${this.api.endpoints.api}${path}`;
  }
}

/** What callvault knows that a property may ask for. */
type Values = Readonly<
  Record<'bucket' | 'region' | 'externalId' | 'role' | 'key' | 'prefix', string | undefined>
>;

/** How a property of each kind is called, in its name or title. The first that fits decides. */
const KINDS: readonly (readonly [keyof Values, RegExp])[] = [
  ['externalId', /external.?id/i],
  ['role', /role|iam/i],
  ['key', /kms|encryption.?key|key.?arn/i],
  ['region', /region/i],
  ['prefix', /prefix|path|folder/i],
  ['bucket', /bucket/i],
];

/**
 * The properties, by the names that Genesys gives them.
 *
 * @param said - what the environment file says of them, which counts before everything else
 * @throws RefusedError for a property that has to be there and that nothing is known of
 */
function fillIn(
  schemas: readonly PropertySchema[],
  values: Values,
  said: Readonly<Record<string, string>> = {},
): Properties {
  const filled = schemas.map(({ name, title = '', required }) => {
    const [kind] = KINDS.find(([, expression]) => expression.test(`${name} ${title}`)) ?? [];
    return { name, required, value: said[name] ?? (kind && values[kind]) };
  });
  const unknown = filled.filter(({ required, value }) => required && value === undefined);
  if (unknown.length > 0) throw unknownProperties(unknown.map(({ name }) => name));
  const known = filled.filter(({ value }) => value !== undefined);
  return Object.fromEntries(known.map(({ name, value }) => [name, value]));
}

function unknownProperties(names: readonly string[]): RefusedError {
  return new RefusedError([
    {
      rule: 'genesys-integration-property',
      path: [],
      what: `Genesys asks for ${names.join(', ')}, and nothing says what to put there`,
      fix: `Set integrationProperties: { ${names.map((name) => `${name}: …`).join(', ')} } in the store.`,
    },
  ]);
}

function differing(now: Properties, expected: Properties): string[] {
  return Object.keys(expected).filter((name) => now[name] !== expected[name]);
}

const CONNECT = 'Run callvault connect for the store.';

function missing(name: string): VendorFinding {
  return {
    id: 'genesys-integration-missing',
    what: `Genesys has no integration called ${name}`,
    evidence: `GET ${INTEGRATIONS}`,
    fix: CONNECT,
  };
}

function off({ id, intendedState }: Integration): VendorFinding {
  return {
    id: 'genesys-integration-off',
    what: `the integration ${id} is not on, so Genesys exports nothing`,
    evidence: `intendedState ${intendedState}`,
    fix: CONNECT,
  };
}
