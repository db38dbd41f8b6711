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
  'moto_server, the local AWS, was found nowhere and could not be installed: ' +
  "run `pipx install 'moto[server]==5.2.*'`, or set CALLVAULT_MOTO_SERVER to the command's path.";

test('the command that the variable names comes first', async () => {
  temporary.script('moto_server', 'exit 0');
  const named = temporary.script('elsewhere/my-moto', 'exit 0');
  const env = { PATH: temporary.path, CALLVAULT_MOTO_SERVER: named };
  await expect(findMoto(env)).resolves.toEqual({ command: named, args: [] });
});

test('a variable that names no command is an error, although moto is on the PATH', async () => {
  temporary.script('moto_server', 'exit 0');
  const env = { PATH: temporary.path, CALLVAULT_MOTO_SERVER: '/nowhere/moto_server' };
  await expect(findMoto(env)).rejects.toThrow(
    'CALLVAULT_MOTO_SERVER is /nowhere/moto_server, which is no command that can be run. ' +
      'Set it to the path of moto_server, or unset it to have one found.',
  );
});

test('moto_server on the PATH is taken before uvx', async () => {
  temporary.script('uvx', 'exit 0');
  const command = temporary.script('moto_server', 'test "$*" = --help');
  await expect(findMoto({ PATH: temporary.path })).resolves.toEqual({ command, args: [] });
});

test('a moto_server that does not work is passed over for uvx', async () => {
  const broken = temporary.script('moto_server', 'echo "no such command in this Python"; exit 127');
  const args = ['--from', 'moto[server]==5.2.*', 'moto_server'];
  const command = temporary.script('uvx', `test "$*" = '${[...args, '--help'].join(' ')}'`);
  const progress: string[] = [];
  const found = await findMoto({ PATH: temporary.path }, (sentence) => progress.push(sentence));
  expect(found).toEqual({ command, args });
  expect(progress).toEqual([
    `${broken} does not work, looking further`,
    'getting moto through uvx (once)',
  ]);
});

test('without moto, uvx and Python, the error says how to get it', async () => {
  await expect(findMoto({ PATH: join(temporary.path, 'empty') })).rejects.toThrow(NOWHERE);
});
