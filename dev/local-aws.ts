import { Agent } from 'node:http';
import { ENGINE_PACKAGE, tryLoadEngine, type Engine } from '../access/engine';
import { BatchOperations } from './batch-operations';
import { BucketConfigurations } from './bucket-configurations';
import { BucketPolicies } from './bucket-policies';
import { Enforcement } from './enforcement/enforcement';
import { chain, type Circumstances, type Handler, type Respond } from './exchange';
import { forwardTo } from './forward';
import { type LocalProxy, startProxy } from './local-proxy';
import { answerMissingCalls } from './missing-calls';
import { Faults } from './faults';
import { findFreePort } from './free-port';
import { DeployedFunctions } from './functions';
import { findMoto } from './moto';
import type { OnProgress } from './python-environment';
import { ACCOUNT_ID, startMoto } from './moto-server';
import type { MotoServer } from './moto-server';
import { SharedProvider } from './shared-provider/shared-provider';
import { addressByPath } from './s3/path-style';
import { deleteInTurn } from './deletions-in-turn';
import { checkSecretStages } from './secret-stages';
import { deleteWhereSuspended } from './suspended-deletions';
import { testEnvironment } from './test-environment';
import { listVersionsInPages } from './version-lists';

/** Options of {@link startLocalAws}. */
export interface LocalAwsOptions {
  readonly onProgress?: OnProgress;
  /** @default 0 - any free port */
  readonly port?: number;
  /** The environment in which moto is searched for. @default - this process's environment */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Whether all runs of Terraform use the same processes of the AWS provider, which is many times faster. The
   * environment then contains `TF_REATTACH_PROVIDERS`.
   *
   * @default false
   */
  readonly sharedProvider?: boolean;
}

/** A local AWS. It is empty when it starts, and loses everything when it stops. */
export interface LocalAws {
  /** The endpoint for every client, e.g. `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  readonly accountId: string;
  /**
   * Environment variables that make AWS clients use it. Add them to an environment without the variables of a real
   * account: that of `testEnvironment` or `terraformEnvironment`.
   */
  environment(): NodeJS.ProcessEnv;
  /** The bucket's policy, byte for byte as deployed. */
  bucketPolicy(bucket: string): string | undefined;
  readonly faults: Faults;
  /** Another endpoint of the same AWS, whose requests appear to come from elsewhere. */
  endpointFor(circumstances: Circumstances): Promise<string>;
  /** Stops it; resolves when its process has ended and its ports are closed. */
  stop(): Promise<void>;
}

/**
 * Starts a local AWS: moto, behind a proxy that evaluates requests against the deployed policies.
 *
 * It stops with this process, even if this process is killed.
 *
 * @throws Error if moto is not found or does not start, or the port is in use
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { onProgress = () => undefined, port = 0, env = process.env } = options;
  const command = await findMoto(env, onProgress);
  onProgress('starting the local AWS');
  // Step Functions of moto calls other services by this port: it has to meet the same policies as every other caller.
  const front = port === 0 ? await findFreePort() : port;
  const moto = await startMoto(command, { env, front });
  try {
    await enableExecutions(moto.port);
    const aws = await serveInFrontOf(moto, front);
    return options.sharedProvider === true ? await withSharedProvider(aws, env) : aws;
  } catch (error) {
    await moto.stop();
    throw error;
  }
}

async function serveInFrontOf(moto: MotoServer, port: number): Promise<LocalAws> {
  const policies = new BucketPolicies();
  const faults = new Faults();
  const endpoint = addressOf({ port });
  let lambda: Promise<string> | undefined;
  const functions = new DeployedFunctions({
    endpoint,
    lambda: () => (lambda ??= endpointFor({ principal: 'lambda.amazonaws.com' })),
  });
  let batch: Promise<string> | undefined;
  const jobs = new BatchOperations({
    endpoint: () => (batch ??= endpointFor({ principal: 'batchoperations.s3.amazonaws.com' })),
  });
  const agent = new Agent({ keepAlive: true });
  const respond = chain(
    [faults.handler, ...handlersOf(policies, [functions.handler, jobs.handler])],
    forwardTo(moto.port, agent),
  );
  const proxies = [await startProxy(respond, port)];
  const endpointFor = (circumstances: Circumstances) =>
    addEndpoint(proxies, respond, circumstances);
  return {
    endpoint,
    accountId: ACCOUNT_ID,
    environment: () => clientEnvironment(endpoint),
    bucketPolicy: (bucket) => policies.tryFind(bucket),
    faults,
    endpointFor,
    stop: async () => {
      await Promise.all(proxies.map((each) => each.stop()));
      agent.destroy();
      functions.remove();
      await moto.stop();
    },
  };
}

async function withSharedProvider(aws: LocalAws, env: NodeJS.ProcessEnv): Promise<LocalAws> {
  const provider = await SharedProvider.tryStart(env, aws.environment());
  if (provider === undefined) return aws;
  return {
    ...aws,
    environment: () => ({ ...aws.environment(), ...provider.environment() }),
    stop: async () => {
      await provider.stop();
      await aws.stop();
    },
  };
}

/** What is decided, kept and answered here instead of by moto. */
function handlersOf(policies: BucketPolicies, services: readonly Handler[]): Handler[] {
  return [
    new Enforcement(findEngine(), (bucket) => policies.tryFind(bucket)).handler,
    ...services,
    policies.handler,
    new BucketConfigurations().handler,
    deleteInTurn(),
    deleteWhereSuspended,
    listVersionsInPages,
    checkSecretStages(),
    answerMissingCalls(),
    addressByPath,
  ];
}

async function addEndpoint(
  proxies: LocalProxy[],
  respond: Respond,
  circumstances: Circumstances,
): Promise<string> {
  const other = await startProxy((request) => respond({ ...request, circumstances }));
  proxies.push(other);
  return addressOf(other);
}

/** Makes moto run state machines: by default it only stores them. */
async function enableExecutions(motoPort: number): Promise<void> {
  const url = `http://127.0.0.1:${motoPort}/moto-api/config`;
  const body = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
  const { ok, status } = await fetch(url, { method: 'POST', body });
  if (!ok) throw new Error(`moto answered ${status} to its own configuration.`);
}

const addressOf = ({ port }: { readonly port: number }) => `http://127.0.0.1:${port}`;

function findEngine(): Engine {
  const engine = tryLoadEngine();
  if (engine) return engine;
  throw new Error(`The local AWS needs ${ENGINE_PACKAGE}: run npm ci without --omit=dev.`);
}

function clientEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return { ...testEnvironment({}), AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' };
}
