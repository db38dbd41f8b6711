import * as fs from 'node:fs';
import * as path from 'node:path';
import { initStack, moveState } from '../../../../cli/plans/previous-state';
import { type StackFolder, terraform } from '../../../../cli/plans/terraform';
import { TemporaryFolder } from '../../../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

/** A stack with a local state and one resource, which needs no provider. */
function stackIn(root: string, id: string, previous: readonly string[] = []): StackFolder {
  const folder = path.join(root, 'stacks', id);
  fs.mkdirSync(folder, { recursive: true });
  const backend = { local: { path: `${id}.tfstate` } };
  const resource = { terraform_data: { Lock: { input: 'recordings' } } };
  fs.writeFileSync(
    path.join(folder, 'cdk.tf.json'),
    JSON.stringify({ terraform: { backend }, resource }),
  );
  const previousBackends = previous.map((each) => [`path=../${each}/${each}.tfstate`]);
  return { id, environment: 'prod', folder, env: process.env, previousBackends };
}

const stateOf = ({ folder, id }: StackFolder) => {
  const file = path.join(folder, `${id}.tfstate`);
  if (!fs.existsSync(file)) return undefined;
  const { lineage, resources } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    lineage: string;
    resources: unknown[];
  };
  return { lineage, resources: resources.length };
};
const plan = async (stack: StackFolder) =>
  (await terraform(stack, ['plan', '-no-color'])).includes('No changes');

test('a renamed stack is planned with its previous state, which is moved after the apply, at any moment', async () => {
  const root = temporary.folder('renamed');
  const calls = stackIn(root, 'calls-prod');
  await initStack(calls);
  await terraform(calls, ['apply', '-auto-approve']);
  const before = stateOf(calls);

  // Planning changes no state.
  const phone = stackIn(root, 'phone-prod', ['calls-prod']);
  await initStack(phone);
  expect(await plan(phone)).toBe(true);
  expect(stateOf(phone)).toBeUndefined();
  expect(stateOf(calls)).toEqual(before);

  // Interrupted after the new state was written: both places have it.
  fs.copyFileSync(
    path.join(calls.folder, 'calls-prod.tfstate'),
    path.join(phone.folder, 'phone-prod.tfstate'),
  );
  await initStack(phone);
  expect(await plan(phone)).toBe(true);
  await moveState(phone);
  expect(stateOf(phone)).toEqual(before);
  expect(stateOf(calls)?.resources).toBe(0);
  expect(stateOf(calls)?.lineage).not.toBe(before?.lineage);

  // A second time, nothing changes.
  await moveState(phone);
  await initStack(phone);
  expect(await plan(phone)).toBe(true);
  expect(stateOf(phone)).toEqual(before);

  // Renamed once more, without an interruption.
  const voice = stackIn(root, 'voice-prod', ['phone-prod', 'calls-prod']);
  await initStack(voice);
  await moveState(voice);
  expect(await plan(voice)).toBe(true);
  expect(stateOf(voice)).toEqual(before);
  expect(stateOf(phone)).toMatchObject({ resources: 0 });

  // A new store with a previous name has a state of its own, which stays.
  await initStack(calls);
  await terraform(calls, ['apply', '-auto-approve']);
  const other = stateOf(calls);
  await moveState(voice);
  expect(stateOf(calls)).toEqual(other);
}, 120_000);
