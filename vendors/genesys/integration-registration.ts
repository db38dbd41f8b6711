import type { Store } from '../../store/store';
import {
  notYetKnown,
  nothingToDo,
  type RegistrationContext,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import type { GenesysApi } from './api';
import {
  type IntegrationCredential,
  credentialRequest,
  ensureCredential,
  hasCredential,
} from './credential';
import { idOf, planActivation, show } from './entity';
import {
  changedConfig,
  configRequest,
  createIntegration,
  creationRequest,
  getIntegration,
  type Integration,
  type IntegrationConfig,
  listIntegrations,
  readConfig,
  readIntegrationType,
  stateRequest,
  writeConfig,
} from './integration';
import { type ExpectedIntegration, expectIntegration } from './integration-expected';
import {
  integrationMissing,
  integrationOff,
  notActive,
  otherCredential,
  otherIntegrations,
  otherProperty,
} from './integration-findings';
import { planSpare, removalStep } from './integration-removal';
import { connectionName } from './outputs';
import type { RouteRegistration } from './route';
import type { GenesysSettings } from './settings';

/**
 * The route that Genesys documents: an integration, whose properties and credentials are read from Genesys.
 */
export function integrationRegistration(
  store: Store<GenesysSettings>,
  context: RegistrationContext,
  api: GenesysApi,
): RouteRegistration {
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
        title: 'Configuration of the integration',
        plan: () => registration.planConfiguration(),
      },
      {
        id: 'genesys-activation',
        title: 'Integration switched on',
        plan: () => Promise.resolve(registration.planActivation()),
      },
    ],
    inspect: () => registration.inspect(),
    inspects: ['the integration, its credential and the state that Genesys reports'],
    disconnect: [
      {
        id: 'genesys-deactivation',
        title: 'Integration switched off',
        plan: () => registration.planDeactivation(),
      },
      removalStep({ ...context, api, stack: store.nameId, find: () => registration.tryFind() }),
    ],
    findExporter: async () => (await registration.tryFind())?.id,
  };
}

/** What of it Genesys does not have. */
interface Difference {
  readonly current: IntegrationConfig;
  readonly properties: readonly string[];
  readonly credentials: readonly IntegrationCredential[];
}

