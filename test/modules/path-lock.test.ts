import { PathLock, type PathLockProps } from '../../modules/path-lock';
import { build } from './build';

const lock = (props: PathLockProps) =>
  build((scope) => new PathLock(scope, 'PathLock', props)).only('terraform_data');

test('a changed prefix or pattern would replace what must not be destroyed', () => {
  expect(lock({ prefix: 'recordings/', pattern: '{yyyy}/{conversation_uuid}' })).toMatchObject({
    triggers_replace: { prefix: 'recordings/', pattern: '{yyyy}/{conversation_uuid}' },
    lifecycle: { prevent_destroy: true },
  });
});

test('a disposable store may move, and a store without a pattern locks none', () => {
  const { triggers_replace: triggers, lifecycle } = lock({ prefix: 'a/', disposable: true });
  expect(triggers).toEqual({ prefix: 'a/' });
  expect(lifecycle).toEqual({ prevent_destroy: false });
});
