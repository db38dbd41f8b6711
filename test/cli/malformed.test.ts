import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { parse, stringify } from 'yaml';
import { EXIT, exitCodeOf } from '../../cli/exit';
import type { FoundStore } from '../../cli/find-store';
import { readOutputs } from '../../cli/outputs/read';
import { readManifest } from '../../cli/plans/manifest';
import { editRanges } from '../../cli/ranges/edit';
import { completePackage, readPackage } from '../../cli/init/files';
import { applicableRanges, parseFeed } from '../../cli/ranges/feed';
import { readFeed } from '../../cli/ranges/source';
import { contextOf, renderReview } from '../../cli/review/formats';
import { review } from '../../cli/review/review';
import { loadEnvironments } from '../../config/load';
import { mutations, truncations } from '../../dev/malformed';
import { Random } from '../../dev/proof/random';
import { BadManifestError, manifestSource } from '../../integrity/manifest';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-malformed-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Seeds of the choices: the same on each run. */
const SEED = 1;

/** Inputs of commands with everything that is optional, and what reads them. */
interface Input {
  readonly valid: unknown;
  readonly render?: (value: unknown) => string;
  readonly read: (text: string) => unknown;
  /** Mutations that are tried. @default - all */
  readonly count?: number;
}

const plan = (name: string) =>
  JSON.parse(fs.readFileSync(`test/review/${name}/plan.json`, 'utf8')) as object;

const file = (name: string, text: string): string => {
  const place = path.join(folder, name);
  fs.writeFileSync(place, text);
  return place;
};

const FOUND = { store: { id: 'calls-prod' }, environment: {} } as unknown as FoundStore;

const reviewed = (text: string) => {
  const report = review({ plans: [{ source: 'plan.json', text }], environments: [], now: 0 });
  const context = contextOf({ environments: [], files: [] }, 0);
  return (['markdown', 'terminal', 'sarif', 'junit', 'gitlab', 'github'] as const).map((format) =>
    renderReview(report, format, context),
  );
};

const reviews = (name: string): Input => ({ valid: plan(name), read: reviewed, count: 25 });

const environment = (name: string): Input => ({
  valid: parse(fs.readFileSync(`test/environments/${name}.yaml`, 'utf8')),
  render: (value) => stringify(value),
  read: (text) => loadEnvironments([{ file: `environments/${name}.yaml`, text }]),
  count: 40,
});

const INPUTS: Readonly<Record<string, Input>> = {
  'environment local': environment('local'),
  'environment staging': environment('staging'),
  'environment prod': environment('prod'),
  'plan of a changed key': reviews('access-key'),
  'plan of a changed replica': reviews('replication-narrowed'),
  'plan of a moved path': reviews('path-migrated'),
  'address ranges': {
    valid: {
      entities: [
        { cidr: '203.0.113.0/24', service: 'media', region: 'us-east-1', direction: 'outbound' },
        { cidr: '2001:db8::/32' },
      ],
    },
    read: async (text) => {
      const feed = await readFeed(file('feed.json', text), FOUND, { env: {} });
      const ranges = applicableRanges(parseFeed(feed, 'feed.json'), {});
      return editRanges('stores: { a: { sourceIp: { cidrs: [203.0.113.0/24] } } }', 'a', ranges);
    },
  },
  outputs: {
    valid: { 'calls-prod': { bucket: 'b', role_arn: { value: 'x', sensitive: false } } },
    read: (text) => readOutputs(FOUND, { file: file('outputs.json', text), env: {} }),
  },
  'manifest of plans': {
    valid: {
      version: 1,
      environment: 'prod',
      base: 'a'.repeat(40),
      stacks: [
        {
          id: 'calls-prod',
          configuration: '1'.repeat(64),
          lock: '2'.repeat(64),
          plan: '3'.repeat(64),
          unguarded: ['a'],
        },
      ],
      byHand: [{ id: 'x', unguarded: [] }],
      gone: [{ id: 'y', renamedTo: 'z' }],
      unplanned: [
        { id: 'u', guarded: true, address: 'a.b', what: { parts: ['x', { value: 'y' }] } },
      ],
    },
    read: (text) => {
      file('manifest.json', text);
      return readManifest(folder);
    },
  },
  'package.json of a project': {
    valid: { name: 'a', dependencies: { callvault: '1' }, devDependencies: {}, overrides: {} },
    read: (text) =>
      completePackage(readPackage(file('package.json', text)), { cdktf: true } as never, folder),
  },
  'recording list': {
    valid: [
      { key: 'calls/a.wav', at: '2026-11-20T10:00:00Z', size: 12, recording: 'r1' },
      { key: 'calls/b.wav', at: 1_795_000_000_000 },
    ],
    render: (value) =>
      (Array.isArray(value) ? value : [value]).map((each) => JSON.stringify(each)).join('\n'),
    read: async (text) => {
      const source = manifestSource({
        name: 'list.jsonl',
        open: () => Readable.from([Buffer.from(text)]),
        bucket: 'b',
        now: Date.parse('2026-11-26T00:00:00Z'),
      });
      const read = source.kind === 'whole' ? source.read : undefined;
      for await (const batch of read?.('begin') ?? []) expect(batch.pointers).toBeDefined();
    },
  },
};

/** A sentence for a person, instead of a stack trace. */
async function problemOf(input: Input, text: string): Promise<string[]> {
  try {
    await input.read(text);
    return [];
  } catch (error) {
    if (error instanceof BadManifestError || exitCodeOf(error) !== EXIT.unexpected) return [];
    return [
      String((error as Error).stack)
        .split('\n')
        .slice(0, 3)
        .join(' '),
    ];
  }
}

test.each(Object.keys(INPUTS))(
  '%s: whatever is in it, it is read or refused in a sentence',
  async (name) => {
    const input = INPUTS[name] as Input;
    const { valid, render = JSON.stringify, count } = input;
    const random = new Random(SEED);
    const all = mutations(valid);
    const tried = count === undefined ? all : random.shuffled(all).slice(0, count);
    expect(await problemOf(input, render(valid))).toEqual([]);
    const problems: string[] = [];
    for (const { what, value } of tried) {
      for (const problem of await problemOf(input, render(value)))
        problems.push(`${what}: ${problem}`);
    }
    for (const text of truncations(render(valid), random, 20)) {
      for (const problem of await problemOf(input, text))
        problems.push(`${text.length} bytes: ${problem}`);
    }
    expect(problems.slice(0, 12)).toEqual([]);
  },
);
