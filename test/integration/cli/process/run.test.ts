import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, run, runOrThrow } from '../../../../cli/process/run';
import { descendantsOf, isAlive, waitUntil } from '../../../dev/processes';

const sh = (script: string) => ['sh', ['-c', script]] as const;

/** Two processes, one of them in the background, that take minutes unless they are ended. */
const ENDLESS = 'echo begun; sleep 300 & sleep 300';

/** What still runs, once the kernel had the time to take away what was killed. */
async function leftRunning(): Promise<number[]> {
  await waitUntil(() => descendantsOf(process.pid).length === 0);
  return descendantsOf(process.pid);
}

test('gives the exit code and what was written to each stream', async () => {
  await expect(run(...sh('echo out; echo err >&2; exit 3'))).resolves.toEqual({
    code: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test.each([true, false])(
  'returns all of the output to a reader that is slow, finishes: %p',
  async (finishes) => {
    const running = run('head', ['-c', '2000000', '/dev/zero'], { finishes });
    await sleep(20);
    // More than the kernel keeps for a reader: this process reads nothing meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    expect((await running).stdout).toHaveLength(2_000_000);
  },
);

test('passes arguments unchanged, without a shell', async () => {
  const args = ['%s|', '$HOME; exit 9', '--help', '-e', 'a b', '*'];
  const { stdout } = await run('printf', args);
  expect(stdout).toBe('$HOME; exit 9|--help|-e|a b|*|');
});

test('runs in the folder and with only the environment it is given', async () => {
  const env = { PATH: process.env.PATH, COLOUR: 'green' };
  const { stdout } = await run('sh', ['-c', 'pwd; env'], { cwd: '/', env });
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toBe('/');
  expect(lines).toContain('COLOUR=green');
  expect(lines.filter((line) => /^(HOME|NODE_CHANNEL)/.test(line))).toEqual([]);
});

test('passes on each line as it is written, also one without a line end', async () => {
  const lines: string[] = [];
  const onLine = (line: string, stream: string) => lines.push(`${stream}: ${line}`);
  await run('sh', ['-c', 'printf "one\\ntwo"; sleep 0.2; echo " more"; printf three >&2'], {
    onLine,
  });
  expect(lines.sort()).toEqual(['stderr: three', 'stdout: one', 'stdout: two more']);
});

test('returns 128 plus the number of the signal that ended a command', async () => {
  const { code } = await run(...sh('kill -KILL $$'));
  expect(code).toBe(137);
});

test('refuses a command that does not exist', async () => {
  await expect(run('no-such-command', [])).rejects.toThrow(
    'no-such-command could not be started: spawn no-such-command ENOENT',
  );
});

test('refuses a folder that does not exist', async () => {
  await expect(run('true', [], { cwd: '/no/such/folder' })).rejects.toThrow(
    'true could not be started',
  );
});

test('a command that fails is an error with its exit code and its last lines', async () => {
  const failing = runOrThrow(...sh('seq 1 30; exit 4'));
  await expect(failing).rejects.toBeInstanceOf(CommandError);
  const error = await failing.catch((thrown: unknown) => thrown as CommandError);
  expect(error).toMatchObject({ result: { code: 4 } });
  const lines = Array.from({ length: 20 }, (_, i) => `  ${i + 11}`);
  expect((error as CommandError).message).toBe(
    ['sh -c seq 1 30; exit 4 ended with exit code 4:', ...lines].join('\n'),
  );
});

test('a command that succeeds is not an error', async () => {
  await expect(runOrThrow(...sh('echo done'))).resolves.toEqual({
    code: 0,
    stdout: 'done\n',
    stderr: '',
  });
});

test('a command that takes too long is ended with its child processes', async () => {
  const running = run('sh', ['-c', ENDLESS], { timeoutMs: 500 });
  await expect(running).rejects.toThrow(
    `sh -c ${ENDLESS} was ended because it took longer than 500 ms:\n  begun`,
  );
  await expect(leftRunning()).resolves.toEqual([]);
});

test('an aborted command is ended with its child processes', async () => {
  const abort = new AbortController();
  const running = run('sh', ['-c', ENDLESS], {
    signal: abort.signal,
    onLine: () => {
      abort.abort(new Error('changed my mind'));
    },
  });
  await expect(running).rejects.toThrow('changed my mind');
  await expect(leftRunning()).resolves.toEqual([]);
});

test('nothing is started if the signal is already aborted', async () => {
  const signal = AbortSignal.abort(new Error('too late'));
  await expect(run('sh', ['-c', ENDLESS], { signal })).rejects.toThrow('too late');
});

test('a command that ignores SIGTERM is killed', async () => {
  const stubborn = 'trap "" TERM; while true; do sleep 1; done';
  await expect(run('sh', ['-c', stubborn], { timeoutMs: 300 })).rejects.toThrow('took longer');
  await expect(leftRunning()).resolves.toEqual([]);
});

test('a background process ends with the command that started it', async () => {
  const { stdout } = await run(...sh('sleep 300 >/dev/null 2>&1 & echo $!'));
  await waitUntil(() => !isAlive(Number(stdout)));
  expect(isAlive(Number(stdout))).toBe(false);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'a command does not outlive a caller that ends by %s',
  async (signal) => {
    const args = ['launch/launch.js', 'test/integration/cli/process/run-until-killed.ts'];
    const caller = spawn(process.execPath, args, { stdio: 'ignore' });
    const sleeping = () => descendantsOf(caller.pid ?? 0, /^sleep/);
    await waitUntil(() => sleeping().length === 2);
    expect(sleeping()).toHaveLength(2);
    const all = descendantsOf(caller.pid ?? 0);

    caller.kill(signal);
    await once(caller, 'exit');
    await waitUntil(() => !all.some(isAlive));
    expect(all.filter(isAlive)).toEqual([]);
  },
  20_000,
);
