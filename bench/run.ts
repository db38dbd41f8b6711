import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { compare, type Comparison, render } from './comparison';
import { writeFleet } from './fleet';
import type { Program } from './program';

/**
 * What building stacks costs, each time held against a baseline in the same run. Every run is a process of its own.
 *
 * Usage: npm run bench [-- --json] [-- 100 1000]
 */
const flags = process.argv.slice(2);
const asked = flags.filter((flag) => /^\d+$/.test(flag)).map(Number);
const counts = asked.length > 0 ? asked : [1, 10, 100, 1_000];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));

const fleets = new Map<number, string>();

/** The folder of environment files with so many stores. */
function fleet(stores: number): string {
  const found = fleets.get(stores) ?? path.join(folder, `fleet-${stores}`);
  if (!fleets.has(stores)) writeFleet(found, stores);
  fleets.set(stores, found);
  return found;
}

/** A program that builds a fleet's stacks. */
function building(name: string, stores: number, args: readonly string[]): Program {
  const env = {
    CALLVAULT_ENVIRONMENTS: fleet(stores),
    CDKTF_OUTDIR: path.join(folder, name.replaceAll(' ', '-')),
  };
  return { name, args, env };
}

/** The app as one plain file that is always there: what no start can need to be slower than. */
function readyBundle(): string {
  const outfile = path.resolve('node_modules/.cache/callvault/bench/main.js');
  buildSync({
    ...{ entryPoints: ['main.ts'], bundle: true, outfile, packages: 'external' },
    ...{ platform: 'node', format: 'cjs', target: 'node20' },
  });
  return outfile;
}

const APP = ['launch.js', 'main.ts'];

function comparisons(): Comparison[] {
  return [
    {
      what: 'start, 1 store',
      runs: 9,
      program: building('callvault', 1, APP),
      baseline: building('a ready bundle', 1, [readyBundle()]),
      goal: { seconds: 1.6 },
    },
    ...counts.map((stores) => ({
      what: `${stores.toLocaleString('en')} stores`,
      runs: stores < 100 ? 5 : 1,
      program: building('callvault', stores, APP),
      baseline: building('CDKTF by itself', stores, ['launch.js', 'bench/stock.ts']),
      goal: { seconds: 0.55, mebibytes: 0.5 },
    })),
  ];
}

try {
  const compared = comparisons().map((each) => {
    console.error(`${each.what}…`);
    return compare(each, folder);
  });
  console.log(flags.includes('--json') ? JSON.stringify(compared, null, 2) : render(compared));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
