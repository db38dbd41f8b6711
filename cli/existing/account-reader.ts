import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { AccountScope } from '../../core/arn';
import type { ClientSettings } from '../deployer';
import { lookUp, type Observed } from '../doctor/observed';
import { type CreatedResource, NOUNS } from './created';
import { lookUpBucketOwner } from './buckets';
import {
  lookUpGroup,
  lookUpIdentityProvider,
  lookUpPolicy,
  lookUpRole,
  lookUpUser,
} from './identities';
import type { LiveResource, ReaderInput, RegionClients } from './reader';
import { lookUpAlias, lookUpLogGroup, lookUpSecret, lookUpTopic } from './regional';

type Reader = (input: ReaderInput) => Promise<LiveResource | undefined>;

const READERS: Readonly<Record<CreatedResource['type'], Reader>> = {
  aws_cloudwatch_log_group: lookUpLogGroup,
  aws_iam_group: lookUpGroup,
  aws_iam_openid_connect_provider: lookUpIdentityProvider,
  aws_iam_policy: lookUpPolicy,
  aws_iam_role: lookUpRole,
  aws_iam_user: lookUpUser,
  aws_kms_alias: lookUpAlias,
  aws_s3_bucket: lookUpBucketOwner,
  aws_secretsmanager_secret: lookUpSecret,
  aws_sns_topic: lookUpTopic,
};

/** Looks for resources by their names. */
export class AccountReader {
  private readonly clients = new Map<string, RegionClients>();

  constructor(
    private readonly account: AccountScope,
    private readonly settings: ClientSettings,
  ) {}

  /** @throws what the SDK throws if there is no answer */
  find({ type, name, region }: CreatedResource): Promise<Observed<LiveResource>> {
    const place = region || this.settings.region;
    const { account } = this;
    return lookUp({ call: `${NOUNS[type]} ${name}`, link: 'bucket' }, () =>
      READERS[type]({ name, region: place, account, clients: this.clientsIn(place) }),
    );
  }

  private clientsIn(region: string): RegionClients {
    const known = this.clients.get(region);
    if (known) return known;
    const settings = { ...this.settings, region };
    const made = {
      s3: new S3Client({ ...settings, followRegionRedirects: true }),
      iam: new IAMClient(settings),
      kms: new KMSClient(settings),
      logs: new CloudWatchLogsClient(settings),
      secrets: new SecretsManagerClient(settings),
      sns: new SNSClient(settings),
    };
    this.clients.set(region, made);
    return made;
  }
}
