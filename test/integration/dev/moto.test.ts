import { join } from 'node:path';
import { findMoto } from '../../../dev/moto';
import { TemporaryFolder } from '../../dev/temporary-folder';

let temporary: TemporaryFolder;
beforeEach(() => {
  temporary = new TemporaryFolder();
});
afterEach(() => {
  temporary.remove();
});

const NOWHERE =
  'moto_server, which the local AWS runs on, was not found and could not be installed. ' +
  "Run `pipx install 'moto[server]==5.2.*'`, or set CALLVAULT_MOTO_SERVER to the command's path.";

test('the command in the variable comes first', async () => {
  temporary.script('moto_server', 'exit 0');
  const named = temporary.script('elsewhere/my-moto', 'exit 0');
  const env = { PATH: temporary.path, CALLVAULT_MOTO_SERVER: named };
  await expect(findMoto(env)).resolves.toEqual({ command: named, args: [] });
});

test('a variable without an executable command is an error, even with moto on the PATH', async () => {
  temporary.script('moto_server', 'exit 0');
  const env = { PATH: temporary.path, CALLVAULT_MOTO_SERVER: '/nowhere/moto_server' };
  await expect(findMoto(env)).rejects.toThrow(
    'CALLVAULT_MOTO_SERVER is /nowhere/moto_server, which is not an executable command. ' +
      'Set it to the path of moto_server, or unset it so that callvault finds one.',
  );
});

test('moto_server on the PATH is preferred to uvx', async () => {
  temporary.script('uvx', 'exit 0');
  const command = temporary.script('moto_server', 'test "$*" = --help');
  await expect(findMoto({ PATH: temporary.path })).resolves.toEqual({ command, args: [] });
});

test('uvx is used if moto_server does not work', async () => {
  const broken = temporary.script('moto_server', 'echo "no such command in this Python"; exit 127');
  const args = ['--from', 'moto[server]==5.2.*', 'moto_server'];
  const command = temporary.script('uvx', `test "$*" = '${[...args, '--help'].join(' ')}'`);
  const progress: string[] = [];
  const found = await findMoto({ PATH: temporary.path }, (sentence) => progress.push(sentence));
  expect(found).toEqual({ command, args });
  expect(progress).toEqual([
    `${broken} does not work, trying the next option`,
    'downloading moto with uvx (once)',
  ]);
});

test('without moto, uvx and Python, the error says how to install moto', async () => {
  await expect(findMoto({ PATH: join(temporary.path, 'empty') })).rejects.toThrow(NOWHERE);
});
