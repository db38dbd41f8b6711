import * as fs from 'node:fs';
import * as path from 'node:path';
import { findStore } from '../../../cli/find-store';
import {
  findManualInstructions,
  renderManualInstructions,
} from '../../../cli/outputs/manual-instructions';
import { readOutputs } from '../../../cli/outputs/read';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { environmentsOf } from '../../environments';

const TEXT = `
account: '123456789012'
region: us-east-1
type: throw-away
state: { backend: local }
stores:
  video: { vendor: twilio, bucket: acme-video, recordings: true, compositions: false, retention: { days: 90 } }
`;
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

const read = (content: string, name = 'outputs.json') => {
  const file = path.join(folder.path, name);
  fs.writeFileSync(file, content);
  return readOutputs(found, { file, env: {} });
};

test('outputs are read from files of cdktf and terraform, except sensitive ones', async () => {
  const cdktf = { 'video-local': { user_name: 'a' }, 'calls-local': { user_name: 'b' } };
  await expect(read(JSON.stringify(cdktf))).resolves.toEqual({ user_name: 'a' });
  const terraform = {
    user_name: { value: 'a', type: 'string', sensitive: false },
    secret: { value: 'hush', type: 'string', sensitive: true },
  };
  await expect(read(JSON.stringify(terraform))).resolves.toEqual({ user_name: 'a' });
});

test.each([
  ['{', 'is not a JSON file of outputs'],
  ['{}', 'contains no outputs of video-local'],
])('a file with %j is refused', async (content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});

test('a file that does not exist is refused', async () => {
  const source = { file: path.join(folder.path, 'none.json'), env: {} };
  await expect(readOutputs(found, source)).rejects.toThrow('does not exist');
});

test('only what the vendor asks for is shown, under its own names', () => {
  const outputs = {
    aws_s3_url: 'https://acme-video.s3-us-east-1.amazonaws.com/recordings/',
    path: '/recordings/',
    recordings_key_arn: 'arn:aws:kms:us-east-1:123456789012:key/1',
  };
  const asked = findManualInstructions(found.store, outputs);
  expect(Object.keys(asked.values)).toEqual(['aws_s3_url', 'path']);
  expect(renderManualInstructions(asked)).toBe(
    [
      'Enter this at Twilio Video (Console, Video, Settings; or the Recording Settings and Composition Settings APIs):',
      '  aws_s3_url  https://acme-video.s3-us-east-1.amazonaws.com/recordings/',
      '  path        /recordings/',
    ].join('\n'),
  );
});
