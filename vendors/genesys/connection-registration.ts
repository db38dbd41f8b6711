import type { Store } from '../../store/store';
import { outputText } from '../outputs';
import {
  nothingToDo,
  type RegistrationContext,
  type RegistrationStep,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import type { GenesysApi } from './api';
import {
  type Connection,
  type ConnectionMatch,
  connectionRequest,
  differences,
  expectedConnection,
  listConnections,
  matchConnection,
  prefixOf,
  validateConnection,
  validationRequest,
  type ValidationResult,
} from './connection';
import {
  connectionDiffers,
  connectionMissing,
  connectionOff,
  renderResult,
  validationFailed,
} from './connection-findings';
import { ConnectionWriter } from './connection-writer';
import { idOf, planActivation, show } from './entity';
import type { RouteRegistration } from './route';
import type { GenesysSettings } from './settings';

/** The guide's route: an external storage connection, which is switched on only after Genesys has validated it. */
export function connectionRegistration(
  store: Store<GenesysSettings>,
  context: RegistrationContext,
  api: GenesysApi,
): RouteRegistration {
  const registration = new ConnectionRegistration(store, context, api);
  return {
    steps: [
      {
        id: 'genesys-connection',
        title: 'External storage connection at Genesys',
        plan: () => registration.planConnection(),
      },
      ...registration.previousSteps(),
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
    inspects: ['the connection and its validation'],
    disconnect: [
      {
        id: 'genesys-deactivation',
        title: 'Connections switched off',
        plan: () => registration.planDeactivation(),
      },
    ],
  };
}

class ConnectionRegistration {
  private found: Connection | undefined;
  private readonly writer: ConnectionWriter;
  private results: readonly ValidationResult[] = [];

  constructor(
    private readonly store: Store<GenesysSettings>,
    private readonly context: RegistrationContext,
    private readonly api: GenesysApi,
  ) {
    this.writer = new ConnectionWriter(context, api);
  }

  async planConnection(): Promise<StepPlan> {
    const { found, expected, others } = await this.match();
    this.found = found;
    if (!found) return this.planCreation(expected, others);
    return this.writer.planUpdate(found, expected, (written) => {
      this.found = written;
    });
  }

  /** Connections for previous paths keep their prefix, and need the same key and role as the current one. */
  previousSteps(): RegistrationStep[] {
    if (this.store.previousPrefixes.length === 0) return [];
    return [
      {
        id: 'genesys-previous-connections',
        title: 'Connections for previous paths',
        plan: () => this.planPrevious(),
      },
    ];
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
    const request = () =>
      connectionRequest({
        ...this.target(),
        ...(found && { name: found.name }),
        id,
        status: 'ACTIVE',
      });
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

  async planDeactivation(): Promise<StepPlan> {
    const { bucketName } = this.store;
    const all = await listConnections(this.api);
    const active = all.filter(
      ({ status, settings }) => settings.bucketName === bucketName && status === 'ACTIVE',
    );
    const ids = active.map(({ id = '' }) => id).join(', ');
    if (active.length === 0) return nothingToDo(`No connection writes to ${bucketName}.`);
    const requests = active.map((each) => connectionRequest({ ...each, status: 'INACTIVE' }));
    return {
      says: `On: ${ids}.`,
      loses: `Genesys would no longer push recordings to ${bucketName}`,
      requests: requests.map((each) => show(this.api, each)),
      act: async (onDone) => {
        for (const request of requests) {
          await this.api.send(request);
          onDone(`Switched off ${request.path}.`);
        }
        return `Switched off ${ids}.`;
      },
    };
  }

  async inspect(): Promise<VendorFinding[]> {
    const { found, expected, others } = await this.match();
    if (!found) return [connectionMissing(expected)];
    return [
      ...differences(found, expected).map((field) => connectionDiffers(field, found, expected)),
      ...this.previous(others).flatMap(([each, wanted]) =>
        differences(each, wanted).map((field) => connectionDiffers(field, each, wanted)),
      ),
      ...(found.status === 'ACTIVE' ? [] : [connectionOff(found)]),
      ...this.failures().map(validationFailed),
    ];
  }

  private async match(): Promise<ConnectionMatch> {
    return matchConnection(await listConnections(this.api), this.target());
  }

  private async planPrevious(): Promise<StepPlan> {
    const { others } = await this.match();
    const differing = this.previous(others).filter(
      ([each, wanted]) => differences(each, wanted).length > 0,
    );
    const kept = this.previous(others).map(([{ id = '' }]) => id);
    if (differing.length === 0) {
      return nothingToDo(
        kept.length === 0 ? 'There is none.' : `${kept.join(', ')} keep their prefix.`,
      );
    }
    const plans = differing.map(([each, wanted]) => this.writer.planUpdate(each, wanted));
    const loses = plans.find((each) => each.loses !== undefined)?.loses;
    return {
      says: plans.map(({ says }) => says).join(' '),
      requests: plans.flatMap(({ requests }) => requests),
      ...(loses !== undefined && { loses }),
      act: async (onDone) => {
        const done: string[] = [];
        for (const { act } of plans) {
          done.push((await act?.(onDone)) ?? '');
          onDone(done.at(-1) ?? '');
        }
        return done.join(' ');
      },
    };
  }

  /** The connections for previous paths that the vendor may still write to, each as it should be. */
  private previous(others: readonly Connection[]): [Connection, Connection][] {
    const { previousPrefixes, bucketName } = this.store;
    const target = this.target();
    return others
      .filter(({ settings }) => settings.bucketName === bucketName)
      .filter((each) => previousPrefixes.includes(prefixOf(each)))
      .map((each) => {
        const settings = { ...target.settings, pathPrefix: prefixOf(each) };
        return [each, { ...each, settings }];
      });
  }

  private failures(): ValidationResult[] {
    return this.results.filter(({ passed }) => !passed);
  }

  private target(): Connection {
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

  private planCreation(expected: Connection, others: readonly Connection[]): StepPlan {
    const key = this.context.key();
    const shown = connectionRequest({ ...expected, status: 'INACTIVE' }, key && '<redacted>');
    const kept = others.map((each) => `${each.id ?? ''} stays as it is, for ${prefixOf(each)}`);
    const says =
      kept.length === 0
        ? `Genesys has no connection called ${expected.name}.`
        : `Genesys has no connection for ${this.store.prefix}; ${kept.join('; ')}.`;
    return {
      says,
      requests: [show(this.api, shown)],
      act: async (onDone) => {
        this.found = await this.writer.create(expected, onDone);
        const created = `Created ${this.found.id ?? ''}; it is off until it is validated.`;
        return [created, ...kept.map((each) => `${each}.`)].join(' ');
      },
    };
  }
}
