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
