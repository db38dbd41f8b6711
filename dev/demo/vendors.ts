import * as path from 'node:path';
import { run } from '../../cli/process/run';
import type { LocalAws } from '../local-aws';
import { GENESYS_CLIENT, LocalGenesys } from '../vendors/genesys';
import { VendorServer } from '../vendors/server';
import { LocalTwilio, TWILIO_ACCOUNT } from '../vendors/twilio';
import type { Workspace } from './workspace';

/** An address of the network that environments/local.yaml allows for Genesys. */
const GENESYS_ADDRESS = '203.0.113.7';

/** Genesys' own role, as in environments/local.yaml. */
const GENESYS_ROLE = 'arn:aws:iam::765628985471:role/external-storage-service-role';

/** Local APIs of the vendors that have one. */
export interface DemoVendors {
  readonly url: string;
  readonly genesys: LocalGenesys;
  readonly twilio: LocalTwilio;
  stop(): Promise<void>;
}

/** Starts the vendors. They access the local AWS as the real ones would access AWS. */
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

/** The credentials with which callvault calls the vendors' APIs. */
const CREDENTIALS = {
  GENESYS_CLIENT_ID: GENESYS_CLIENT.id,
  GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret,
  TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid,
  TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token,
};

/** The result of `callvault <args> --json`. */
export interface CallvaultResult {
  readonly code: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Runs the real command line.
 *
 * @throws Error with its output if it prints no JSON
 */
export async function callvault(
  { env }: Pick<Workspace, 'env'>,
  ...args: readonly string[]
): Promise<CallvaultResult> {
  const command = [path.resolve('bin', 'callvault.js'), ...args, '--json'];
  const { code, stdout, stderr } = await run(process.execPath, command, {
    env: { ...env, ...CREDENTIALS },
  });
  try {
    return { code, json: JSON.parse(stdout) as CallvaultResult['json'] };
  } catch {
    throw new Error(`callvault ${args.join(' ')} exited with code ${code}:\n${stdout}${stderr}`);
  }
}
