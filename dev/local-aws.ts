import { Agent } from 'node:http';
import { BucketLifecycles } from './bucket-lifecycles';
import { BucketPolicies } from './bucket-policies';
import { chain } from './exchange';
import { forwardTo } from './forward';
import { startProxy } from './local-proxy';
import { answerMissingCalls } from './missing-calls';
import { findMoto } from './moto';
import type { OnProgress } from './moto';
import { ACCOUNT_ID, startMoto } from './moto-server';
import type { MotoServer } from './moto-server';
import { testEnvironment } from './test-environment';

/** What to say wherever somebody may take the local AWS for the real one. */
export const POLICIES_NOT_ENFORCED =
  'Bucket policies are stored and read back as deployed, but not enforced locally.';

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
  /** Ends it; settles when its process is gone and its ports are closed. */
  stop(): Promise<void>;
}

/**
 * Starts an AWS on this machine: moto, behind a proxy that keeps the bucket policies.
 *
 * It ends with this process, however that ends. {@link POLICIES_NOT_ENFORCED}
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
  const lifecycles = new BucketLifecycles();
  const agent = new Agent({ keepAlive: true });
  const proxy = await startProxy(
    chain([policies.handler, lifecycles.handler, answerMissingCalls], forwardTo(moto.port, agent)),
    port,
  );
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  return {
    endpoint,
    accountId: ACCOUNT_ID,
    environment: () => clientEnvironment(endpoint),
    bucketPolicy: (bucket) => policies.tryFind(bucket),
    stop: async () => {
      await proxy.stop();
      agent.destroy();
      await moto.stop();
    },
  };
}

function clientEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return { ...testEnvironment({}), AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' };
}
