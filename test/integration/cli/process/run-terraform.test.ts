import { runTerraform } from '../../../../cli/process/run-terraform';
import { RefusedError } from '../../../../core/problem';

test('a missing program is refused with what to install', async () => {
  const env = { ...process.env, CALLVAULT_TERRAFORM: 'terraform-that-does-not-exist' };
  const refused = await runTerraform(['version'], { env }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RefusedError);
  expect((refused as RefusedError).problems).toMatchObject([
    {
      rule: 'terraform-missing',
      what: expect.stringContaining('terraform-that-does-not-exist could not be started') as string,
    },
  ]);
});

test('another program runs under its own name', async () => {
  const env = { ...process.env, CALLVAULT_TERRAFORM: process.execPath };
  const { code, stdout } = await runTerraform(['-p', 'process.env.CHECKPOINT_DISABLE'], { env });
  expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: '1' });
});
