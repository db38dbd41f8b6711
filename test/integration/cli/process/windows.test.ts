import * as fs from 'node:fs';
import * as path from 'node:path';
import { startLeashed } from '../../../../cli/process/leash';
import { run } from '../../../../cli/process/run';
import { descendantsOf, waitUntil } from '../../../dev/processes';
import { TemporaryFolder } from '../../../dev/temporary-folder';

/** What runs a command does here what it does on Windows, with a taskkill of our own. */
const temporary = new TemporaryFolder();
const asked = path.join(temporary.path, 'asked');
const bin = path.dirname(
  temporary.script('bin/taskkill', `echo "$*" >> ${asked}; pkill -KILL -P "$2"; kill -KILL "$2"`),
);
const preload = path.join(temporary.path, 'windows.js');
fs.writeFileSync(preload, "Object.defineProperty(process, 'platform', { value: 'win32' });");
const env = { PATH: `${bin}:${process.env.PATH ?? ''}`, NODE_OPTIONS: `--require ${preload}` };

afterAll(() => {
  temporary.remove();
});

test('a command that takes too long is ended with its child processes, by taskkill', async () => {
  const endless = ['-c', 'sleep 300 & sleep 300'];
  await expect(run('sh', endless, { env, timeoutMs: 500 })).rejects.toThrow('took longer');
  expect(fs.readFileSync(asked, 'utf8')).toMatch(/^\/pid \d+ \/t \/f\n/);
  await waitUntil(() => descendantsOf(process.pid).length === 0);
  expect(descendantsOf(process.pid)).toEqual([]);
});

test('a command that finishes its work is not interrupted, which would end it at once', async () => {
  const command = startLeashed('sh', ['-c', 'echo begun; sleep 0.5; echo saved'], {
    env,
    finishes: true,
  });
  let text = '';
  command.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text === 'begun\n') command.interrupt();
  });
  await expect(command.ended).resolves.toBe(0);
  expect(text).toBe('begun\nsaved\n');
});
