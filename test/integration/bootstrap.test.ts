import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { lookAtAccount } from '../../cli/bootstrap/account';
import { findStateTarget } from '../../cli/bootstrap/target';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { environmentsOf } from '../environments';

jest.setTimeout(60_000);

let aws: LocalAws;
let kms: KMSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  kms = new KMSClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
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
});
