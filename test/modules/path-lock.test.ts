import { DataResource } from 'cdktf';
import { PathLock, type PathLockProps } from '../../modules/path-lock';
import { build } from './build';

const locks = (props: PathLockProps) =>
  build((scope) => new PathLock(scope, 'PathLock', props)).all('terraform_data');

const NOW = { prefix: 'calls/', pattern: 'calls/{yyyy}/{conversation_uuid}' };
const BEFORE = { prefix: 'recordings/', pattern: 'recordings/{conversation_uuid}' };

test('a changed prefix or pattern would replace a resource that must not be destroyed', () => {
  expect(locks({ paths: [NOW] })).toMatchObject([
    { triggers_replace: NOW, lifecycle: { prevent_destroy: true } },
  ]);
});

test('a previous path keeps its resource, and the current path adds one', () => {
  expect(locks({ paths: [NOW, BEFORE] })).toMatchObject([
    { triggers_replace: BEFORE, lifecycle: { prevent_destroy: true } },
    { triggers_replace: NOW, lifecycle: { prevent_destroy: true } },
  ]);
});

test('the path of a disposable store can change, and a store without a pattern locks none', () => {
  expect(locks({ paths: [{ prefix: 'a/' }], disposable: true })).toMatchObject([
    { triggers_replace: { prefix: 'a/' }, lifecycle: { prevent_destroy: false } },
  ]);
});

test('the oldest lock remembers the region of the replica, also when the replica is removed', () => {
  const resources = (props: Partial<PathLockProps>) =>
    build((scope) => {
      const lock = new PathLock(scope, 'PathLock', { paths: [NOW, BEFORE], ...props });
      new DataResource(scope, 'Region', { input: { region: lock.replicaRegion } });
    }).all('terraform_data');
  expect(resources({ replicaRegion: 'eu-central-1' })).toMatchObject([
    { triggers_replace: BEFORE, input: { replicaRegion: 'eu-central-1' } },
    { triggers_replace: NOW },
    { input: { region: 'eu-central-1' } },
  ]);
  expect(resources({})).toMatchObject([
    { lifecycle: { prevent_destroy: true, ignore_changes: ['input'] } },
    { lifecycle: { prevent_destroy: true } },
    {
      input: {
        region: expect.stringMatching(
          /^\$\{try\(terraform_data\.PathLock_Path_\w+\.input\.replicaRegion, "unknown"\)\}$/,
        ) as unknown,
      },
    },
  ]);
});
