import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import Table from 'cli-table3';
import { startLocalAws } from '../dev/local-aws';
import { fastest, measureCommand, type MeasuredCommand } from './command';
import { World } from './plan';

/**
 * Measures `callvault deploy` and `cdktf deploy` of stores that are deployed and unchanged, alternately on the same stacks
 * and the same local AWS. Each is a process of its own, and its Terraform starts the provider as a user's does.
 *
 * Usage: npm run bench:deploy [-- --json] [-- --rounds 2] [-- 1 10]
 */
export async function benchDeploy({ counts, rounds, json }: DeployBench): Promise<void> {
  const rows: Row[] = [];
  for (const stores of counts) rows.push(await measureStores(stores, rounds));
  console.log(json ? JSON.stringify(rows, null, 2) : render(rows));
}

/** Options of the bench. */
export interface DeployBench {
  /** Numbers of stores. */
  readonly counts: readonly number[];
  /** Measurements of each; the fastest counts. */
  readonly rounds: number;
  readonly json: boolean;
}

interface Row {
  readonly stores: number;
  readonly callvault: MeasuredCommand;
  readonly cdktf: MeasuredCommand;
}

const CALLVAULT = ['bin/callvault.js', 'deploy', 's*', '--yes'];

// Without the lock of providers for three platforms, which needs the registry.
const CDKTF = [
  'node_modules/.bin/cdktf',
  'deploy',
  's*',
  '--auto-approve',
  '--skip-provider-lock',
  '--parallelism',
  '2',
];

async function measureStores(stores: number, rounds: number): Promise<Row> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));
  const aws = await startLocalAws();
  try {
    const world = new World(folder, aws, stores);
    await world.make();
    const place = { cwd: world.clone, env: world.env };
    const run = (args: readonly string[]) => measureCommand([process.execPath, ...args], place);
    console.error(`deploying ${stores}`);
    await run(CALLVAULT);
    const [callvault, cdktf]: [MeasuredCommand[], MeasuredCommand[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      callvault.push(await run(CALLVAULT));
      cdktf.push(await run(CDKTF));
    }
    return { stores, callvault: fastest(callvault), cdktf: fastest(cdktf) };
  } finally {
    await aws.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function render(rows: readonly Row[]): string {
  const table = new Table({
    head: ['Stores', 'Time', 'callvault deploy, s', 'cdktf deploy, s', 'Ratio'],
    style: { head: [], border: [] },
  });
  for (const { stores, callvault, cdktf } of rows) {
    for (const by of ['seconds', 'processorSeconds'] as const) {
      const ratio = (callvault[by] / cdktf[by]).toFixed(2);
      const name = by === 'seconds' ? 'wall-clock' : 'processor';
      table.push([stores, name, callvault[by].toFixed(1), cdktf[by].toFixed(1), ratio]);
    }
  }
  return table.toString();
}
