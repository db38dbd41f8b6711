import * as path from 'node:path';
import { run } from '../../cli/process/run';
import type { LocalAws } from '../local-aws';
import { GENESYS_CLIENT, LocalGenesys } from '../vendors/genesys';
import { VendorServer } from '../vendors/server';
import { LocalTwilio, TWILIO_ACCOUNT } from '../vendors/twilio';
import type { Workspace } from './workspace';

/** An address of the network that environments/local.yaml holds Genesys to. */
const GENESYS_ADDRESS = '203.0.113.7';

/** Genesys' own role, as environments/local.yaml has it. */
const GENESYS_ROLE = 'arn:aws:iam::765628985471:role/external-storage-service-role';

/** The APIs of the vendors that have one, on this machine. */
export interface DemoVendors {
  /** Where they answer. */
  readonly url: string;
  /** Genesys Cloud. */
  readonly genesys: LocalGenesys;
  /** Twilio. */
  readonly twilio: LocalTwilio;
  /** Ends them. */
  stop(): Promise<void>;
}

/** Starts the vendors. They reach the local AWS as the real ones would reach AWS. */
export async function startVendors(aws: LocalAws): Promise<DemoVendors> {
  const genesys = new LocalGenesys({
    sts: await aws.endpointFor({ principal: GENESYS_ROLE }),
    s3: await aws.endpointFor({ sourceIp: GENESYS_ADDRESS }),
  });
  const twilio = new LocalTwilio({ endpoint: aws.endpoint, region: 'us-east-1' });
  const server = new VendorServer([twilio.answer, genesys.answer]);
  const url = await server.start();
  return { url, genesys, twilio, stop: () => server.stop() };
}

/** The variables with which callvault asks them. */
const CREDENTIALS = {
  GENESYS_CLIENT_ID: GENESYS_CLIENT.id,
  GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret,
  TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid,
  TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token,
};

/** What `callvault <args> --json` came to. */
export interface CallvaultResult {
  /** Its exit code. */
  readonly code: number;
  /** What it printed. */
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Runs the real command line.
 *
 * @throws Error when it prints no JSON, with what it said
 */
export async function callvault(
  { env }: Workspace,
  ...args: readonly string[]
): Promise<CallvaultResult> {
  const command = [path.resolve('bin', 'callvault.js'), ...args, '--json'];
  const { code, stdout, stderr } = await run(process.execPath, command, {
    env: { ...env, ...CREDENTIALS },
  });
  try {
    return { code, json: JSON.parse(stdout) as CallvaultResult['json'] };
  } catch {
    throw new Error(`callvault ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  }
}
