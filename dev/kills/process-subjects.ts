import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import type { Workspace } from '../demo/workspace';
import type { LocalAws } from '../local-aws';
import { TEST_CREDENTIALS } from '../test-environment';
import type { ProcessRun, ProcessSubject, RunCallvault } from './processes';

/** Terraform finishes what it has begun with all of them. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

const BASE = '0'.repeat(40);

const STACK = 'talks-local';

const deploy = (run: RunCallvault) => run('deploy', STACK, '--yes');
const destroy = (run: RunCallvault) => run('destroy', STACK, '--yes');

/** The commands that run Terraform, alone and two at a time. */
export function processSubjects(aws: LocalAws): ProcessSubject[] {
  const { endpoint } = aws;
  const settings = { endpoint, region: 'us-east-1', credentials: TEST_CREDENTIALS };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const prepare = async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'callvault-local-state' }));
  };
  const prepareDeployed = async (run: RunCallvault) => {
    await prepare();
    await deploy(run);
  };
  const isDone = (again: typeof deploy, expected: string) => async (run: RunCallvault) => {
    const { output } = await again(run);
    const left = output.includes(expected) ? [] : [`something is left: ${output.slice(-800)}`];
    return [...left, ...(await locksIn(s3))];
  };
  const deployed = isDone(deploy, 'Nothing to change');
  const destroyed = isDone(destroy, 'Nothing to destroy');
  const bootstrap: ProcessSubject = {
    name: 'bootstrap',
    source: 'test/environments',
    endings: [...SIGNALS, 'machine lost'],
    run: (run) => run('bootstrap', 'local'),
    check: (run, workspace) => checkBootstrapped(run, workspace, settings),
  };
  const onS3 = { source: 'dev/kills/environments', endings: SIGNALS, prepare };
  return [
    bootstrap,
    { ...bootstrap, name: 'bootstrap and bootstrap', machines: 2 },
    { name: 'deploy', ...onS3, run: deploy, check: deployed },
    { name: 'deploy and deploy', ...onS3, machines: 2, run: deploy, check: deployed },
    { name: 'plan and apply', ...onS3, run: planAndApply, check: deployed },
    { name: 'destroy', ...onS3, prepare: prepareDeployed, run: destroy, check: destroyed },
  ];
}

/** Plans, and applies exactly these plans. */
async function planAndApply(run: RunCallvault): Promise<ProcessRun> {
  const planned = await run('plan', 'local', '--base', BASE, '--out', 'plans', '--json');
  if (planned.code !== 0) return planned;
  const [json = ''] = /\{[^]*\}/.exec(planned.output) ?? [];
  const { digest } = JSON.parse(json) as { digest: string };
  return run('apply', 'plans', '--base', BASE, '--digest', digest);
}

async function locksIn(s3: S3Client): Promise<string[]> {
  const list = new ListObjectsV2Command({ Bucket: 'callvault-local-state' });
  const { Contents = [] } = await s3.send(list);
  return Contents.flatMap(({ Key = '' }) => (Key.endsWith('.tflock') ? [`${Key} is left`] : []));
}

interface LocalSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: typeof TEST_CREDENTIALS;
}

/** One key that is used, one bucket with the complete state, its key in the environment file, and nothing else. */
async function checkBootstrapped(
  run: RunCallvault,
  { folder }: Workspace,
  settings: LocalSettings,
): Promise<readonly string[]> {
  const { output } = await run('bootstrap', 'local');
  const kms = new KMSClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  const found = await Promise.all(
    Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))),
  );
  const ids = found.flatMap(({ KeyMetadata }) =>
    KeyMetadata?.Description?.startsWith('Terraform state') ? [KeyMetadata.KeyId ?? ''] : [],
  );
  // A spare key of two runs at the same time is named, with the command that deletes it.
  const used = ids.filter((id) => !output.includes(`--key-id ${id}`));
  const Key = 'state-local/terraform.tfstate';
  const state = await s3
    .send(new HeadObjectCommand({ Bucket: 'callvault-local-state', Key }))
    .catch(() => undefined);
  const text = fs.readFileSync(path.join(folder, 'environments/local.yaml'), 'utf8');
  const { state: settingsOf } = parse(text) as { state: { kmsKeyArn?: string } };
  return [
    ...(used.length === 1 ? [] : [`there are ${used.length} keys`]),
    ...(state ? [] : ['the bucket has no state']),
    ...(state?.SSEKMSKeyId === settingsOf.kmsKeyArn ? [] : ['the file names another key']),
    ...(await locksIn(s3)),
    ...(fs.existsSync(path.join(folder, '.callvault/bootstrap/local')) ? ['a folder is left'] : []),
  ];
}
