import { findStore } from '../../../cli/find-store';
import {
  environmentText,
  type EnvironmentTextOptions,
  genesysText,
} from '../../../dev/environment-text';
import { type Entity, GENESYS_CLIENT, LocalGenesys } from '../../../dev/vendors/genesys';
import type { VendorServer } from '../../../dev/vendors/server';
import { genesys } from '../../../vendors/genesys';
import type { Registration, RegistrationContext } from '../../../vendors/registration';
import { context, serving } from '../registering';
import { environmentsOf } from '../../environments';

/** The environment of its store, and of others. */
export const EUROPEAN: EnvironmentTextOptions = {
  account: '222222222222',
  region: 'eu-central-1',
  type: 'non-production',
  state: '{ backend: cloud, organization: acme }',
};
const YAML = environmentText(genesysText({ region: 'eu-central-1' }), EUROPEAN);
/** Credentials of the local OAuth client. */
export const ENV = {
  GENESYS_CLIENT_ID: GENESYS_CLIENT.id,
  GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret,
};
/** The store's role. */
export const ROLE = 'arn:aws:iam::222222222222:role/recordings-calls-prod';
/** The key of its recordings. */
export const KEY_ARN =
  'arn:aws:kms:eu-central-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
/** Paths of all connections, and of one. */
export const CONNECTIONS = /^\/api\/v2\/externalstorage\/connections$/;
export const ONE = /^\/api\/v2\/externalstorage\/connections\/[^/]+$/;
/** The name of its connection or integration. */
export const NAME = 'AWS S3 Dual Storage - calls-prod Recordings';

/** A store and a local Genesys. */
export interface World {
  readonly api: LocalGenesys;
  readonly server: VendorServer;
  readonly register: (more?: Partial<RegistrationContext>) => Registration;
  readonly connection: () => Entity;
}

/** Runs a test with a store; `settings` are lines of its YAML. */
export async function world(use: (world: World) => Promise<void>, settings = ''): Promise<void> {
  const files = [{ file: 'environments/prod.yaml', text: `${YAML}${settings}` }];
  const { store } = findStore('calls-prod', environmentsOf(files));
  const made = { principalArn: ROLE, recordingsKeyArn: KEY_ARN };
  const outputs = {
    ...genesys.outputs(store as never, made),
    assume_role_arn: ROLE,
    recordings_key_arn: KEY_ARN,
  };
  const api = new LocalGenesys();
  await serving([api.answer], async (url, server) => {
    const register: World['register'] = (more) => {
      const registration = genesys.registration?.(
        store as never,
        context(url, ENV, { outputs, ...more }),
      );
      if (!registration) throw new Error('Genesys has an API.');
      return registration;
    };
    const connection = () => {
      const [first] = api.connections;
      if (!first) throw new Error('There is no connection.');
      return first;
    };
    await use({ api, server, register, connection });
  });
}

/** Ids of the findings. */
export const ids = async (registration: Registration) =>
  (await registration.inspect()).map(({ id }) => id);
