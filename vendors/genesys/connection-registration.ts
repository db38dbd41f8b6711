import { HttpError } from '../../http/error';
import type { Store } from '../../store/store';
import { outputText } from '../outputs';
import {
  nothingToDo,
  type Registration,
  type RegistrationContext,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import type { GenesysApi, GenesysRequest } from './api';
import {
  type Connection,
  CONNECTIONS,
  connectionRequest,
  createConnection,
  differences,
  expectedConnection,
  listConnections,
  tryFindConnection,
  validateConnection,
  validationRequest,
  type ValidationResult,
  valueOf,
} from './connection';
import { idOf, planActivation, show } from './entity';
import { genesysFinding } from './findings';
import type { GenesysSettings } from './settings';

/** The guide's route: an external storage connection, which is switched on only after Genesys has validated it. */
export function connectionRegistration(
  store: Store<GenesysSettings>,
  context: RegistrationContext,
  api: GenesysApi,
): Registration {
  const registration = new ConnectionRegistration(store, context, api);
  return {
    steps: [
      {
        id: 'genesys-connection',
        title: 'External storage connection at Genesys',
        plan: () => registration.planConnection(),
      },
      {
        id: 'genesys-validation',
        title: 'Validation by Genesys',
        plan: () => Promise.resolve(registration.planValidation()),
      },
      {
        id: 'genesys-activation',
        title: 'Connection switched on',
        plan: () => Promise.resolve(registration.planActivation()),
      },
    ],
    inspect: () => registration.inspect(),
  };
}

class ConnectionRegistration {
  private found: Connection | undefined;
  private results: readonly ValidationResult[] = [];

  constructor(
    private readonly store: Store<GenesysSettings>,
    private readonly context: RegistrationContext,
    private readonly api: GenesysApi,
  ) {}

  async planConnection(): Promise<StepPlan> {
    const expected = this.expected();
    this.found = tryFindConnection(await listConnections(this.api), expected);
    return this.found ? this.planUpdate(this.found, expected) : this.planCreation(expected);
  }

  /** Repeated at each run: keys, policies and buckets change without Genesys' knowledge. */
  planValidation(): StepPlan {
    const id = idOf(this.found, 'connection');
    return {
      says: 'Genesys tries authentication, bucket and key.',
      requests: [show(this.api, validationRequest(id))],
      changesNothing: true,
      ...(this.found && {
        act: async () => {
          this.results = await validateConnection(this.api, id);
          return this.results.map(renderResult).join(' ');
        },
      }),
    };
  }

  planActivation(): StepPlan {
    const { found } = this;
    const id = idOf(found, 'connection');
    if (found?.status !== 'ACTIVE' && this.failures().length > 0) {
      return nothingToDo(`${id} stays off: Genesys could not validate it.`);
    }
    const request = () => connectionRequest({ ...this.expected(), id, status: 'ACTIVE' });
    return planActivation(this.api, {
      found: found && { ...found, on: found.status === 'ACTIVE' },
      noun: 'connection',
      request,
      activate: async () => {
        await this.api.send(request());
        this.found = found && { ...found, status: 'ACTIVE' };
        return `Switched on ${id}.`;
      },
    });
  }

  async inspect(): Promise<VendorFinding[]> {
    const expected = this.expected();
    const found = tryFindConnection(await listConnections(this.api), expected);
    if (!found) {
      return [
        genesysFinding('genesys-connection-missing', {
          what: `Genesys has no connection called ${expected.name}`,
          evidence: `GET ${CONNECTIONS}`,
        }),
      ];
    }
    return [
      ...differences(found, expected).map((field) => differing(field, found, expected)),
      ...(found.status === 'ACTIVE' ? [] : [off(found)]),
      ...this.failures().map(failed),
    ];
  }

  private failures(): ValidationResult[] {
    return this.results.filter(({ passed }) => !passed);
  }

  private expected(): Connection {
    const { context, store } = this;
    return expectedConnection(
      context.outputs.connection_payload ?? {},
      store.settings.access === 'user'
        ? { key: context.key() }
        : {
            roleArn: outputText(context.outputs, 'assume_role_arn'),
            externalId: store.settings.organizationId,
          },
    );
  }

  private planCreation(expected: Connection): StepPlan {
    const key = this.context.key();
    const shown = connectionRequest({ ...expected, status: 'INACTIVE' }, key && '<redacted>');
    return {
      says: `Genesys has no connection called ${expected.name}.`,
      requests: [show(this.api, shown)],
      act: async () => `Created ${await this.create(expected)}; it is off until it is validated.`,
    };
  }

  private async create(expected: Connection): Promise<string> {
    const id = await createConnection(this.api, expected, this.context.key());
    this.found = { ...expected, id, status: 'INACTIVE' };
    return id;
  }

  private planUpdate(found: Connection, expected: Connection): StepPlan {
    const { id = '', status } = found;
    const differs = differences(found, expected);
    if (differs.length === 0) return nothingToDo(`${id} is up to date.`);
    const key = differs.includes('settings.accessKeyId') ? this.context.key() : undefined;
    const updated = { ...expected, id, status };
    const loses = lossOf(found, expected);
    return {
      says: `${id} differs in ${differs.join(', ')}.`,
      requests: [show(this.api, connectionRequest(updated, key && '<redacted>'))],
      ...(loses !== undefined && { loses }),
      act: async () => this.update(updated),
    };
  }

  private async update(updated: Connection): Promise<string> {
    const { id = '' } = updated;
    const secret = this.context.key()?.secretAccessKey;
    const request: GenesysRequest = {
      ...connectionRequest(updated, secret?.reveal()),
      secrets: secret ? [secret] : [],
    };
    try {
      await this.api.send(request);
      this.found = updated;
      return `Changed ${id}.`;
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) throw error;
      if (this.context.yes) {
        const created = await this.create(updated);
        return `${id} was deleted; created ${created}, which is off until it is validated.`;
      }
      const what = 'answered 404: the connection was deleted in the meantime; --yes recreates it';
      throw new HttpError(error.url, what, { status: 404 });
    }
  }
}

