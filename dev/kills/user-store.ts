import {
  CreateGroupCommand,
  AddUserToGroupCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { findStore, type FoundStore } from '../../cli/find-store';
import { environmentText, TWILIO_TEXT } from '../environment-text';
import { TEST_CREDENTIALS } from '../test-environment';
import type { LocalAws } from '../local-aws';
import { accessKeySecretName } from '../../store/store';
import { loadValid } from '../../config/valid';

const YAML = (endpoint: string, vendors: string) =>
  environmentText(
    `${TWILIO_TEXT.replace('acme-video', 'rotated-video')}
  talks:
    vendor: custom
    title: Example
    bucket: rotated-talks
    prefix: talks/
    access: { kind: iam-user }
    actions: { object: [s3:PutObject] }
    retention: { days: 90 }
`,
    { localAws: { endpoint, vendors } },
  );

/** A store on the local AWS, with only what a vendor's user needs, created without Terraform. */
export async function makeUserStore(
  aws: LocalAws,
  vendors: string,
  id: 'video-local' | 'talks-local' = 'video-local',
): Promise<FoundStore> {
  const text = YAML(aws.endpoint, vendors);
  const found = findStore(id, loadValid([{ file: 'environments/local.yaml', text }]).environments);
  const { store } = found;
  const settings = {
    endpoint: aws.endpoint,
    region: store.region,
    credentials: TEST_CREDENTIALS,
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: store.bucketName }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: store.bucketName,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  const iam = new IAMClient(settings);
  const [UserName, GroupName] = [store.principalName, store.principalName];
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateGroupCommand({ GroupName }));
  await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  const Resource = `${store.bucketArn}/${store.prefix}*`;
  const Statement = [{ Sid: 'Put', Effect: 'Allow', Action: 's3:PutObject', Resource }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(
    new PutGroupPolicyCommand({ GroupName, PolicyName: 'recordings', PolicyDocument }),
  );
  const secrets = new SecretsManagerClient(settings);
  await secrets.send(new CreateSecretCommand({ Name: accessKeySecretName(store.id) }));
  return found;
}
