import * as fs from 'node:fs';
import * as path from 'node:path';
import { findStore } from '../../cli/find-store';
import { readOutputs } from '../../cli/outputs/read';
import { runOrThrow } from '../../cli/process/run';
import { environmentText, TWILIO_TEXT } from '../../dev/environment-text';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { TemporaryFolder } from '../dev/temporary-folder';
import { environmentsOf } from '../environments';

jest.setTimeout(60_000);

const TEXT = environmentText(TWILIO_TEXT);
const found = findStore(
  'video-local',
  environmentsOf([{ file: 'environments/local.yaml', text: TEXT }]),
);
let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder.remove();
});

test('outputs are read from the state by Terraform itself, and a stack that is not deployed has none', async () => {
  const env = {
    ...terraformEnvironment(folder.path, process.env),
    CDKTF_OUTDIR: path.join(folder.path, 'cdktf.out'),
  };
  await expect(readOutputs(found, { env })).rejects.toThrow(
    'its Terraform state contains no outputs of video-local',
  );
  const cwd = path.join(env.CDKTF_OUTDIR, 'stacks', 'video-local');
  fs.mkdirSync(cwd, { recursive: true });
  const backend = { local: { path: 'video-local.tfstate' } };
  const output = { user_name: { value: 'a' }, list: { value: [{ b: 1 }] } };
  const configuration = { terraform: { backend }, output };
  fs.writeFileSync(path.join(cwd, 'cdk.tf.json'), JSON.stringify(configuration));
  await runOrThrow('terraform', ['init', '-input=false'], { cwd, env });
  await runOrThrow('terraform', ['apply', '-auto-approve', '-input=false'], { cwd, env });
  await expect(readOutputs(found, { env })).resolves.toEqual({ user_name: 'a', list: [{ b: 1 }] });
});

test('a state that Terraform cannot read is reported with Terraform’s error and a remedy', async () => {
  const env = {
    ...terraformEnvironment(folder.path, process.env),
    CDKTF_OUTDIR: path.join(folder.path, 'cdktf.out'),
  };
  const cwd = path.join(env.CDKTF_OUTDIR, 'stacks', 'video-local');
  fs.mkdirSync(cwd, { recursive: true });
  fs.writeFileSync(path.join(cwd, 'video-local.tfstate'), 'garbage');
  const error: unknown = await readOutputs(found, { env }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'AwsRefusedError' });
  expect((error as Error).message).toMatch(
    /^Terraform cannot read the state of video-local: Error: .*\n {2}Use credentials/,
  );
});
