import * as fs from 'node:fs';
import * as path from 'node:path';
import { findVendor } from '../../../config/resolve';
import { findStore } from '../../../cli/find-store';
import {
  findManualInstructions,
  renderManualInstructions,
} from '../../../cli/outputs/manual-instructions';
import { readOutputs } from '../../../cli/outputs/read';
import { environmentText, genesysText, TWILIO_TEXT } from '../../../dev/environment-text';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { environmentsOf } from '../../environments';

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
  const key = 'in the secret callvault/video-local/access-key>';
  const settings = {
    FriendlyName: 'callvault video-local',
    AwsStorageEnabled: 'true',
    AwsCredentialsSid: '<SID of the AWS credential>',
    AwsS3Url: outputs.aws_s3_url,
  };
  expect(asked).toMatchObject({
    stack: 'video-local',
    values: {
      aws_s3_url: outputs.aws_s3_url,
      path: '/recordings/',
      aws_credential: {
        FriendlyName: '<id of the access key> video-local',
        Credentials: `<accessKeyId ${key}:<secretAccessKey ${key}`,
      },
      recording_settings: settings,
    },
    accessKey: {
      secret: 'callvault/video-local/access-key',
      create: 'npx callvault connect video-local --by-hand',
      show: 'aws secretsmanager get-secret-value --region us-east-1 --secret-id callvault/video-local/access-key --query SecretString --output text',
    },
  });
  expect(Object.keys(asked.values)).not.toContain('recordings_key_arn');
  const text = renderManualInstructions(asked);
  expect(text).toMatch(
    /^Enter this at Twilio Video \(Console, Video, Settings; or the Recording Settings and Composition Settings APIs\):\n/,
  );
  expect(text).toContain('  aws_s3_url ');
  expect(text).toContain(asked.accessKey?.show);
  expect(text).toContain(asked.accessKey?.create);
  for (const { id, what } of asked.checklist) {
    expect(text).toContain(`  [ ] ${what}\n      ${id}: `);
  }
});

/** What a person enters for a Genesys store, with lines of YAML. */
function genesysPayload(lines: string): object {
  const text = environmentText(`${genesysText()}${lines}`, {
    type: 'non-production',
    state: '{ backend: cloud, organization: acme }',
  });
  const { store } = findStore('calls-staging', environmentsOf([{ file: 'staging.yaml', text }]));
  const outputs = findVendor('genesys').outputs(store, {
    principalArn: 'arn:role',
    recordingsKeyArn: 'arn:key',
  });
  return findManualInstructions(store, outputs).values.connection_payload as object;
}

test('the payload of a connection is the one that connect sends, with placeholders for secrets', () => {
  expect(genesysPayload('')).toMatchObject({
    name: 'AWS S3 Dual Storage - calls-staging Recordings',
    settings: {
      roleArn: 'arn:role',
      externalId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      encryption: { keyArn: 'arn:key' },
    },
  });
  expect(genesysPayload('    access: user\n')).toMatchObject({
    settings: {
      accessKeyId: '<accessKeyId in the secret callvault/calls-staging/access-key>',
      secretAccessKey: '<secretAccessKey in the secret callvault/calls-staging/access-key>',
    },
  });
});

test('the name of a PRIMARY connection does not say dual storage', () => {
  const primary =
    '    storageMode: PRIMARY\n    acknowledge: primary-breaks-transcription-quality-monitoring-and-playback\n';
  expect(genesysPayload(primary)).toMatchObject({
    name: 'AWS S3 Primary Storage - calls-staging Recordings',
    settings: { storageMode: 'PRIMARY' },
  });
});
