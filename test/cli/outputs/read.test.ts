import * as fs from 'node:fs';
import * as path from 'node:path';
import { findStore } from '../../../cli/find-store';
import { paste, renderPaste } from '../../../cli/outputs/paste';
import { readOutputs } from '../../../cli/outputs/read';
import { runOrThrow } from '../../../cli/process/run';
import { terraformEnvironment } from '../../../dev/terraform-environment';
import { TemporaryFolder } from '../../dev/temporary-folder';

jest.setTimeout(60_000);

const TEXT = `
account: '123456789012'
region: us-east-1
type: throw-away
state: { backend: local }
stores:
  video: { vendor: twilio, bucket: acme-video, recordings: true, compositions: false, retention: { days: 90 } }
`;
const found = findStore('video-local', [{ file: 'environments/local.yaml', text: TEXT }]);
let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder.remove();
});

const read = (content: string, name = 'outputs.json') => {
  const file = path.join(folder.path, name);
  fs.writeFileSync(file, content);
  return readOutputs(found, { file, env: {} });
};

test('outputs are read from what cdktf wrote, and from what terraform did; what is sensitive is not', async () => {
  const cdktf = { 'video-local': { user_name: 'a' }, 'calls-local': { user_name: 'b' } };
  await expect(read(JSON.stringify(cdktf))).resolves.toEqual({ user_name: 'a' });
  const terraform = {
    user_name: { value: 'a', type: 'string', sensitive: false },
    secret: { value: 'hush', type: 'string', sensitive: true },
  };
  await expect(read(JSON.stringify(terraform))).resolves.toEqual({ user_name: 'a' });
});

test.each([
  ['{', 'is no JSON'],
  ['{}', 'holds no outputs of video-local'],
])('a file with %j is refused', async (content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});

test('a file that is not there is refused', async () => {
  const source = { file: path.join(folder.path, 'none.json'), env: {} };
  await expect(readOutputs(found, source)).rejects.toThrow('is not there');
});

test('outputs are read from the state by Terraform itself, and a stack that is not deployed has none', async () => {
  const env = {
    ...terraformEnvironment(folder.path, process.env),
    CDKTF_OUTDIR: path.join(folder.path, 'cdktf.out'),
  };
  await expect(readOutputs(found, { env })).rejects.toThrow(
    'its Terraform state holds no outputs of video-local',
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

test('a state that Terraform cannot read is told in its own words, and what else can be done', async () => {
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

test('only what the vendor asks for is shown, under its own names', () => {
  const outputs = {
    aws_s3_url: 'https://acme-video.s3-us-east-1.amazonaws.com/recordings/',
    path: '/recordings/',
    recordings_key_arn: 'arn:aws:kms:us-east-1:123456789012:key/1',
  };
  const asked = paste(found.store, outputs);
  expect(Object.keys(asked.values)).toEqual(['aws_s3_url', 'path']);
  expect(renderPaste(asked)).toBe(
    [
      'Enter this at Twilio Video (Console, Video, Settings; or the Recording Settings and Composition Settings APIs):',
      '  aws_s3_url  https://acme-video.s3-us-east-1.amazonaws.com/recordings/',
      '  path        /recordings/',
    ].join('\n'),
  );
});
