import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './free-port';
import { startLeashed } from '../cli/process/leash';
import type { Leashed } from '../cli/process/leash';
import type { PythonCommand } from './python-environment';
import { eachLine, LastLines } from '../cli/process/output';
import { testEnvironment } from './test-environment';

/** The account of moto's resources. */
export const ACCOUNT_ID = '123456789012';

/** Milliseconds moto has to start; it takes less than one second on an idle machine. */
const START_TIMEOUT_MS = 60_000;

/** Another process can take the port before moto starts. */
const START_ATTEMPTS = 3;

/** Options of {@link startMoto}. */
export interface MotoOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Port by which moto calls its own services. @default - that of moto */
  readonly front?: number;
}

/** A running moto server. */
export interface MotoServer {
  readonly port: number;
  /** Stops moto; resolves when its process has ended. */
  stop(): Promise<void>;
}

/**
 * Starts moto on a free port of 127.0.0.1 and waits until it answers.
 *
 * @throws Error with moto's last lines if it does not
 */
export async function startMoto(
  moto: PythonCommand,
  options: MotoOptions,
  timeoutMs: number = START_TIMEOUT_MS,
): Promise<MotoServer> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryStartMoto(moto, options, timeoutMs);
    if (!('error' in started)) return started;
    if (!started.portTaken || attempt === START_ATTEMPTS) throw started.error;
  }
}

interface NotStarted {
  readonly error: Error;
  readonly portTaken: boolean;
}

async function tryStartMoto(
  { command, args }: PythonCommand,
  { env, front }: MotoOptions,
  timeoutMs: number,
): Promise<MotoServer | NotStarted> {
  const port = await findFreePort();
  const options = ['-H', '127.0.0.1', '-p', String(port)];
  const child = startLeashed(command, [...args, ...options], {
    env: motoEnvironment(env, front ?? port),
  });
  const lastLines = new LastLines();
  for (const stream of [child.stdout, child.stderr]) {
    eachLine(stream, (line) => {
      lastLines.add(line);
    });
  }

  const failure = await waitUntilHealthy(child, port, timeoutMs);
  const stop = async () => {
    child.release();
    await child.ended.catch(() => undefined);
  };
  if (failure === undefined) return { port, stop };
  await stop();
  const written = lastLines.render();
  return {
    error: new Error(`moto, the local AWS, ${failure}. ${command} wrote:${written}`),
    portTaken: written.includes('Address already in use'),
  };
}

/** Runs moto without its authentication, which rejects Terraform's signatures. */
function motoEnvironment(env: NodeJS.ProcessEnv, port: number): NodeJS.ProcessEnv {
  const result = testEnvironment(env);
  delete result.INITIAL_NO_AUTH_ACTION_COUNT;
  return { ...result, MOTO_ACCOUNT_ID: ACCOUNT_ID, MOTO_PORT: String(port), PYTHONUNBUFFERED: '1' };
}

/** Waits until moto answers. Returns the reason if it does not. */
async function waitUntilHealthy(
  child: Leashed,
  port: number,
  timeoutMs: number,
): Promise<string | undefined> {
  let ended: string | undefined;
  child.ended.then(
    (code) => (ended = `ended with exit code ${code} instead of starting`),
    (error: unknown) => (ended = `did not start: ${String(error)}`),
  );
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const healthy = await answers(port);
    if (ended !== undefined) return ended;
    if (healthy) return undefined;
    await sleep(50);
  }
  return `did not answer within ${timeoutMs / 1000} s`;
}

/** Whether moto answers. An agent of its own ignores web proxies. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const url = `http://127.0.0.1:${port}/moto-api/`;
    const request = get(url, { agent: new Agent(), timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve(false);
    });
  });
}