class IntegrationRegistration {
  private found: Integration | undefined;
  /** Others with its name, which are off: two runs at the same time have created one each. */
  private spare: readonly Integration[] = [];
  /** Whether this run changed something, after which Genesys reports a new state. */
  private changed = false;
  private expectation: Promise<ExpectedIntegration> | undefined;
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
    const others = await this.find();
    const { maxInstances = Infinity } = await readIntegrationType(api);
    const active = others.filter(({ intendedState }) => intendedState === 'ENABLED');
    if (active.length > 0) throw otherIntegrations(active, name);
    if (this.found && this.spare.length > 0) return planSpare(api, this.found, this.spare);
    if (this.found) return nothingToDo(`${this.found.id} already exists.`);
    if (others.length >= maxInstances) throw otherIntegrations(others, name);
    // Before anything is created: what callvault does not know is refused.
    await this.expected();
    return {
      says: `Genesys has no such integration called ${name}.`,
      requests: [show(api, creationRequest(name))],
      act: async (onDone) => {
        const id = await createIntegration(api, name, onDone);
        this.found = { id, name, intendedState: 'DISABLED' };
        return `Created ${id}; it is off until it is configured.`;
      },
    };
  }

  async planConfiguration(): Promise<StepPlan> {
    const { api, found } = this;
    const expected = await this.expected();
    const difference = await this.compare(expected);
    const { current, credentials } = difference;
    const names = namesOf(difference);
    if (found && names.length === 0) return nothingToDo('It is up to date.');
    const slots = credentials.map(({ slot, name }) => {
      const id = notYetKnown(`id of the credential ${name}`);
      return [slot, { id }] as const;
    });
    const body = changedConfig(current, {
      properties: expected.properties,
      credentials: Object.fromEntries(slots),
    });
    return {
      says: `${names.join(', ')} ${names.length === 1 ? 'differs' : 'differ'}.`,
      requests: [
        ...credentials.map((each) => show(api, credentialRequest(each))),
        show(api, configRequest(idOf(found, 'integration'), body)),
      ],
      ...(found && { act: (onDone) => this.configure(found.id, difference, onDone) }),
    };
  }

  planActivation(): StepPlan {
    const { api, found } = this;
    return planActivation(api, {
      found: found && { ...found, on: found.intendedState === 'ENABLED' },
      noun: 'integration',
      request: (id) => stateRequest(id, 'ENABLED'),
      activate: async (id) => {
        await api.send(stateRequest(id, 'ENABLED'));
        this.changed = true;
        return `Switched on ${id}. Recordings arrive once a retention policy exports to it.`;
      },
    });
  }

  async planDeactivation(): Promise<StepPlan> {
    const { api } = this;
    await this.find();
    if (!this.found) return nothingToDo(`Genesys has no integration called ${this.name}.`);
    const { id, intendedState } = this.found;
    if (intendedState !== 'ENABLED') return nothingToDo(`${id} is off.`);
    return {
      says: `${id} is on.`,
      loses: `Genesys would no longer export recordings to ${this.store.bucketName}`,
      requests: [show(api, stateRequest(id, 'DISABLED'))],
      act: async () => {
        await api.send(stateRequest(id, 'DISABLED'));
        return `Switched off ${id}.`;
      },
    };
  }

  /** The integration; undefined when there is none. */
  async tryFind(): Promise<Integration | undefined> {
    await this.find();
    return this.found;
  }

  async inspect(): Promise<VendorFinding[]> {
    await this.find();
    const { found, name } = this;
    if (!found) return [integrationMissing(name)];
    const expected = await this.expected();
    const { current, properties, credentials } = await this.compare(expected);
    return [
      ...properties.map((property) =>
        otherProperty(property, current.properties[property], expected.properties[property]),
      ),
      ...credentials.map((each) => otherCredential(each, current)),
      ...(found.intendedState === 'ENABLED'
        ? await this.inspectState(found.id)
        : [integrationOff(found)]),
    ];
  }

  /** What Genesys reports once it has tried the integration. */
  private async inspectState(id: string): Promise<VendorFinding[]> {
    const { reportedState } = await this.context.waitUntil(
      () => getIntegration(this.api, id),
      ({ reportedState: state }) =>
        this.changed ? state?.code === 'ACTIVE' : state?.code !== 'ACTIVATING',
    );
    return reportedState?.code === 'ACTIVE' ? [] : [notActive(id, reportedState)];
  }

  /** Finds the store's integration. @returns the others of its type */
  private async find(): Promise<readonly Integration[]> {
    const all = await listIntegrations(this.api);
    const named = all.filter(({ name }) => name === this.name);
    const [on = named[0], ...active] = named.filter(
      ({ intendedState }) => intendedState === 'ENABLED',
    );
    if (active.length > 0) throw otherIntegrations(active, this.name);
    this.found = on;
    this.spare = named.filter((each) => each !== on);
    return all.filter(({ name }) => name !== this.name);
  }

  private async compare({ properties, credentials }: ExpectedIntegration): Promise<Difference> {
    const { api, found } = this;
    const current = found ? await readConfig(api, found.id) : EMPTY_CONFIG;
    const lacking: IntegrationCredential[] = [];
    for (const each of credentials) {
      if (!(await hasCredential(api, current, each))) lacking.push(each);
    }
    return { current, properties: differing(current.properties, properties), credentials: lacking };
  }

  private async configure(
    id: string,
    difference: Difference,
    onDone: (what: string) => void,
  ): Promise<string> {
    const { properties } = await this.expected();
    const credentials: Record<string, { readonly id: string }> = {};
    for (const each of difference.credentials) {
      const credential = await ensureCredential(this.api, each, onDone);
      credentials[each.slot] = { id: credential };
    }
    await writeConfig(this.api, id, { properties, credentials });
    this.changed = true;
    return `Set ${namesOf(difference).join(', ')}.`;
  }

  private expected(): Promise<ExpectedIntegration> {
    return (this.expectation ??= expectIntegration(this.api, this.store, this.context));
  }
}

const EMPTY_CONFIG: IntegrationConfig = { version: 1, properties: {}, credentials: {}, rest: {} };

/** What differs, by name. */
function namesOf({ properties, credentials }: Difference): string[] {
  return [...properties, ...credentials.map(({ slot }) => `the credential ${slot}`)];
}

function differing(
  current: IntegrationConfig['properties'],
  expected: ExpectedIntegration['properties'],
): string[] {
  return Object.keys(expected).filter((name) => current[name] !== expected[name]);
}
