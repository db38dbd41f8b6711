import { Agent } from 'node:http';
import { ENGINE_PACKAGE, tryLoadEngine, type Engine } from '../access/engine';
import { BucketConfigurations } from './bucket-configurations';
import { BucketPolicies } from './bucket-policies';
import { Enforcement } from './enforcement/enforcement';
import { chain, type Circumstances } from './exchange';
import { forwardTo } from './forward';
import { startProxy } from './local-proxy';
import { answerMissingCalls } from './missing-calls';
import { Faults } from './faults';
import { findMoto } from './moto';
import type { OnProgress } from './moto';
import { ACCOUNT_ID, startMoto } from './moto-server';
import type { MotoServer } from './moto-server';
import { deleteWhereSuspended } from './suspended-deletions';
import { testEnvironment } from './test-environment';

/** How the local AWS is started. */
export interface LocalAwsOptions {
  readonly onProgress?: OnProgress;
  /** @default 0 - any free one */
  readonly port?: number;
  /** Where moto is looked for. @default - this process's environment */
  readonly env?: NodeJS.ProcessEnv;
}

/** An AWS on this machine, empty when it starts and gone when it stops. */
export interface LocalAws {
  /** What every client's endpoint has to be, e.g. `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  /** The account that everything belongs to. */
  readonly accountId: string;
  /**
   * The variables with which AWS clients use it. They go on top of an environment without a real
   * account's: that of `testEnvironment` or `terraformEnvironment`.
   */
  environment(): NodeJS.ProcessEnv;
  /** The bucket's policy, byte for byte as it was put. */
  bucketPolicy(bucket: string): string | undefined;
  /** What is made to go wrong. */
  readonly faults: Faults;
  /** Another endpoint of the same AWS, for whoever seems to come from elsewhere. */
  endpointFor(circumstances: Circumstances): Promise<string>;
  /** Ends it; settles when its process is gone and its ports are closed. */
  stop(): Promise<void>;
}

/**
 * Starts an AWS on this machine: moto, behind a proxy that decides by the deployed policies.
 *
 * It ends with this process, however that ends.
 *
 * @throws Error if moto is not found or does not start, or the port is taken
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { onProgress = () => undefined, port = 0, env = process.env } = options;
  const command = await findMoto(env, onProgress);
  onProgress('starting the local AWS');
  const moto = await startMoto(command, env);
  try {
    return await serveInFrontOf(moto, port);
  } catch (error) {
    await moto.stop();
    throw error;
  }
}

async function serveInFrontOf(moto: MotoServer, port: number): Promise<LocalAws> {
  const policies = new BucketPolicies();
  const configurations = new BucketConfigurations();
  const faults = new Faults();
  const enforcement = new Enforcement(findEngine(), (bucket) => policies.tryFind(bucket));
  const agent = new Agent({ keepAlive: true });
  const respond = chain(
    [
      faults.handler,
      enforcement.handler,
      policies.handler,
      configurations.handler,
      deleteWhereSuspended,
      answerMissingCalls,
    ],
    forwardTo(moto.port, agent),
  );
  const proxy = await startProxy(respond, port);
  const proxies = [proxy];
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  return {
    endpoint,
    accountId: ACCOUNT_ID,
    environment: () => clientEnvironment(endpoint),
    bucketPolicy: (bucket) => policies.tryFind(bucket),
    faults,
    endpointFor: async (circumstances) => {
      const other = await startProxy((request) => respond({ ...request, circumstances }));
      proxies.push(other);
      return `http://127.0.0.1:${other.port}`;
    },
    stop: async () => {
      await Promise.all(proxies.map((each) => each.stop()));
      agent.destroy();
      await moto.stop();
    },
  };
}

function findEngine(): Engine {
  const engine = tryLoadEngine();
  if (engine) return engine;
  throw new Error(`The local AWS decides with ${ENGINE_PACKAGE}: run npm ci, without --omit=dev.`);
}

function clientEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return { ...testEnvironment({}), AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' };
}
