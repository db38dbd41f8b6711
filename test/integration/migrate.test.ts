import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseDocument } from 'yaml';
import { readFolder } from '../../config/files';
import { loadEnvironments } from '../../config/load';
import { retentionDates } from '../../modules/retention-schedule';
import { run, runOrThrow } from '../../cli/process/run';
import { makeWorkspace, type Workspace } from '../../dev/demo/workspace';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';

jest.setTimeout(180_000);

const Bucket = 'callvault-local-calls';
let aws: LocalAws;
let workspace: Workspace;
let s3: S3Client;

/** The local environment, whose Genesys store has moved from recordings/ to calls/. */
beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  workspace = makeWorkspace(aws, { source: 'test/environments' });
  const file = path.join(workspace.env.CALLVAULT_ENVIRONMENTS ?? '', 'local.yaml');
  const document = parseDocument(fs.readFileSync(file, 'utf8'));
  const calls = ['stores', 'calls'];
  document.setIn([...calls, 'prefix'], 'calls/');
  document.setIn([...calls, 'pathPattern'], 'calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}');
  document.setIn([...calls, 'previousPaths'], [{ prefix: 'recordings/', copy: true }]);
  fs.writeFileSync(file, document.toString());
  const settings = { region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS };
  s3 = new S3Client({ ...settings, forcePathStyle: true });
  const kms = new KMSClient(settings);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const AliasName = 'alias/calls-local-recordings';
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }));
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  workspace.remove();
  await aws.stop();
});

const callvault = (...args: string[]) =>
  run(process.execPath, ['bin/callvault.js', 'migrate', 'calls-local', ...args], {
    env: workspace.env,
  });
const put = (Key: string, Body = 'RIFF') => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

test('the written configuration is valid for the real provider, and can be applied', async () => {
  const folder = path.join(workspace.folder, 'migration');
  const { code, stdout } = await callvault('--out', folder, '--json');
  expect({ code, file: JSON.parse(stdout) as unknown }).toEqual({
    code: 0,
    file: {
      version: 1,
      file: path.join(folder, 'main.tf.json'),
      copiesReadableUntil: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown,
      archivedAfterDays: 90,
    },
  });
  const options = { cwd: folder, env: workspace.env };
  // The shared provider does not check the provider block.
  const unshared = { cwd: folder, env: { ...workspace.env, TF_REATTACH_PROVIDERS: undefined } };
  await runOrThrow('terraform', ['init', '-input=false'], unshared);
  await runOrThrow('terraform', ['validate'], unshared);
  await runOrThrow('terraform', ['apply', '-auto-approve', '-input=false'], options);
  const { stdout: outputs } = await run('terraform', ['output', '-json'], options);
  expect(JSON.parse(outputs)).toMatchObject({
    tasks: { value: [expect.stringMatching(/^arn:aws:datasync:us-east-1:/)] },
  });
});

test('copied, missing and shorter objects are distinguished', async () => {
  expect(await callvault('--check')).toMatchObject({
    code: 0,
    stdout: 'recordings/: empty. Set gone: true.\n',
  });
  for (const name of ['a', 'b', 'c']) await put(`recordings/2026/11/20/${name}.wav`);
  await put('calls/2026/11/20/a.wav');
  await put('calls/2026/11/20/b.wav', 'RI');
  await put('calls/2026/11/21/new.wav');
  const { code, stdout } = await callvault('--check', '--json');
  expect(code).toBe(6);
  const { paths } = JSON.parse(stdout) as { paths: object[] };
  const [state] = paths;
  expect(state).toMatchObject({
    prefix: 'recordings/',
    objects: 3,
    copied: 1,
    done: false,
    missing: ['recordings/2026/11/20/b.wav', 'recordings/2026/11/20/c.wav'],
  });
});

test('a complete copy is reported with the day on which retention ends', async () => {
  for (const name of ['b', 'c']) await put(`calls/2026/11/20/${name}.wav`);
  const { code, stdout } = await callvault('--check');
  expect(code).toBe(0);
  const today = new Date().toISOString().slice(0, 10);
  const store = loadEnvironments(readFolder(workspace.env.CALLVAULT_ENVIRONMENTS ?? ''))
    .environments.flatMap(({ stores }) => stores)
    .find(({ name }) => name === 'calls');
  if (!store) throw new Error('there is no such store');
  const dates = retentionDates(new Date(), store.schedule);
  const goneBy = dates.goneBy.toISOString().slice(0, 10);
  expect(goneBy > today).toBe(true);
  expect(stdout).toContain('3 of 3 objects are at the current path');
  expect(stdout).toContain(`Retention removes its last bytes by ${goneBy}.`);
});

test('a store without paths to copy is refused', async () => {
  const { code, stderr } = await run(
    process.execPath,
    ['bin/callvault.js', 'migrate', 'video-local'],
    { env: workspace.env },
  );
  expect(code).toBe(2);
  expect(stderr).toContain('migrate-nothing-to-copy');
});
