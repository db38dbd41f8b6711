import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import Table from 'cli-table3';
import { loadValid } from '../config/valid';
import pMap from 'p-map';
import { buildApp } from '../synth/app';
import { withEachStack } from '../cli/plans/planning';
import { planStack } from '../cli/plans/plan-stack';
import { type StackFolder, terraform } from '../cli/plans/terraform';
import { runOrThrow } from '../cli/process/run';
import { type LocalAws, startLocalAws } from '../dev/local-aws';
import { cloneProject, GIT_ENVIRONMENT } from '../dev/project-clone';
import { terraformEnvironment } from '../dev/terraform-environment';
import { TEST_CREDENTIALS } from '../dev/test-environment';
import { fastest, measureCommand, type MeasuredCommand } from './command';

/**
 * Measures what `callvault review --plan` costs when k of n stacks have changed, against two baselines on the same
 * deployed stacks in the same run, two stacks concurrently: k runs of `terraform plan` alone in initialized folders, and
 * the three commands that a person needs for a plan to review (init, plan, show -json). Each is measured as a process of
 * its own, in wall-clock time and in processor time.
 *
 * Usage: npm run bench:plan [-- --json] [-- --stores 50] [-- --rounds 1] [-- 1 2 4]
 */

const CONCURRENTLY = 2;
const STATE_BUCKET = 'bench-state';
const [BASE_DAYS, CHANGED_DAYS] = [90, 91];

/** Options of the bench. */
export interface PlanBench {
  /** Numbers of changed stacks. */
  readonly counts: readonly number[];
  /** Number of stacks in all. */
  readonly stores: number;
  /** Measurements of each; the fastest counts. */
  readonly rounds: number;
  readonly json: boolean;
}

interface Row {
  readonly changed: number;
  readonly plans: MeasuredCommand;
  readonly byHand: MeasuredCommand;
  readonly review: MeasuredCommand;
}

/** A clone of this project, with n stores in its one environment file, on a local AWS. */
export class World {
  readonly clone: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly folder: string,
    private readonly aws: LocalAws,
    private readonly stores: number,
  ) {
    this.clone = path.join(folder, 'clone');
    // As a person runs Terraform: variables lead to the local AWS, and Go collects garbage at its default.
    const { GOGC, ...byHand } = terraformEnvironment(path.join(folder, 'terraform'), process.env);
    this.env = { ...byHand, ...aws.environment(), ...GIT_ENVIRONMENT };
  }

  /** Commits the working tree as it is, and creates the state bucket. */
  async make(): Promise<void> {
    const text = this.files(0).map((file) => file.text);
    await cloneProject(this.clone, text.join(''), this.env);
    await this.git('branch', 'base');
    const s3 = new S3Client({
      endpoint: this.aws.endpoint,
      region: 'us-east-1',
      credentials: TEST_CREDENTIALS,
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: STATE_BUCKET }));
    s3.destroy();
  }

  /** The environment file, with a number of stores that differ from the base. */
  files(changed: number) {
    const store = (_: unknown, index: number) =>
      `  s${index}: { vendor: worqhat, bucket: bench-s${index}, retention: { days: ${index < changed ? CHANGED_DAYS : BASE_DAYS} } }`;
    const text = [
      `account: '${this.aws.accountId}'`,
      'region: us-east-1',
      'type: throw-away',
      `state: { backend: s3, bucket: ${STATE_BUCKET} }`,
      'stores:',
      ...Array.from({ length: this.stores }, store),
    ];
    return [{ file: path.join('environments', 'local.yaml'), text: `${text.join('\n')}\n` }];
  }

  async commit(changed: number): Promise<void> {
    for (const { file, text } of this.files(changed)) {
      fs.writeFileSync(path.join(this.clone, file), text);
    }
    await this.git('add', '--all', '--', '.', ':!node_modules');
    await this.git('commit', '--quiet', '--allow-empty', '--message', `${changed} changed`);
  }

  /** The first stacks, synthesized into a folder of their own. */
  stacks(count: number, name: string, changed: number): StackFolder[] {
    const outdir = path.join(this.folder, name);
    const ids = Array.from({ length: count }, (_, index) => `s${index}-local`);
    const { environments } = loadValid(this.files(changed));
    buildApp({ environments, stacks: ids, outdir }).synth();
    return ids.map((id) => ({
      id,
      environment: 'local',
      folder: path.join(outdir, 'stacks', id),
      env: this.env,
    }));
  }

  /** `callvault review --plan`, as a process. */
  review(): Promise<MeasuredCommand> {
    const command = ['bin/callvault.js', 'review', '--plan', '--base', 'base', '--json'];
    return measureCommand([process.execPath, ...command], { cwd: this.clone, env: this.env });
  }

  private git(...args: string[]) {
    return runOrThrow('git', args, { cwd: this.clone, env: this.env });
  }
}

