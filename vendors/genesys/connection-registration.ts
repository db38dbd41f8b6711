import { HttpError } from '../../http/error';
import {
  notYetKnown,
  outputText,
  type Registration,
  type RegistrationContext,
  type ShownRequest,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import type { Store } from '../../store/store';
import type { GenesysApi } from './api';
import {
  type Connection,
  connectionBody,
  connectionPath,
  createConnection,
  differences,
  expectedConnection,
  listConnections,
  tryFindConnection,
  updateConnection,
  validateConnection,
  type ValidationResult,
} from './connection';
import type { GenesysSettings } from './settings';

/** The guide's way: an external storage connection, which is only switched on once Genesys has validated it. */
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

const GUIDE = 'Genesys guide, section 2, "Genesys Cloud External Storage Connection Configuration"';

class ConnectionRegistration {
  private found: Connection | undefined;
  private results: readonly ValidationResult[] | undefined;

  constructor(
    private readonly store: Store<GenesysSettings>,
    private readonly context: RegistrationContext,
    private readonly api: GenesysApi,
  ) {}

  async planConnection(): Promise<StepPlan> {
    const expected = this.expected();
    this.found = tryFindConnection(await listConnections(this.api), expected);
    if (!this.found) return this.planCreation(expected);
    const differs = differences(this.found, expected);
    if (differs.length === 0) {
      return { says: `${this.id} is as it should be.`, requests: [] };
    }
    return this.planUpdate(this.found, expected, differs);
  }

  /** Asked for at each run: keys, policies and buckets change without Genesys' knowing. */
  planValidation(): StepPlan {
    const id = this.found?.id ?? notYetKnown('id of the new connection');
    return {
      says: 'Genesys tries authentication, bucket and key.',
      requests: [this.shown('POST', `${connectionPath(id)}/validate`, { testType: 'FULL' })],
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
    const { found, results } = this;
    if (found?.status === 'ACTIVE') return { says: `${this.id} is on.`, requests: [] };
    const expected = this.expected();
    const id = found?.id ?? notYetKnown('id of the new connection');
    const requests = [this.shown('PUT', connectionPath(id), connectionBody(expected, 'ACTIVE'))];
    if (results?.some(({ passed }) => !passed)) {
      return { says: `${id} stays off: Genesys could not validate it.`, requests: [] };
    }
    return {
      says: `${id} is off.`,
      requests,
      ...(found && {
        act: async () => {
          await updateConnection(this.api, { id, expected, status: 'ACTIVE' });
          this.found = { ...found, status: 'ACTIVE' };
          return `Switched on ${id}.`;
        },
      }),
    };
  }

  async inspect(): Promise<VendorFinding[]> {
    const expected = this.expected();
    const found = tryFindConnection(await listConnections(this.api), expected);
    if (!found) return [missing(expected)];
    return [
      ...differences(found, expected).map((field) => differing(field, found, expected)),
      ...(found.status === 'ACTIVE' ? [] : [off(found)]),
      ...(this.results ?? []).filter(({ passed }) => !passed).map(refused),
    ];
  }

  private get id(): string {
    return this.found?.id ?? '';
  }

  private expected(): Connection {
    const { context, store } = this;
    const payload = context.outputs.connection_payload ?? {};
    return expectedConnection(
      payload,
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
    const body = connectionBody(expected, 'INACTIVE', key && '<redacted>');
    return {
      says: `Genesys has no connection called ${expected.name}.`,
      requests: [this.shown('POST', connectionPath(), body)],
      act: async () => {
        const id = await createConnection(this.api, expected, key);
        this.found = { ...expected, id, status: 'INACTIVE' };
        return `Made ${id}; it is off until it is validated.`;
      },
    };
  }

  private planUpdate(
    found: Connection,
    expected: Connection,
    differs: readonly string[],
  ): StepPlan {
    const key = differs.includes('settings.accessKeyId') ? this.context.key() : undefined;
    const body = connectionBody(expected, found.status, key && '<redacted>');
    return {
      says: `${this.id} differs in ${differs.join(', ')}.`,
      requests: [this.shown('PUT', connectionPath(this.id), body)],
      ...(lossOf(found, expected) && { gives: lossOf(found, expected) }),
      act: async () => this.update(found, expected),
    };
  }

  private async update(found: Connection, expected: Connection): Promise<string> {
    const key = this.context.key();
    const id = found.id ?? '';
    try {
      await updateConnection(this.api, { id, expected, status: found.status }, key);
      this.found = { ...expected, id, status: found.status };
      return `Changed ${id}.`;
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) throw error;
      if (!this.context.yes) {
        const what = 'answered 404: somebody has deleted it meanwhile; --yes makes it anew';
        throw new HttpError(error.url, what, { status: 404 });
      }
      const made = await createConnection(this.api, expected, key);
      this.found = { ...expected, id: made, status: 'INACTIVE' };
      return `${id} was gone; made ${made}, which is off until it is validated.`;
    }
  }

  private shown(method: string, path: string, body: unknown): ShownRequest {
    return { method, url: `${this.api.endpoints.api}${path}`, body };
  }
}

/** What is lost by a change. @see Genesys guide, "The Trap: Selecting PRIMARY storage mode" */
function lossOf(found: Connection, expected: Connection): string | undefined {
  const primary = expected.settings.storageMode === 'PRIMARY';
  if (primary && found.settings.storageMode !== 'PRIMARY') {
    return 'Genesys would delete its own copy of each recording from now on';
  }
  const { bucketName } = found.settings;
  return bucketName === expected.settings.bucketName
    ? undefined
    : `recordings would no longer go to ${JSON.stringify(bucketName)}`;
}

function renderResult({ test, passed, message }: ValidationResult): string {
  return `${test}: ${passed ? 'passed' : 'FAILED'}${message === '' ? '' : ` (${message})`}.`;
}

const CONNECT = 'Run callvault connect for the store.';

function missing({ name }: Connection): VendorFinding {
  return {
    id: 'genesys-connection-missing',
    what: `Genesys has no connection called ${name}`,
    evidence: `GET ${connectionPath()}`,
    fix: CONNECT,
    guide: GUIDE,
  };
}

function off({ id = '', status }: Connection): VendorFinding {
  return {
    id: 'genesys-connection-off',
    what: `the connection ${id} is not on, so Genesys writes nothing`,
    evidence: `status ${status}`,
    fix: 'Correct what its validation complains of, and run callvault connect for the store.',
    guide: GUIDE,
  };
}

const ALIAS_GUIDE = 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"';

function differing(field: string, found: Connection, expected: Connection): VendorFinding {
  const value = (of: Connection) =>
    field === 'name' ? of.name : { ...of.rest, ...of.settings }[field.replace('settings.', '')];
  const now = JSON.stringify(value(found));
  const alias = field === 'settings.encryption' && now.includes(':alias/');
  return {
    id: alias ? 'genesys-connection-alias' : 'genesys-connection-differs',
    what: alias
      ? 'the connection names the key by its alias, which Genesys resolves only once'
      : `the connection's ${field} is not what the store says`,
    evidence: `${now} instead of ${JSON.stringify(value(expected))}`,
    fix: CONNECT,
    guide: alias ? ALIAS_GUIDE : GUIDE,
  };
}

function refused(result: ValidationResult): VendorFinding {
  return {
    id: 'genesys-validation-failed',
    what: `Genesys could not validate the connection: ${renderResult(result)}`,
    evidence: `POST ${connectionPath('<id>')}/validate`,
    fix: 'Run callvault doctor for the store, which looks for the link that is broken.',
    guide: GUIDE,
  };
}
