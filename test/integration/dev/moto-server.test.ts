import { readFileSync } from 'node:fs';
import { startMoto } from '../../../dev/moto-server';
import { descendantsOf } from '../../dev/processes';
import { TemporaryFolder } from '../../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});
afterEach(() => {
  expect(descendantsOf(process.pid)).toEqual([]);
});

const start = (command: string, timeoutMs?: number) =>
  startMoto({ command, args: [] }, { env: process.env }, timeoutMs);

test('if moto exits at once, the error contains its output', async () => {
  const command = temporary.script('broken', 'echo "no module named moto" >&2; exit 3');
  await expect(start(command)).rejects.toThrow(
    'moto, the local AWS, ended with exit code 3 instead of starting. ' +
      `${command} wrote:\n  no module named moto`,
  );
});

test('if moto never answers, the start fails and moto is stopped', async () => {
  const command = temporary.script('silent', 'echo waiting >&2; sleep 300');
  await expect(start(command, 1000)).rejects.toThrow(
    `moto, the local AWS, did not answer within 1 s. ${command} wrote:\n  waiting`,
  );
});

test('a missing moto command is an error', async () => {
  await expect(start('/nowhere/moto')).rejects.toThrow(
    'moto, the local AWS, did not start: NotStartedError: /nowhere/moto could not be started: ' +
      'spawn /nowhere/moto ENOENT',
  );
});

test('moto is started again on another port if its port is in use', async () => {
  const ports = `${temporary.path}/ports`;
  const command = temporary.script('late', `echo "$4" >> ${ports}`, 'echo Address already in use');
  await expect(start(command)).rejects.toThrow('Address already in use');
  expect(new Set(readFileSync(ports, 'utf8').trim().split('\n')).size).toBe(3);
});
