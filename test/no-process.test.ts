import childProcess from 'node:child_process';

test.each(['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const)(
  'a unit test cannot start a process with %s',
  (name) => {
    const start = childProcess[name] as (command: string) => unknown;
    expect(() => start('true')).toThrow(
      'Unit tests start no process, and this one starts "true". Move the test file below test/integration/.',
    );
  },
);

test('CDKTF gets an answer when it asks for the version of Terraform', () => {
  expect(String(childProcess.execSync('terraform version'))).toMatch(/^Terraform v1\./);
});
