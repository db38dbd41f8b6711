import { RefusedError } from '../../core/problem';
import type { Store } from '../../store/store';
import { outputText } from '../outputs';
import {
  nothingToDo,
  type Registration,
  type RegistrationContext,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import type { GenesysApi } from './api';
import { idOf, planActivation, show } from './entity';
import { genesysFinding } from './findings';
import {
  activationRequest,
  createIntegration,
  creationRequest,
  type Integration,
  INTEGRATIONS,
  listIntegrations,
  type Properties,
  propertiesRequest,
  type PropertySchema,
  readProperties,
  readPropertySchemas,
  writeProperties,
} from './integration';
import { connectionName } from './outputs';
import type { GenesysSettings } from './settings';

/** The route that Genesys documents: an integration, whose properties are read from Genesys. */
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

class IntegrationRegistration {
  private found: Integration | undefined;
  private readonly name: string;

  constructor(
    private readonly store: Store<GenesysSettings>,
    private readonly context: RegistrationContext,
    private readonly api: GenesysApi,
  ) {
    this.name = connectionName(store);
  }

  async planIntegration(): Promise<StepPlan> {
    const { api, name } = this;
    await this.find();
    if (this.found) return nothingToDo(`${this.found.id} already exists.`);
    return {
      says: `Genesys has no such integration called ${name}.`,
      requests: [show(api, creationRequest(name))],
      act: async () => {
        const id = await createIntegration(api, name);
        this.found = { id, name, intendedState: 'DISABLED' };
        return `Created ${id}; it is off until its properties are set.`;
      },
    };
  }

  async planProperties(): Promise<StepPlan> {
    const { api, found } = this;
    const expected = await this.expected();
    const current = found ? await readProperties(api, found.id) : {};
    const differs = differing(current, expected);
    if (found && differs.length === 0) return nothingToDo('They are up to date.');
    const body = { properties: { ...current, ...expected } };
    return {
      says: `${differs.join(', ')} ${differs.length === 1 ? 'differs' : 'differ'}.`,
      requests: [show(api, propertiesRequest(idOf(found, 'integration'), body))],
      ...(found && {
        act: async () => {
          await writeProperties(api, found.id, expected);
          return `Set ${differs.join(', ')}.`;
        },
      }),
    };
  }

  planActivation(): StepPlan {
    const { api, found } = this;
    return planActivation(api, {
      found: found && { ...found, on: found.intendedState === 'ENABLED' },
      noun: 'integration',
      request: activationRequest,
      activate: async (id) => {
        await api.send(activationRequest(id));
        return `Switched on ${id}. Recordings arrive once a retention policy exports to it.`;
      },
    });
  }

  async inspect(): Promise<VendorFinding[]> {
    await this.find();
    const { found, name } = this;
    if (!found) {
      return [
        genesysFinding('genesys-integration-missing', {
          what: `Genesys has no integration called ${name}`,
          evidence: `GET ${INTEGRATIONS}`,
        }),
      ];
    }
    const expected = await this.expected();
    const current = await readProperties(this.api, found.id);
    return [
      ...differing(current, expected).map((property) =>
        genesysFinding('genesys-integration-differs', {
          what: `the property ${property} of the integration differs from the store`,
          evidence: `${JSON.stringify(current[property])} instead of ${JSON.stringify(expected[property])}`,
        }),
      ),
      ...(found.intendedState === 'ENABLED' ? [] : [off(found)]),
    ];
  }

  private async find(): Promise<void> {
    const all = await listIntegrations(this.api);
    this.found = all.find(({ name }) => name === this.name);
  }

  private async expected(): Promise<Properties> {
    const { bucketName, region, prefix, settings } = this.store;
    const output = (name: string) => outputText(this.context.outputs, name);
    const known: KnownValues = {
      bucket: bucketName,
      region,
      externalId: settings.organizationId,
      role: settings.access === 'user' ? undefined : output('assume_role_arn'),
      key: output('recordings_key_arn'),
      prefix,
    };
    return fillIn(await readPropertySchemas(this.api), known, settings.integrationProperties);
  }
}

function off({ id, intendedState }: Integration): VendorFinding {
  return genesysFinding('genesys-integration-off', {
    what: `the integration ${id} is off, so Genesys exports nothing`,
    evidence: `intendedState ${intendedState}`,
  });
}

/** The values callvault knows for properties. */
type KnownValues = Readonly<
  Record<'bucket' | 'region' | 'externalId' | 'role' | 'key' | 'prefix', string | undefined>
>;

/** What the name or title of a property looks like, by the value it asks for. The first match decides. */
const MEANINGS: readonly (readonly [keyof KnownValues, RegExp])[] = [
  ['externalId', /external.?id/i],
  ['role', /role|iam/i],
  ['key', /kms|encryption.?key|key.?arn/i],
  ['region', /region/i],
  ['prefix', /prefix|path|folder/i],
  ['bucket', /bucket/i],
];

/**
 * The values of the properties, under the names that Genesys gives them.
 *
 * @param written - values in the environment file, which take precedence
 * @throws RefusedError for required properties without a value
 */
function fillIn(
  schemas: readonly PropertySchema[],
  known: KnownValues,
  written: Readonly<Record<string, string>> = {},
): Properties {
  const filled = schemas.map(({ name, title = '', required }) => {
    const [meaning] = MEANINGS.find(([, pattern]) => pattern.test(`${name} ${title}`)) ?? [];
    return { name, required, value: written[name] ?? (meaning && known[meaning]) };
  });
  const unknown = filled.filter(({ required, value }) => required && value === undefined);
  if (unknown.length > 0) throw unknownProperties(unknown.map(({ name }) => name));
  return Object.fromEntries(
    filled.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
}

function unknownProperties(names: readonly string[]): RefusedError {
  return new RefusedError([
    {
      rule: 'genesys-integration-property',
      path: [],
      what: `Genesys asks for ${names.join(', ')}, and callvault does not know the value`,
      fix: `Set integrationProperties: { ${names.map((name) => `${name}: …`).join(', ')} } in the store.`,
    },
  ]);
}

function differing(current: Properties, expected: Properties): string[] {
  return Object.keys(expected).filter((name) => current[name] !== expected[name]);
}
