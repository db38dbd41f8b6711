import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { run, runOrThrow } from '../../cli/process/run';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { Bucket } from '../../modules/bucket';
import { ObjectLock } from '../../modules/object-lock';

jest.setTimeout(180_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-object-lock-'));
const cwd = path.join(folder, 'stack');
let aws: LocalAws;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  env = { ...terraformEnvironment(folder, process.env), ...aws.environment() };
});
afterAll(async () => {
  await aws.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A bucket in a stack of its own, locked or not. */
function write(locked: boolean): void {
  const stack = new TerraformStack(new App(), 'stack');
  new LocalBackend(stack, { path: path.join(folder, 'terraform.tfstate') });
  new AwsProvider(stack, 'aws', { region: 'us-east-1' });
  stack.addOverride('terraform.required_providers.aws.version', '>= 5.99.0, < 7.0.0');
  const bucket = new Bucket(stack, 'Bucket', { name: 'acme-locked', kind: 'recordings' });
  if (locked) {
    new ObjectLock(stack, 'Lock', {
      mode: 'governance',
      days: 1,
      bucketName: bucket.name,
      dependsOn: [bucket.versioning],
    });
  }
  fs.mkdirSync(cwd, { recursive: true });
  fs.writeFileSync(path.join(cwd, 'cdk.tf.json'), JSON.stringify(stack.toTerraform()));
}

const terraform = (...args: string[]) => runOrThrow('terraform', args, { cwd, env });
const apply = (...plan: string[]) => terraform('apply', '-auto-approve', '-input=false', ...plan);
const plan = (...more: string[]) =>
  run('terraform', ['plan', '-input=false', '-no-color', '-detailed-exitcode', ...more], {
    cwd,
    env,
  });

test('Object Lock is enabled on an existing bucket, and a second plan is empty', async () => {
  write(false);
  await terraform('init', '-input=false');
  await apply();

  write(true);
  const { code, stdout } = await plan('-out=tfplan');
  expect(code).toBe(2);
  expect(stdout).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
  await apply('tfplan');
  await expect(plan()).resolves.toMatchObject({ code: 0 });
});

test('a version that is uploaded afterwards cannot be deleted before its retention ends', async () => {
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const object = { Bucket: 'acme-locked', Key: 'a.wav' };
  const { VersionId } = await s3.send(new PutObjectCommand({ ...object, Body: 'RIFF' }));
  expect(VersionId).toBeDefined();
  const deleted = s3.send(new DeleteObjectCommand({ ...object, VersionId }));
  await expect(deleted).rejects.toMatchObject({ name: 'AccessDenied' });
  await s3.send(new DeleteObjectCommand(object));
});
