import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DisableKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { lookAtAccount } from '../../cli/bootstrap/account';
import { findStateTarget } from '../../cli/bootstrap/target';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { environmentsOf } from '../environments';

jest.setTimeout(60_000);

let aws: LocalAws;
let kms: KMSClient;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws();
  const settings = {
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  };
  kms = new KMSClient(settings);
  s3 = new S3Client({ ...settings, forcePathStyle: true });
});
afterAll(async () => {
  await aws.stop();
});

const look = () => {
  const text = `
account: '123456789012'
region: us-east-1
type: throw-away
localAws: { endpoint: '${aws.endpoint}' }
state: { backend: s3, bucket: acme-state }
stores: {}
`;
  const environments = environmentsOf([{ file: 'environments/local.yaml', text }]);
  return lookAtAccount(findStateTarget(environments, 'local'), 'acme-state-logs');
};

const createKey = async (Description: string): Promise<string> =>
  (await kms.send(new CreateKeyCommand({ Description }))).KeyMetadata?.KeyId ?? '';

test('a key is found by its description until it has its alias, and a second one is named', async () => {
  const nothing = { bucket: false, logBucket: false, state: false };
  await createKey('Terraform state in acme-state-2');
  const disabled = await createKey('Terraform state in acme-state');
  await kms.send(new DisableKeyCommand({ KeyId: disabled }));
  await expect(look()).resolves.toEqual({ ...nothing, alias: false, spareKeyIds: [] });

  const first = await createKey('Terraform state in acme-state');
  await expect(look()).resolves.toEqual({
    ...nothing,
    keyId: first,
    alias: false,
    spareKeyIds: [],
  });

  const second = await createKey('Terraform state in acme-state');
  const AliasName = 'alias/state-local';
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: second }));
  await expect(look()).resolves.toEqual({
    ...nothing,
    keyId: second,
    alias: true,
    spareKeyIds: [first],
  });

  // Another machine has finished meanwhile.
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-state' }));
  const Key = 'state-local/terraform.tfstate';
  await s3.send(new PutObjectCommand({ Bucket: 'acme-state', Key, Body: '{}' }));
  const finished = { ...nothing, bucket: true, state: true };
  const named = { ...finished, keyId: second, alias: true, spareKeyIds: [first] };
  await expect(look()).resolves.toEqual(named);

  await kms.send(new DeleteAliasCommand({ AliasName }));
  await expect(look()).resolves.toEqual({ ...finished, alias: false, spareKeyIds: [] });
});
