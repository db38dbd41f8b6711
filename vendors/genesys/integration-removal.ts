import { HttpError } from '../../http/error';
import {
  nothingToDo,
  type RegistrationContext,
  type RegistrationStep,
  type StepPlan,
} from '../registration';
import type { GenesysApi, GenesysRequest } from './api';
import { credentialPath, credentialPrefix, listCredentials, type NamedEntity } from './credential';
import { listEntities, show } from './entity';
import { deletion, getIntegration, type Integration, INTEGRATIONS, VIEW } from './integration';

/** What {@link removalStep} works with. */
export interface RemovalOptions extends Pick<RegistrationContext, 'waitUntil'> {
  readonly api: GenesysApi;
  /** The store's stack. */
  readonly stack: string;
  /** Finds the store's integration; undefined when it was deleted, or never created. */
  readonly find: () => Promise<Integration | undefined>;
}

/**
 * Deletes the integration and the credentials that `callvault connect` has named after the store. Each is looked up
 * again, so that a run that was interrupted is finished by the next. Genesys allows one integration of this type: one that
 * stays, even off, keeps other stores from being registered.
 *
 * @see purecloud-platform-client-v2, `deleteIntegration`, `deleteIntegrationsCredential`
 */
export function removalStep(options: RemovalOptions): RegistrationStep {
  return {
    id: 'genesys-removal',
    title: 'Integration and credential deleted',
    plan: () => planRemoval(options),
  };
}

/** Deletes integrations with the name of one that stays, which are off: two runs at the same time have created one each. */
export function planSpare(
  api: GenesysApi,
  { id }: Integration,
  spare: readonly Integration[],
): StepPlan {
  const ids = spare.map((each) => each.id).join(', ');
  const requests = spare.map((each) => deletion(`${INTEGRATIONS}/${each.id}`));
  return {
    says: `${id} already exists, and ${ids} has the same name and is off.`,
    requests: requests.map((each) => show(api, each)),
    loses: `${ids}, which has the name of ${id} and is off, would be deleted`,
    act: async (onDone) => {
      for (const each of requests) {
        await remove(api, each);
        onDone(`Deleted ${each.path} at Genesys.`);
      }
      return `Deleted ${ids}; ${id} stays.`;
    },
  };
}

async function planRemoval({ api, stack, find, waitUntil }: RemovalOptions): Promise<StepPlan> {
  const integration = await find();
  const { free, inUse } = await findCredentials(api, stack, integration?.id);
  const kept = inUse.map((each) => ` ${each}`).join('');
  const requests = [
    ...(integration ? [deletion(`${INTEGRATIONS}/${integration.id}`)] : []),
    ...free.map(({ id }) => deletion(credentialPath(id))),
  ];
  if (requests.length === 0) return nothingToDo(`Nothing of it is left to delete.${kept}`);
  return {
    says: `Left: ${[integration?.name, ...free.map(({ name }) => name)].filter(Boolean).join('; ')}.${kept}`,
    requests: requests.map((each) => show(api, each)),
    loses: integration
      ? `the integration ${integration.id} would be deleted, and retention policies that export with it would have to be pointed to the one of a new registration`
      : `${free.map(({ name }) => name).join('; ')} would be deleted`,
    act: async (onDone) => {
      if (integration) {
        await waitUntil(
          () => getIntegration(api, integration.id),
          ({ reportedState }) => reportedState?.code !== 'DEACTIVATING',
        );
      }
      for (const each of requests) {
        await remove(api, each);
        onDone(`Deleted ${each.path} at Genesys.`);
      }
      return `Deleted what Genesys had of ${stack}.${kept}`;
    },
  };
}

/** The store's credentials: those that nothing else uses, and sentences about the others. */
async function findCredentials(
  api: GenesysApi,
  stack: string,
  integrationId: string | undefined,
): Promise<{ readonly free: readonly NamedEntity[]; readonly inUse: readonly string[] }> {
  const own = (await listCredentials(api)).filter(({ name }) =>
    name.startsWith(credentialPrefix(stack)),
  );
  const free: NamedEntity[] = [];
  const inUse: string[] = [];
  for (const credential of own) {
    const users = await listEntities<{ id?: unknown; name?: unknown }>(api, INTEGRATIONS, {
      permission: VIEW,
      filter: { credentialId: credential.id },
    });
    const others = users.filter(({ id }) => id !== integrationId);
    if (others.length === 0) free.push(credential);
    else {
      const names = others.map(({ name }) => String(name)).join(', ');
      inUse.push(`The credential ${credential.name} stays, because ${names} has it as well.`);
    }
  }
  return { free, inUse };
}

/** What an earlier run has deleted is not there any more. */
async function remove(api: GenesysApi, request: GenesysRequest): Promise<void> {
  await api.send(request).catch((error: unknown) => {
    if (!(error instanceof HttpError) || error.status !== 404) throw error;
  });
}