/** What a change gives up. @see Genesys guide, "The Trap: Selecting PRIMARY storage mode" */
function lossOf({ settings: from }: Connection, { settings: to }: Connection): string | undefined {
  if (to.storageMode === 'PRIMARY' && from.storageMode !== 'PRIMARY') {
    return 'From then on Genesys would delete its own copy of each recording';
  }
  return from.bucketName === to.bucketName
    ? undefined
    : `Recordings would no longer go to ${JSON.stringify(from.bucketName)}`;
}

function renderResult({ test, passed, message }: ValidationResult): string {
  return `${test}: ${passed ? 'passed' : 'FAILED'}${message === '' ? '' : ` (${message})`}.`;
}

function off({ id = '', status }: Connection): VendorFinding {
  return genesysFinding('genesys-connection-off', {
    what: `the connection ${id} is off, so Genesys writes nothing`,
    evidence: `status ${status}`,
    fix: 'Correct what its validation reports, and run callvault connect for the store.',
  });
}

function differing(field: string, found: Connection, expected: Connection): VendorFinding {
  const current = JSON.stringify(valueOf(found, field));
  const evidence = `${current} instead of ${JSON.stringify(valueOf(expected, field))}`;
  if (field === 'settings.encryption' && current.includes(':alias/')) {
    return genesysFinding('genesys-connection-alias', {
      what: 'the connection names the key by its alias, which Genesys resolves only once',
      evidence,
      guide: 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"',
    });
  }
  const what = `the connection's ${field} differs from the store`;
  return genesysFinding('genesys-connection-differs', { what, evidence });
}

function failed(result: ValidationResult): VendorFinding {
  return genesysFinding('genesys-validation-failed', {
    what: `Genesys could not validate the connection: ${renderResult(result)}`,
    evidence: `POST ${validationRequest('<id>').path}`,
    fix: 'Run callvault doctor for the store; it finds the broken link.',
  });
}
