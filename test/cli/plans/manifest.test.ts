import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  digestOf,
  hashConfiguration,
  type Manifest,
  readManifest,
  renderDigest,
} from '../../../cli/plans/manifest';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-manifest-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const STACK = {
  id: 'calls-prod',
  configuration: '1'.repeat(64),
  lock: '2'.repeat(64),
  plan: '3'.repeat(64),
  unguarded: [],
};
const MANIFEST: Manifest = {
  version: 1,
  environment: 'prod',
  base: 'a'.repeat(40),
  stacks: [STACK],
  byHand: [],
  gone: [],
  unplanned: [],
  notes: [],
};

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

test('the digest does not depend on the order of keys', () => {
  const { gone, stacks, base, byHand, environment, unplanned, version, notes } = MANIFEST;
  const reordered = { unplanned, gone, stacks, notes, base, byHand, environment, version };
  expect(digestOf(reordered)).toBe(digestOf(MANIFEST));
  expect(digestOf(MANIFEST)).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('the digest does not depend on notes: what AWS shows can change between two plans', () => {
  expect(digestOf({ ...MANIFEST, notes: ['smith hold 3 versions'] })).toBe(digestOf(MANIFEST));
});

test.each<[string, Partial<Manifest>]>([
  ['another environment', { environment: 'staging' }],
  ['another base commit', { base: 'b'.repeat(40) }],
  ['another stack', { stacks: [{ ...STACK, id: 'calls-eu-prod' }] }],
  ['another configuration', { stacks: [{ ...STACK, configuration: '0'.repeat(64) }] }],
  ['other providers', { stacks: [{ ...STACK, lock: '0'.repeat(64) }] }],
  ['another plan', { stacks: [{ ...STACK, plan: '0'.repeat(64) }] }],
  ['one stack more', { stacks: [STACK, { ...STACK, id: 'video-prod' }] }],
  ['no stack', { stacks: [] }],
])('%s has another digest', (_, change) => {
  expect(digestOf({ ...MANIFEST, ...change })).not.toBe(digestOf(MANIFEST));
});

test('the line about the digest names the stacks and the commit', () => {
  expect(renderDigest(MANIFEST)).toBe(
    `Plan digest \`${digestOf(MANIFEST)}\` of \`calls-prod\` on \`aaaaaaaaaaaa\`.`,
  );
});

test('a configuration is the stack and the code of its functions, by name and content', () => {
  write('cdk.tf.json', '{}');
  write('assets/check/archive.zip', 'code');
  const first = hashConfiguration(folder);
  write('.terraform.lock.hcl', 'providers');
  write('.terraform/providers/x', 'x');
  write('tfplan', 'plan');
  expect(hashConfiguration(folder)).toBe(first);
  write('assets/check/archive.zip', 'other code');
  expect(hashConfiguration(folder)).not.toBe(first);
  write('assets/check/archive.zip', 'code');
  write('cdk.tf.json', '{ }');
  expect(hashConfiguration(folder)).not.toBe(first);
});

test('a manifest is read as it was written', () => {
  write('good/manifest.json', JSON.stringify(MANIFEST));
  expect(readManifest(path.join(folder, 'good'))).toEqual(MANIFEST);
});

test.each([
  ['nothing', undefined],
  ['no JSON', '{'],
  ['a later version', JSON.stringify({ ...MANIFEST, version: 2 })],
  [
    'a stack that leads elsewhere',
    JSON.stringify({ ...MANIFEST, stacks: [{ ...STACK, id: '../x' }] }),
  ],
  ['half a commit', JSON.stringify({ ...MANIFEST, base: 'abc' })],
])('%s is refused', (name, text) => {
  const place = path.join(folder, name.replaceAll(' ', '-'));
  if (text !== undefined) write(`${path.basename(place)}/manifest.json`, text);
  expect(() => readManifest(place)).toThrow(
    `  plans-manifest: ${place}/manifest.json is not a manifest of callvault plan\n  Give a folder written by callvault plan.`,
  );
});
