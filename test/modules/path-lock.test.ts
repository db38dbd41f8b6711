import { PathLock, type PathLockProps } from '../../modules/path-lock';
import { build } from './build';

const locks = (props: PathLockProps) =>
  build((scope) => new PathLock(scope, 'PathLock', props)).all('terraform_data');

const NOW = { prefix: 'calls/', pattern: 'calls/{yyyy}/{conversation_uuid}' };
const BEFORE = { prefix: 'recordings/', pattern: 'recordings/{conversation_uuid}' };

test('a changed prefix or pattern would replace what must not be destroyed', () => {
  expect(locks({ paths: [NOW] })).toMatchObject([
    { triggers_replace: NOW, lifecycle: { prevent_destroy: true } },
  ]);
});

test('a path of before stays the first, and the one of now is one more', () => {
  expect(locks({ paths: [NOW, BEFORE] })).toMatchObject([
    { triggers_replace: BEFORE, lifecycle: { prevent_destroy: true } },
    { triggers_replace: NOW, lifecycle: { prevent_destroy: true } },
  ]);
});

test('a disposable store may move, and a store without a pattern locks none', () => {
  expect(locks({ paths: [{ prefix: 'a/' }], disposable: true })).toMatchObject([
    { triggers_replace: { prefix: 'a/' }, lifecycle: { prevent_destroy: false } },
  ]);
});
