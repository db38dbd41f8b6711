import * as fs from 'node:fs';
import * as path from 'node:path';
import { Cache, findCache } from '../../synth/cache';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const INPUT = { days: 30, prefix: 'calls/' };
const RESULT = { stores: [{ name: 'calls', days: 30 }], network: undefined };

function kept(name: string): { cache: Cache; folder: string; file: string } {
  const folder = temporary.folder(name);
  const cache = new Cache(folder, 'code');
  cache.write('stacks/calls-prod', INPUT, RESULT);
  const [file = ''] = fs.readdirSync(path.join(folder, 'stacks'));
  return { cache, folder, file: path.join(folder, 'stacks', file) };
}

test('a result is read as it was written, with the same input', () => {
  const result = kept('same').cache.read('stacks/calls-prod', { ...INPUT });
  expect(result).toEqual(RESULT);
  expect(Object.keys(result ?? {})).toEqual(['stores', 'network']);
});

test('a result is not read with another input, name or code', () => {
  const { cache, folder } = kept('other');
  expect(cache.read('stacks/calls-prod', { ...INPUT, days: 31 })).toBeUndefined();
  expect(cache.read('stacks/video-prod', INPUT)).toBeUndefined();
  expect(new Cache(folder, 'other code').read('stacks/calls-prod', INPUT)).toBeUndefined();
});

test('the cache keeps one result per name, the newest', () => {
  const { cache, folder } = kept('newest');
  cache.write('stacks/calls-prod', INPUT, 'new');
  expect(cache.read('stacks/calls-prod', INPUT)).toBe('new');
  expect(fs.readdirSync(path.join(folder, 'stacks'))).toHaveLength(1);
});

test('a result that is damaged anywhere is not read', () => {
  const { cache, file } = kept('damaged');
  const data = fs.readFileSync(file);
  for (let at = 0; at < data.length; at++) {
    const damaged = Buffer.from(data);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    fs.writeFileSync(file, damaged);
    expect(cache.read('stacks/calls-prod', INPUT)).toBeUndefined();
  }
  for (const bytes of [0, 31, 64, data.length - 1]) {
    fs.writeFileSync(file, data.subarray(0, bytes));
    expect(cache.read('stacks/calls-prod', INPUT)).toBeUndefined();
  }
});

test('a result that is not plain data, or cannot be written, is not kept, without an error', () => {
  const { cache, folder } = kept('unkept');
  cache.write('stacks/calls-prod', 'function', () => RESULT);
  expect(cache.read('stacks/calls-prod', INPUT)).toEqual(RESULT);
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  new Cache(file, 'code').write('stacks/calls-prod', INPUT, RESULT);
  expect(fs.readdirSync(folder).sort()).toEqual(['file', 'stacks']);
});

test('code without a digest has no cache', () => {
  expect(findCache()).toBeUndefined();
});
