import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DAY_MS } from '../../core/day';
import type { CheckEvent } from '../../lambda/check';
import type { Store } from '../../store/store';
import { GENESYS_CLIENT } from '../vendors/genesys';
import type { LocalAws } from '../local-aws';
import { callService } from '../service-call';
import { TEST_CREDENTIALS } from '../test-environment';
import type { Recording } from './record';
import type { DemoVendors } from './vendors';
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
 * Invokes the deployed check of a Genesys store with the settings of its schedule. The clock is three days ahead, when no
 * upload is pending any more. Genesys lists the given recording and one that was lost.
 *
 * The local AWS does not replicate, so the check reports the missing copy too.
 */
export async function runDeployedCheck(
  { workspace, aws, vendors: { genesys } }: DeployedCheck,
  store: Store,
  { key }: Recording,
): Promise<Invocation> {
  const creationTime = new Date().toISOString();
  genesys.days = store.profile.keepsDays ?? 0;
  for (const conversationId of [path.basename(key, '.wav'), LOST]) {
    genesys.recordings.push({ conversationId, recordingId: 'r', creationTime });
  }
  await putCredentials(store, aws);
  const { settings } = readHeartbeat(path.join(workspace.output, 'stacks', store.id));
  const event = { action: 'run', settings, time: checkTime() };
  return invokeFunction(aws, store, { name: store.integrity?.name ?? '', event });
}

/** What a deployed check is run with. */
export interface DeployedCheck {
  readonly workspace: Workspace;
  readonly aws: LocalAws;
  readonly vendors: DemoVendors;
}

/** A time at which the recordings of today are compared. */
export function checkTime(): string {
  return new Date(Date.now() + 3 * DAY_MS).toISOString();
}

async function putCredentials({ region, integrity }: Store, { endpoint }: LocalAws): Promise<void> {
  const secrets = new SecretsManagerClient({ region, endpoint, credentials: TEST_CREDENTIALS });
  const { id, secret } = GENESYS_CLIENT;
  const SecretString = JSON.stringify({ GENESYS_CLIENT_ID: id, GENESYS_CLIENT_SECRET: secret });
  await secrets.send(new PutSecretValueCommand({ SecretId: integrity?.secretName, SecretString }));
}

/** Invokes a deployed function. */
export async function invokeFunction(
  { endpoint }: LocalAws,
  { region }: Store,
  { name, event }: { readonly name: string; readonly event: object },
): Promise<Invocation> {
  const { headers, answer } = await callService(endpoint, {
    service: 'lambda',
    region,
    url: `/2015-03-31/functions/${name}/invocations`,
    headers: { 'x-amz-log-type': 'Tail' },
    input: event,
  });
  const tail = Buffer.from(headers.get('x-amz-log-result') ?? '', 'base64').toString('utf8');
  const lines = tail.split('\n').filter((line) => line.startsWith('{'));
  return {
    log: lines.map((line) => JSON.parse(line) as LogLine),
    error: headers.has('x-amz-function-error') ? JSON.stringify(answer) : '',
  };
}

interface Synthesized {
  readonly resource: {
    readonly aws_cloudwatch_event_target: Record<
      string,
      { readonly input_transformer: { readonly input_template: string } }
    >;
  };
}

/** Reads the event of the heartbeat, which has the settings of the check, from the deployed stack. */
function readHeartbeat(stack: string): CheckEvent {
  const text = fs.readFileSync(path.join(stack, 'cdk.tf.json'), 'utf8');
  const { resource } = JSON.parse(text) as Synthesized;
  const event = Object.values(resource.aws_cloudwatch_event_target)
    .map(({ input_transformer: input }) => JSON.parse(input.input_template) as CheckEvent)
    .find(({ action }) => action === 'heartbeat');
  if (!event) throw new Error(`${stack} has no scheduled integrity check.`);
  return event;
}
