import childProcess from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildApp } from '../../synth/app';
import { Cache } from '../../synth/cache';
import { readFile } from '../../config/files';
import { loadValid } from '../../config/valid';
import { TemporaryFolder } from '../dev/temporary-folder';
import { readTree, synthSlowly } from './tree';
import { environmentsOf } from '../environments';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const PROD = readFile('test/environments/prod.yaml');
const STACKS = 3;

interface Changed {
  readonly text?: string;
  readonly code?: string;
}

/** A cache that holds the stacks of production, and the folder that they were written to. */
function kept(name: string): { folder: string; outdir: string } {
  const folder = temporary.folder(name, 'cache');
  const outdir = path.join(temporary.path, name, 'out');
  build(folder, outdir);
  return { folder, outdir };
}

function build(folder: string, outdir: string, changed: Changed = {}): void {
  const { text = PROD.text, code = 'code' } = changed;
  const cache = new Cache(folder, code);
  const { environments } = loadValid([{ ...PROD, text }], cache);
  buildApp({ environments, outdir, cache }).synth();
}

/** When each result of a kind was written. */
function times(folder: string, kind: 'stacks' | 'assets' | 'environments'): Map<string, number> {
  const names = fs.readdirSync(path.join(folder, kind));
  return new Map(names.map((name) => [name, fs.statSync(path.join(folder, kind, name)).ctimeMs]));
}

/** Number of stacks that an action builds: those that it writes to the cache. */
function built(folder: string, action: () => void): number {
  const before = times(folder, 'stacks');
  action();
  return [...times(folder, 'stacks')].filter(([name, time]) => before.get(name) !== time).length;
}

function corrupt(folder: string): void {
  for (const name of fs.readdirSync(folder)) fs.appendFileSync(path.join(folder, name), 'x');
}

/** The output of CDKTF by itself. */
function slowly(name: string, text = PROD.text): Record<string, string> {
  const outdir = path.join(temporary.folder(name), 'slow');
  synthSlowly(environmentsOf([{ ...PROD, text }]), outdir);
  return readTree(outdir);
}

test('unchanged stacks are not built again, and the output is the same', () => {
  const { folder } = kept('unchanged');
  const outdir = path.join(temporary.path, 'unchanged', 'again');
  expect(
    built(folder, () => {
      build(folder, outdir);
    }),
  ).toBe(0);
  const tree = readTree(outdir);
  expect(Object.keys(tree).filter((file) => file.endsWith('check.zip'))).toHaveLength(1);
  expect(tree).toEqual(slowly('unchanged'));
});

test('only the changed store is built again', () => {
  const { folder, outdir } = kept('one-store');
  const text = PROD.text.replace('days: 1 year', 'days: 2 years');
  expect(
    built(folder, () => {
      build(folder, outdir, { text });
    }),
  ).toBe(1);
  expect(readTree(outdir)).toEqual(slowly('one-store', text));
  expect(readTree(outdir)).not.toEqual(slowly('one-store-before'));
});

test('all stacks are built again after a change that affects all of them', () => {
  const { folder, outdir } = kept('tags');
  const text = PROD.text.replace('cost-center: recordings', 'cost-center: telephony');
  expect(text).not.toBe(PROD.text);
  expect(
    built(folder, () => {
      build(folder, outdir, { text });
    }),
  ).toBe(STACKS);
  expect(readTree(outdir)).toEqual(slowly('tags', text));
});

test('other code builds all stacks again', () => {
  const { folder, outdir } = kept('code');
  expect(
    built(folder, () => {
      build(folder, outdir, { code: 'other code' });
    }),
  ).toBe(STACKS);
});

test('all stacks are built again with another version of Terraform', () => {
  const { folder, outdir } = kept('terraform');
  const terraform = jest.spyOn(childProcess, 'execSync').mockReturnValue('Terraform v9.0.0\n');
  expect(
    built(folder, () => {
      build(folder, outdir);
    }),
  ).toBe(STACKS);
  terraform.mockRestore();
});

test('a stack that is damaged in the cache is built again', () => {
  const { folder } = kept('damaged');
  corrupt(path.join(folder, 'stacks'));
  const outdir = path.join(temporary.path, 'damaged', 'again');
  expect(
    built(folder, () => {
      build(folder, outdir);
    }),
  ).toBe(STACKS);
  expect(readTree(outdir)).toEqual(slowly('damaged'));
});

test('a stack whose asset is damaged or deleted is built again, the others are not', () => {
  const { folder } = kept('asset');
  const remove = (assets: string) => {
    fs.rmSync(assets, { recursive: true });
  };
  for (const spoil of [corrupt, remove]) {
    spoil(path.join(folder, 'assets'));
    const outdir = path.join(temporary.path, 'asset', spoil.name);
    expect(
      built(folder, () => {
        build(folder, outdir);
      }),
    ).toBe(1);
    expect(readTree(outdir)).toEqual(slowly(`asset-${spoil.name}`));
  }
});

test('a previous asset is replaced, as CDKTF does it', () => {
  const { folder, outdir } = kept('replaced');
  const [zip = ''] = Object.keys(readTree(outdir)).filter((file) => file.endsWith('check.zip'));
  const old = path.join(outdir, path.dirname(path.dirname(zip)), 'old', 'check.zip');
  fs.mkdirSync(path.dirname(old));
  fs.writeFileSync(old, 'old');
  expect(
    built(folder, () => {
      build(folder, outdir);
    }),
  ).toBe(0);
  expect(readTree(outdir)).toEqual(slowly('replaced'));
});

test('problems of a file are reported again when they are read from the cache', () => {
  const folder = temporary.folder('problems');
  const text = PROD.text.replace('days: 1 year', 'days: 0');
  const refuse = () => {
    build(folder, temporary.folder('problems-out'), { text });
  };
  const messages = [refuse, refuse].map((each) => {
    try {
      each();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(messages[0]).toContain('retention-whole-days');
  expect(messages[1]).toBe(messages[0]);
  expect(times(folder, 'environments').size).toBe(1);
});
