import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withEachStack } from '../../../../cli/plans/planning';
import { type StackFolder, terraform } from '../../../../cli/plans/terraform';
import { AwsRefusedError } from '../../../../cli/exit';
import { waitUntil } from '../../../dev/processes';
import { TemporaryFolder } from '../../../dev/temporary-folder';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Stands in for Terraform: records how it is called, and writes a lock file. */
const bin = path.dirname(
  folder.script(
    'bin/terraform',
    'lock=$(cat .terraform.lock.hcl 2> /dev/null)',
    'echo "$1 $(basename "$PWD") lock=$lock gogc=$GOGC cache=$TF_PLUGIN_CACHE_DIR" >> ../calls',
    '[ "$(basename "$PWD")" = broken ] && echo "no such provider" >&2 && exit 1',
    '[ -n "$lock" ] || echo "chosen by $(basename "$PWD")" > .terraform.lock.hcl',
    'sleep 0.1',
  ),
);

function world(ids: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const place = fs.mkdtempSync(path.join(folder.path, 'stacks-'));
  const all = { PATH: `${bin}:${process.env.PATH ?? ''}`, TF_PLUGIN_CACHE_DIR: '/cache', ...env };
  const stacks = ids.map((id): StackFolder => {
    const own = path.join(place, id);
    fs.mkdirSync(own);
    return { id, environment: id.split('-').at(-1) ?? '', folder: own, env: all };
  });
  const calls = () => fs.readFileSync(path.join(place, 'calls'), 'utf8').trim().split('\n');
  return { stacks, calls };
}

test('without stacks Terraform is not started', async () => {
  await expect(withEachStack([], () => Promise.reject(new Error('called')))).resolves.toEqual([]);
});

test('the first stack is initialized alone, and the others use its providers', async () => {
  const { stacks, calls } = world(['one', 'two', 'three']);
  const done = await withEachStack(stacks, async (stack) => {
    await terraform(stack, ['plan']);
    return stack.id;
  });
  expect(done).toEqual(['one', 'two', 'three']);
  expect(calls()[0]).toBe('init one lock= gogc=400 cache=/cache');
  const lock = 'lock=chosen by one gogc=400 cache=/cache';
  expect(calls().slice(1).sort()).toEqual(
    ['init three', 'init two', 'plan one', 'plan three', 'plan two'].map(
      (call) => `${call} ${lock}`,
    ),
  );
});

test('at most two stacks are planned concurrently', async () => {
  const { stacks } = world(['a', 'b', 'c', 'd', 'e']);
  const expected = Math.min(2, os.availableParallelism());
  let [now, most] = [0, 0];
  await withEachStack(stacks, async () => {
    now += 1;
    most = Math.max(most, now);
    // Until another one has begun, however busy the machine is, and long enough for a third one.
    await waitUntil(() => most >= expected);
    await sleep(100);
    now -= 1;
  });
  expect(most).toBe(expected);
});

test('variables that the caller has set are kept', async () => {
  const { stacks, calls } = world(['one'], { GOGC: '50', TF_PLUGIN_CACHE_DIR: '/elsewhere' });
  await withEachStack(stacks, () => Promise.resolve());
  expect(calls()).toEqual(['init one lock= gogc=50 cache=/elsewhere']);
});

test.each([
  [
    'is created if none is set',
    {},
    path.resolve('node_modules/.cache/callvault/terraform-plugins'),
  ],
  ['is not used if CDKTF is told not to', { CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' }, ''],
])('a cache of providers %s', async (_, more, cache) => {
  const { stacks, calls } = world(['one'], { TF_PLUGIN_CACHE_DIR: undefined, ...more });
  await withEachStack(stacks, () => Promise.resolve());
  expect(calls()).toEqual([`init one lock= gogc=400 cache=${cache}`]);
});

test('the error names the stack that cannot be initialized, with Terraform’s message', async () => {
  const { stacks } = world(['one', 'broken']);
  const work = withEachStack(stacks, () => Promise.resolve());
  await expect(work).rejects.toThrow(AwsRefusedError);
  await expect(work).rejects.toThrow(/terraform init of broken failed:[^]*no such provider/);
});