const PLAN = 'terraform plan -no-color -lock=false -out=tfplan > plan.txt';
const BY_HAND = `terraform init -no-color > init.txt && ${PLAN} && terraform show -json tfplan > plan.json`;

/** Runs the same commands in each stack, in two stacks concurrently. */
async function inEach(stacks: readonly StackFolder[], commands: string): Promise<MeasuredCommand> {
  const started = process.hrtime.bigint();
  const each = await pMap(
    stacks,
    ({ folder, env }) => measureCommand(['bash', '-c', commands], { cwd: folder, env }),
    { concurrency: CONCURRENTLY },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { seconds, processorSeconds: sum(each.map(({ processorSeconds }) => processorSeconds)) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

async function measureCount(world: World, changed: number, rounds: number): Promise<Row> {
  const stacks = world.stacks(changed, `plans-${changed}`, changed);
  await withEachStack(stacks, () => Promise.resolve());
  await world.commit(changed);
  const [plans, byHand, reviews]: [MeasuredCommand[], MeasuredCommand[], MeasuredCommand[]] = [
    [],
    [],
    [],
  ];
  for (let round = 0; round < rounds; round += 1) {
    plans.push(await inEach(stacks, PLAN));
    byHand.push(await inEach(world.stacks(changed, `hand-${changed}-${round}`, changed), BY_HAND));
    reviews.push(await world.review());
  }
  return { changed, plans: fastest(plans), byHand: fastest(byHand), review: fastest(reviews) };
}

/** Deploys the stacks that will change, measures each number of changes, and prints a table. */
export async function benchPlan({ counts, stores, rounds, json }: PlanBench): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));
  const aws = await startLocalAws();
  try {
    const world = new World(folder, aws, stores);
    await world.make();
    console.error(`deploying ${Math.max(...counts)} of ${stores} stores`);
    await withEachStack(world.stacks(Math.max(...counts), 'deployed', 0), async (stack) => {
      await planStack(stack, 'tfplan', { lock: true });
      await terraform(stack, ['apply', '-no-color', 'tfplan']);
    });
    const rows: Row[] = [];
    for (const changed of counts) {
      console.error(`measuring ${changed} changed`);
      rows.push(await measureCount(world, changed, rounds));
    }
    console.log(json ? JSON.stringify({ stores, rows }, null, 2) : render(rows, stores));
  } finally {
    await aws.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function render(rows: readonly Row[], stores: number): string {
  const head = ['Changed', 'Time', 'k plans, s', 'By hand, s', 'review --plan, s'];
  const table = new Table({
    head: [...head, 'Of k plans', 'Of by hand'],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    table.push([`${row.changed} of ${stores}`, 'wall-clock', ...cells(row, 'seconds')]);
    table.push(['', 'processor', ...cells(row, 'processorSeconds')]);
  }
  return table.toString();
}

function cells({ plans, byHand, review }: Row, by: keyof MeasuredCommand): string[] {
  return [
    plans[by].toFixed(1),
    byHand[by].toFixed(1),
    review[by].toFixed(1),
    (review[by] / plans[by]).toFixed(2),
    (review[by] / byHand[by]).toFixed(2),
  ];
}
