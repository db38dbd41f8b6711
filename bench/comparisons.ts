import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import type { Comparison } from './comparison';
import { writeFleet } from './fleet';
import type { Program } from './program';

const CACHE = path.join('node_modules', '.cache', 'callvault');

/** Bundles to compare with are below node_modules, where they find their packages. */
const BUNDLES = path.join(CACHE, 'bench');

/** Stacks and checked files that earlier runs kept. */
const RESULTS = path.join(CACHE, 'results');

/** Packages that only the bench needs, installed by `npm ci --prefix bench`. */
const PEERS = path.resolve('bench', 'node_modules');

const APP = ['launch/launch.js', 'main.ts'];

/** Goals for building, by number of stores: as shares of CDKTF's own, or in mebibytes where CDKTF is not run. */
const GOALS: Readonly<Record<number, Comparison['goal']>> = {
  1_000: { seconds: 0.55, mebibytes: 0.5 },
  3_000: { mebibytes: 512 },
};

/** All comparisons of `npm run bench`. */
export class Comparisons {
  /** @param folder - a temporary folder, for environment files and output */
  constructor(private readonly folder: string) {}

  /** Starting the app, and synthesizing one stack of many. */
  starts(): Comparison[] {
    const selected = this.building('callvault', 1_000, 'store500-*');
    return [
      {
        what: 'Start, 1 store',
        runs: 9,
        program: this.building('callvault', 1),
        baseline: { ...this.building('built JavaScript', 1), args: [builtApp()] },
        goal: { seconds: 1.6 },
      },
      {
        what: '1 store of 1,000, unchanged files',
        runs: 9,
        program: selected,
        baseline: this.building('a store alone', 1),
        goal: { seconds: 1.3 },
      },
    ];
  }

  /** All stacks of a number of stores: all of them built, and none of them changed. */
  growth(stores: number): Comparison[] {
    const what = `${stores.toLocaleString('en')} store${stores === 1 ? '' : 's'}`;
    const large = stores > 1_000;
    return [
      {
        what: `${what}, all built`,
        runs: stores < 100 ? 5 : 1,
        program: this.buildingAll(stores),
        // CDKTF by itself takes minutes and more than a gibibyte for more.
        ...(!large && { baseline: this.stock(stores) }),
        ...(GOALS[stores] && { goal: GOALS[stores] }),
      },
      {
        what: `${what}, unchanged`,
        runs: stores < 100 ? 5 : 3,
        program: this.building('callvault', stores),
        baseline: { ...this.building('copying the JSON', stores), args: this.copying(stores) },
      },
    ];
  }

  /** The same stacks with CDKTF's continuation, and an equivalent stack with AWS CDK, if they are installed. */
  peers(stores: number): Comparison[] {
    if (!fs.existsSync(PEERS)) return [];
    const what = `${stores.toLocaleString('en')} stores, all built`;
    const program = this.buildingAll(stores);
    const cdk = ['bench/peers/aws-cdk.js', String(stores), this.outdir('aws-cdk')];
    return [
      { ...this.stock(stores), name: 'cdktn, the same stacks', args: [continuation()] },
      { name: 'AWS CDK, an equivalent stack', args: cdk, env: { NODE_PATH: PEERS } },
    ].map((baseline) => ({ what, runs: 3, program, baseline }));
  }

  private stock(stores: number): Program {
    return {
      ...this.building('CDKTF by itself', stores),
      args: ['launch/launch.js', 'bench/stock.ts'],
    };
  }

  /** All stacks, without any result of an earlier run. */
  private buildingAll(stores: number): Program {
    const before = () => {
      fs.rmSync(RESULTS, { recursive: true, force: true });
    };
    return { ...this.building('callvault', stores), before };
  }

  private building(name: string, stores: number, stacks = ''): Program {
    const env = {
      CALLVAULT_ENVIRONMENTS: this.fleet(stores),
      CALLVAULT_STACKS: stacks,
      CDKTF_OUTDIR: this.outdir(`${name}-${stores}${stacks === '' ? '' : '-selected'}`),
    };
    return { name, args: APP, env };
  }

  /** A script that only copies the JSON of each stack: the lower limit for any program. */
  private copying(stores: number): string[] {
    const [from, to] = [this.outdir(`callvault-${stores}`), this.outdir('copied')];
    return ['bench/copy.js', from, to];
  }

  private outdir(name: string): string {
    return path.join(this.folder, name.replaceAll(' ', '-'));
  }

  private fleet(stores: number): string {
    const folder = path.join(this.folder, `fleet-${stores}`);
    if (!fs.existsSync(folder)) writeFleet(folder, stores);
    return folder;
  }
}

const ON_NODE = { bundle: true, platform: 'node', format: 'cjs', target: 'node20' } as const;

/** The app as an installed package would have it: JavaScript that was built before, and knows its own digest. */
function builtApp(): string {
  const digest = randomUUID();
  const banner = {
    js: `'use strict'; const CALLVAULT_CODE = ${JSON.stringify({ entry: 'bench', digest })};`,
  };
  const outfile = path.resolve(BUNDLES, 'main.js');
  buildSync({ ...ON_NODE, entryPoints: ['main.ts'], outfile, banner, packages: 'external' });
  return outfile;
}

/** The same stacks on the packages of CDKTF's community continuation, which have other names and the same API. */
function continuation(): string {
  const outfile = path.join(PEERS, '.cache', 'continuation.js');
  const alias = { cdktf: 'cdktn', '@cdktf/provider-aws': '@cdktn/provider-aws' };
  const external = ['cdktn', '@cdktn/*', 'constructs', 'esbuild'];
  buildSync({ ...ON_NODE, entryPoints: ['bench/stock.ts'], outfile, alias, external });
  return outfile;
}
