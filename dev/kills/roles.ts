import { connect, type ConnectOptions } from '../../cli/connect/connect';
import { disconnect } from '../../cli/disconnect/disconnect';
import { findStore } from '../../cli/find-store';
import { findVendor } from '../../config/resolve';
import { loadValid } from '../../config/valid';
import { environmentText, genesysText } from '../environment-text';
import type { LocalAws } from '../local-aws';
import { DAILY_DOMAIN, LocalDaily } from '../vendors/daily';
import type { VendorApi } from '../vendors/exchange';
import { GENESYS_CLIENT, LocalGenesys } from '../vendors/genesys';
import type { VendorServer } from '../vendors/server';
import type { KillSubject, KillTrial } from './subject';

const YAML = (endpoint: string, vendors: string) =>
  environmentText(
    [
      genesysText({ bucket: 'killed-calls' }),
      genesysText({ name: 'bulk', bucket: 'killed-bulk' }, 'registration: bulk-actions'),
      `  rooms: { vendor: daily, domain: ${DAILY_DOMAIN.name}, bucket: killed-rooms, retention: { days: 90 } }`,
    ].join('\n'),
    { localAws: { endpoint, vendors } },
  );

const ENV = {
  GENESYS_CLIENT_ID: GENESYS_CLIENT.id,
  GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret,
  DAILY_API_KEY: DAILY_DOMAIN.key,
};

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLE = 'arn:aws:iam::123456789012:role/recordings';

/** A vendor, and what it has of a store. */
interface World {
  readonly api: VendorApi;
  /** What is wrong after the store was registered, in sentences. */
  readonly connected: () => readonly string[];
  /** What is wrong after it was stopped. */
  readonly disconnected: () => readonly string[];
  /** What a person does whom a run has told to. @default - nothing */
  readonly help?: (error: unknown) => void;
}

/** The vendors whose stores have no access key, and so no lease. */
const WORLDS: Readonly<Record<string, () => World>> = {
  'calls-local': connections,
  'bulk-local': integrations,
  'rooms-local': domains,
};

/** The commands that register stores without an access key, alone and two at a time. */
export function roleSubjects(aws: LocalAws, server: VendorServer): KillSubject[] {
  return Object.keys(WORLDS).flatMap((id) => {
    const make = () => openStore(id, aws, server);
    const connected = async () => {
      const made = make();
      await made.connecting.run();
      return made.disconnecting;
    };
    const twice = (trial: KillTrial) => ({ ...trial, other: trial.run });
    return [
      { name: `connect ${id}`, prepare: () => Promise.resolve(make().connecting) },
      { name: `disconnect ${id}`, prepare: connected },
      { name: `connect ${id} twice`, prepare: () => Promise.resolve(twice(make().connecting)) },
      { name: `disconnect ${id} twice`, prepare: async () => twice(await connected()) },
    ];
  });
}

function openStore(id: string, aws: LocalAws, server: VendorServer) {
  const world = (WORLDS[id] ?? connections)();
  server.serve([world.api]);
  const file = 'environments/local.yaml';
  const text = YAML(aws.endpoint, server.address);
  const found = findStore(id, loadValid([{ file, text }]).environments);
  const vendor = findVendor(found.store.settings.vendor);
  const deployed = { principalArn: ROLE, recordingsKeyArn: KEY };
  const outputs = {
    ...vendor.outputs(found.store, deployed),
    assume_role_arn: ROLE,
    recordings_key_arn: KEY,
  };
  const wait = { totalMs: 200, everyMs: 20 };
  const options: ConnectOptions = { found, outputs, env: ENV, wait, yes: true };
  const helped = async <T>(run: Promise<T>): Promise<T> => {
    try {
      return await run;
    } catch (error) {
      world.help?.(error);
      throw error;
    }
  };
  const nothing = () => Promise.resolve([]);
  const connecting: KillTrial = {
    run: async () => (await helped(connect(options))).findings.length === 0,
    always: nothing,
    finally: () => Promise.resolve(world.connected()),
  };
  const disconnecting: KillTrial = {
    run: async () => (await helped(disconnect(options))).state === 'stopped',
    always: nothing,
    finally: () => Promise.resolve(world.disconnected()),
  };
  return { connecting, disconnecting };
}

/** Genesys may allow two connections of one name. A person deletes those that are off, as the message says. */
function connections(): World {
  const genesys = new LocalGenesys();
  genesys.bulk.uniqueNames = false;
  const all = genesys.connections;
  const states = () => all.map(({ status }) => String(status)).join();
  return {
    api: genesys.answer,
    connected: () => (states() === 'ACTIVE' ? [] : [`connections: ${states()}`]),
    disconnected: () => (states() === 'INACTIVE' ? [] : [`connections: ${states()}`]),
    help: (error) => {
      if (!String(error).includes('delete those that are off')) return;
      const off = all.findIndex(({ status }) => status !== 'ACTIVE');
      if (off >= 0) all.splice(off, 1);
    },
  };
}

function integrations(): World {
  const genesys = new LocalGenesys();
  const { bulk } = genesys;
  bulk.uniqueNames = false;
  bulk.description.maxInstances = undefined;
  const states = () => bulk.integrations.map(({ intendedState }) => String(intendedState)).join();
  const { credentials } = bulk;
  return {
    api: genesys.answer,
    connected: () => [
      ...(states() === 'ENABLED' ? [] : [`integrations: ${states()}`]),
      ...(credentials.length === 1 ? [] : [`there are ${credentials.length} credentials`]),
    ],
    disconnected: () => [
      ...(states() === '' ? [] : [`integrations: ${states()}`]),
      ...(credentials.length === 0 ? [] : [`there are ${credentials.length} credentials`]),
    ],
  };
}

function domains(): World {
  const daily = new LocalDaily();
  const bucket = () => Object(daily.bucket) as { bucket_name?: string };
  return {
    api: daily.answer,
    connected: () => (bucket().bucket_name === 'killed-rooms' ? [] : ['another bucket']),
    disconnected: () => (bucket().bucket_name === undefined ? [] : ['still the bucket']),
  };
}
