import { GetBucketLifecycleConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import { readAdoptable } from '../../../cli/adopt/live';
import { missing, observed } from '../doctor/deployed';

/** A client that answers by the name of the command, and otherwise that the setting does not exist. */
function answering(answers: Readonly<Record<string, object>>): S3Client {
  const send = ({ constructor: { name } }: { constructor: { name: string } }) => {
    const answer = answers[name.replace(/Command$/, '')];
    if (answer) return Promise.resolve(answer);
    const error = Object.assign(new Error('no'), { $metadata: { httpStatusCode: 404 } });
    error.name = /Lifecycle/.test(name) ? 'NoSuchLifecycleConfiguration' : 'NoSuchThing';
    return Promise.reject(error);
  };
  return { send } as unknown as S3Client;
}

const PLACE = { name: 'acme-calls', region: 'eu-central-1', account: '111111111111' };

test('settings that a bucket does not have are missing', async () => {
  const s3 = answering({
    GetBucketVersioning: {},
    GetBucketLogging: {},
    GetBucketNotificationConfiguration: {},
    ListBucketInventoryConfigurations: {},
    GetBucketAccelerateConfiguration: {},
  });
  const { name, region, ...settings } = await readAdoptable(PLACE, s3);
  expect([name, region]).toEqual(['acme-calls', 'eu-central-1']);
  expect(Object.values(settings).filter(({ kind }) => kind !== 'missing')).toEqual([]);
  expect(Object.keys(settings).length).toBeGreaterThan(14);
});

test('the lifecycle is read once, and of the owner only', async () => {
  const asked: unknown[] = [];
  const s3 = answering({ GetBucketLifecycleConfiguration: { Rules: [] } });
  const send = (command: object) => {
    if (command instanceof GetBucketLifecycleConfigurationCommand) asked.push(command.input);
    return s3.send(command as never);
  };
  await readAdoptable(PLACE, { send } as unknown as S3Client);
  expect(asked).toEqual([{ Bucket: 'acme-calls', ExpectedBucketOwner: '111111111111' }]);
});

test('everything that a bucket has is read', async () => {
  const s3 = answering({
    GetBucketLifecycleConfiguration: {
      Rules: [{ ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 400 } }],
    },
    GetBucketTagging: { TagSet: [{ Key: 'team', Value: 'x' }] },
    GetBucketAcl: {
      Owner: { ID: 'owner' },
      Grants: [
        { Grantee: { ID: 'owner' }, Permission: 'FULL_CONTROL' },
        { Grantee: { ID: 'other' }, Permission: 'WRITE' },
        { Grantee: { URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }, Permission: 'WRITE' },
      ],
    },
    GetBucketWebsite: { IndexDocument: { Suffix: 'index.html' } },
    GetBucketCors: { CORSRules: [{}, {}] },
    GetBucketNotificationConfiguration: {
      QueueConfigurations: [{ QueueArn: 'arn:aws:sqs:eu-central-1:111111111111:q' }],
      EventBridgeConfiguration: {},
    },
    ListBucketInventoryConfigurations: { InventoryConfigurationList: [{ Id: 'weekly' }] },
    ListBucketMetricsConfigurations: { MetricsConfigurationList: [{ Id: 'all' }] },
    ListBucketAnalyticsConfigurations: { AnalyticsConfigurationList: [{ Id: 'a' }] },
    ListBucketIntelligentTieringConfigurations: {
      IntelligentTieringConfigurationList: [
        { Id: 'old', Status: 'Enabled' },
        { Id: 'off', Status: 'Disabled' },
      ],
    },
    GetBucketAccelerateConfiguration: { Status: 'Enabled' },
    GetBucketVersioning: { Status: 'Enabled', MFADelete: 'Enabled' },
  });
  await expect(readAdoptable(PLACE, s3)).resolves.toMatchObject({
    lifecycle: observed({ rules: [{ prefix: '', days: 400 }] }),
    tags: observed({ team: 'x' }),
    grants: observed(['other WRITE', 'http://acs.amazonaws.com/groups/s3/LogDelivery WRITE']),
    website: observed(true),
    cors: observed(2),
    notifications: observed(['arn:aws:sqs:eu-central-1:111111111111:q', 'EventBridge']),
    inventories: observed(['weekly']),
    metrics: observed(['all']),
    analytics: observed(['a']),
    tiering: observed(['old']),
    acceleration: observed('Enabled'),
    mfaDelete: observed(true),
    policy: missing,
  });
});

test('a bucket whose rules are all disabled has a lifecycle, which Terraform imports, without rules', async () => {
  const s3 = answering({
    GetBucketLifecycleConfiguration: { Rules: [{ ID: 'a', Status: 'Disabled' }] },
  });
  const { lifecycle } = await readAdoptable(PLACE, s3);
  expect(lifecycle).toEqual(observed({ rules: [] }));
});
