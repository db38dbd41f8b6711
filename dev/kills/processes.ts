import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { EXIT } from '../../cli/exit';
import { makeWorkspace, type Workspace } from '../demo/workspace';
import type { LocalAws } from '../local-aws';
import { Random } from '../proof/random';
import { TEST_CREDENTIALS } from '../test-environment';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL', 'machine lost'] as const;

/** Where a process is killed. */
export interface ProcessCut {
  /** Number of its request to AWS, from 1. */
  readonly at: number;
  /** `machine lost`: all processes are killed, and the working folder is lost. */
  readonly signal: (typeof SIGNALS)[number];
}

/** What killing a process left behind. */
export interface ProcessTrialResult {
  readonly seed: number;
  readonly cuts: readonly ProcessCut[];
  /** Exit codes in order. */
  readonly codes: readonly (number | null)[];
  readonly problems: readonly string[];
}

/** Runs of one trial at most. */
const MAX_RUNS = 8;

const CLI = path.resolve('bin/callvault.js');

/** Kills `callvault bootstrap` as a process at random requests, its own and Terraform's, and runs it until it ends with 0. */
export class BootstrapKills {
  constructor(private readonly aws: LocalAws) {}

  /** Number of requests of a run that nothing disturbs. */
  async countRequests(): Promise<number> {
    return this.inWorkspace(async (workspace) => {
      let requests = 0;
      this.aws.faults.inject({
        when: () => {
          requests += 1;
          return false;
        },
        fault: { kind: 'reset' },
      });
      await this.run(workspace);
      this.aws.faults.clear();
      return requests;
    });
  }

  async runTrial(seed: number, requests: number): Promise<ProcessTrialResult> {
    const random = new Random(seed);
    return this.inWorkspace(async (workspace) => {
      const cuts: ProcessCut[] = [];
      const codes: (number | null)[] = [];
      const problems: string[] = [];
      let left = 1 + random.below(2);
      while (codes.length < MAX_RUNS) {
        const cut = { at: 1 + random.below(requests), signal: random.oneOf(SIGNALS) };
        if (left > 0) cuts.push(cut);
        const { code, output, killed } = await this.run(workspace, left > 0 ? cut : undefined);
        left -= 1;
        codes.push(code);
        problems.push(...describeRun(code, output, killed));
        if (code === 0) break;
      }
      if (codes.at(-1) !== 0) problems.push('it does not end');
      problems.push(...(await this.check(workspace)));
      return { seed, cuts, codes, problems: [...new Set(problems)] };
    });
  }

  private async inWorkspace<T>(use: (workspace: Workspace) => Promise<T>): Promise<T> {
    await fetch(`${this.aws.endpoint}/moto-api/reset`, { method: 'POST' });
    const workspace = makeWorkspace(this.aws, { source: 'test/environments' });
    fs.mkdirSync(path.join(workspace.folder, 'tmp'));
    try {
      return await use(workspace);
    } finally {
      this.aws.faults.clear();
      workspace.remove();
    }
  }

  private async run({ folder, env }: Workspace, cut?: ProcessCut) {
    const child = spawn(process.execPath, [CLI, 'bootstrap', 'local'], {
      cwd: folder,
      env: { ...env, TMPDIR: path.join(folder, 'tmp') },
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += String(data)));
    child.stderr.on('data', (data: Buffer) => (output += String(data)));
    const seen = { requests: 0 };
    const count = () => {
      seen.requests += 1;
      if (seen.requests !== cut?.at) return false;
      if (cut.signal === 'machine lost') processesIn(folder).forEach(kill);
      else child.kill(cut.signal);
      return false;
    };
    const rule = this.aws.faults.inject({ when: count, fault: { kind: 'reset' } });
    const [code] = (await once(child, 'close')) as [number | null];
    rule.remove();
    // A killed run leaves Terraform to finish what it has begun.
    for (let waits = 0; processesIn(folder).length > 0 && waits < 300; waits += 1) await sleep(200);
    const killed = seen.requests >= (cut?.at ?? Infinity) ? cut?.signal : undefined;
    if (killed === 'machine lost') {
      fs.rmSync(path.join(folder, '.callvault'), { recursive: true, force: true });
    }
    return { code, output, killed };
  }

  /** One key, one bucket with the complete state, its key in the environment file, and nothing else. */
  private async check({ folder }: Workspace): Promise<readonly string[]> {
    const settings = {
      endpoint: this.aws.endpoint,
      region: 'us-east-1',
      credentials: TEST_CREDENTIALS,
    };
    const kms = new KMSClient(settings);
    const { Keys = [] } = await kms.send(new ListKeysCommand({}));
    const found = await Promise.all(
      Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))),
    );
    const arns = found.flatMap(({ KeyMetadata }) =>
      KeyMetadata?.Description?.startsWith('Terraform state') ? [KeyMetadata.Arn] : [],
    );
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const Key = 'state-local/terraform.tfstate';
    const state = await s3
      .send(new HeadObjectCommand({ Bucket: 'callvault-local-state', Key }))
      .catch(() => undefined);
    const text = fs.readFileSync(path.join(folder, 'environments/local.yaml'), 'utf8');
    const { state: settingsOf } = parse(text) as { state: { kmsKeyArn?: string } };
    return [
      ...(arns.length === 1 ? [] : [`there are ${arns.length} keys`]),
      ...(state ? [] : ['the bucket has no state']),
      ...(state?.SSEKMSKeyId === settingsOf.kmsKeyArn ? [] : ['the file names another key']),
      ...processesIn(folder).map((pid) => `process ${pid} still runs`),
      ...(fs.existsSync(path.join(folder, '.callvault/bootstrap/local'))
        ? ['a folder is left']
        : []),
    ];
  }
}

function describeRun(
  code: number | null,
  output: string,
  killed: ProcessCut['signal'] | undefined,
): string[] {
  if (/^\s+at .+:\d+:\d+\)?$/m.test(output)) return [`it crashed: ${output.slice(-2000)}`];
  const interrupted = killed === 'SIGINT' || killed === 'SIGTERM';
  if (interrupted && code !== 0 && code !== EXIT.interrupted) {
    return [`it ended with ${code ?? 'a signal'} after ${killed}: ${output.slice(-500)}`];
  }
  return killed === undefined && code !== 0
    ? [`it ended with ${code ?? 'a signal'}: ${output.slice(-800)}`]
    : [];
}

/** Processes whose working folder is in a folder: the command, Terraform and its providers. Linux only. */
function processesIn(folder: string): number[] {
  return fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return fs.readlinkSync(`/proc/${name}/cwd`).startsWith(folder) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
