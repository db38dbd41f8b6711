import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { unzipSync } from 'fflate';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../../cli/process/run';
import { DAY_MS } from '../../core/day';
import type { CheckEvent } from '../../lambda/check';
import type { Store } from '../../store/store';
import { GENESYS_CLIENT, LocalGenesys } from '../vendors/genesys';
import { VendorServer } from '../vendors/server';
import type { LocalAws } from '../local-aws';
import { TEST_CREDENTIALS } from '../test-environment';
import type { Recording } from './record';
import type { Workspace } from './workspace';

export type LogLine = Readonly<Record<string, unknown>>;

/** The result of a run of the deployed function. */
export interface Invocation {
  readonly log: readonly LogLine[];
  /** The error it ended with; empty on success. */
  readonly error: string;
}

/** A recording that Genesys lists and never uploaded. */
export const LOST = 'b2c3d4e5-f6a7-4901-bcde-f12345678901';

/**
 * Runs the deployed check of a Genesys store as Lambda would: its zip, with the event of its schedule, as its role. The
 * clock is three days ahead, when no upload is pending any more. Genesys lists the given recording and one that was
 * lost.
 *
 * The local AWS does not replicate, so the check reports the missing copy too.
 */
export async function runDeployedCheck(
  { workspace, aws }: { readonly workspace: Workspace; readonly aws: LocalAws },
  store: Store,
  { key }: Recording,
): Promise<Invocation> {
  const creationTime = new Date().toISOString();
  const conversations = [path.basename(key, '.wav'), LOST];
  const genesys = new LocalGenesys();
  genesys.days = store.profile.keepsDays ?? 0;
  genesys.recordings.push(
    ...conversations.map((conversationId) => ({ conversationId, recordingId: 'r', creationTime })),
  );
  const server = new VendorServer([genesys.answer]);
  try {
    await putCredentials(store, aws);
    return await invoke({ workspace, aws }, store, await server.start());
  } finally {
    await server.stop();
  }
}

async function putCredentials({ region, integrity }: Store, { endpoint }: LocalAws): Promise<void> {
  const secrets = new SecretsManagerClient({ region, endpoint, credentials: TEST_CREDENTIALS });
  const { id, secret } = GENESYS_CLIENT;
  const SecretString = JSON.stringify({ GENESYS_CLIENT_ID: id, GENESYS_CLIENT_SECRET: secret });
  await secrets.send(new PutSecretValueCommand({ SecretId: integrity?.secretName, SecretString }));
}

async function invoke(
  { workspace, aws }: { readonly workspace: Workspace; readonly aws: LocalAws },
  store: Store,
  genesys: string,
): Promise<Invocation> {
  const stack = path.join(workspace.output, 'stacks', store.id);
  const { event, zip } = readDeployed(stack);
  const folder = path.join(workspace.folder, 'function');
  fs.mkdirSync(folder, { recursive: true });
  const { 'index.js': code } = unzipSync(fs.readFileSync(path.join(stack, zip)));
  fs.writeFileSync(path.join(folder, 'index.js'), code ?? '');
  const call = `require('./index.js').handler(${JSON.stringify(pointedAt(event, genesys))}, { getRemainingTimeInMillis: () => 900000 }).catch((error) => { console.error(String(error)); process.exitCode = 1; })`;
  const { stdout, stderr } = await run(process.execPath, ['-e', call], {
    cwd: folder,
    env: await asRole(store, aws),
  });
  const log = stdout.split('\n').filter((line) => line.startsWith('{'));
  return { log: log.map((line) => JSON.parse(line) as LogLine), error: stderr.trim() };
}

interface Synthesized {
  readonly resource: {
    readonly aws_lambda_function: Record<string, { readonly filename: string }>;
    readonly aws_cloudwatch_event_target: Record<
      string,
      { readonly input_transformer: { readonly input_template: string } }
    >;
  };
}

/** Reads the event of the weekly schedule and the zip from the deployed stack. */
function readDeployed(stack: string): { event: CheckEvent; zip: string } {
  const text = fs.readFileSync(path.join(stack, 'cdk.tf.json'), 'utf8');
  const { resource } = JSON.parse(text) as Synthesized;
  const [lambda] = Object.values(resource.aws_lambda_function);
  const event = Object.values(resource.aws_cloudwatch_event_target)
    .map(({ input_transformer: input }) => JSON.parse(input.input_template) as CheckEvent)
    .find(({ action }) => action === 'run');
  if (!lambda || !event) throw new Error(`${stack} has no scheduled integrity check.`);
  return { event, zip: lambda.filename };
}

/** The event as EventBridge would send it, with the address of the local Genesys. */
function pointedAt(event: CheckEvent, genesys: string): CheckEvent {
  const { settings } = event;
  const { source } = settings;
  if (source.kind !== 'api') return event;
  const options = { ...source.options, login: genesys, api: genesys };
  const time = new Date(Date.now() + 3 * DAY_MS).toISOString();
  return { ...event, time, settings: { ...settings, source: { ...source, options } } };
}

/** Assumes the function's role as Lambda does. Nothing else of this process's environment is passed on. */
async function asRole(
  { region, account, partition, integrity }: Store,
  aws: LocalAws,
): Promise<NodeJS.ProcessEnv> {
  const endpoint = await aws.endpointFor({ principal: 'lambda.amazonaws.com' });
  const sts = new STSClient({ region, endpoint, credentials: TEST_CREDENTIALS });
  const RoleArn = `arn:${partition}:iam::${account}:role/${integrity?.name ?? ''}`;
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'function' }),
  );
  return {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
