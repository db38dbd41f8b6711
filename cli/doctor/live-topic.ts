import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import type { ClientSettings } from '../deployer';
import type { ExpectedMonitoring } from './expected-monitoring';
import { lookUp, type Observed, readStoredPolicy, type StoredPolicy } from './observed';

/** The topic that alarms notify. */
export interface LiveTopic {
  readonly policy: StoredPolicy;
  /** Whether a key of KMS encrypts it. */
  readonly encrypted: boolean;
  /** The key of a topic that the stack does not create. @default - none encrypts it */
  readonly key?: LiveTopicKey | undefined;
}

/** The key of a topic. */
export interface LiveTopicKey {
  /** As the topic names it: an ARN, an id or an alias. */
  readonly id: string;
  readonly policy: Observed<TopicKeyPolicy>;
}

/** The policy of a key, and what else decides about its use. */
export interface TopicKeyPolicy extends StoredPolicy {
  /** `Enabled`, `Disabled`, `PendingDeletion` or another. @default - AWS does not say */
  readonly state?: string | undefined;
  /** Whether it is an AWS managed key. @default false */
  readonly awsManaged?: boolean;
}

/** The topic that alarms notify, with its subscriptions. */
export interface LiveAlarmTopic {
  readonly topic: Observed<LiveTopic>;
  readonly subscriptions: Observed<readonly Subscription[]>;
}

/** Reads the topic that the alarms of a store notify. @throws what the SDK throws if AWS does not answer */
export async function readAlarmTopic(
  topic: NonNullable<ExpectedMonitoring['topic']>,
  settings: ClientSettings,
): Promise<LiveAlarmTopic> {
  const sns = new SNSClient(settings);
  return {
    topic: await readTopic(sns, topic, settings),
    subscriptions: await readSubscriptions(sns, topic.arn),
  };
}

function readTopic(
  sns: SNSClient,
  { arn: TopicArn, own }: NonNullable<ExpectedMonitoring['topic']>,
  settings: ClientSettings,
): Promise<Observed<LiveTopic>> {
  return watch(`sns:GetTopicAttributes ${TopicArn}`, async () => {
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    const { Policy = '{"Statement":[]}', KmsMasterKeyId = '' } = Attributes;
    const encrypted = KmsMasterKeyId !== '';
    const key = encrypted && !own ? await readTopicKey(KmsMasterKeyId, settings) : undefined;
    return { policy: readStoredPolicy(Policy), encrypted, key };
  });
}

async function readTopicKey(id: string, settings: ClientSettings): Promise<LiveTopicKey> {
  const kms = new KMSClient(settings);
  const policy = await watch(`kms:GetKeyPolicy ${id}`, async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
    const get = new GetKeyPolicyCommand({ KeyId: KeyMetadata?.Arn, PolicyName: 'default' });
    const { Policy = '' } = await kms.send(get);
    return {
      ...readStoredPolicy(Policy),
      state: KeyMetadata?.KeyState,
      awsManaged: KeyMetadata?.KeyManager === 'AWS',
    };
  });
  return { id, policy };
}

function readSubscriptions(sns: SNSClient, TopicArn: string) {
  return watch(`sns:ListSubscriptionsByTopic ${TopicArn}`, async () => {
    const found: Subscription[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
      found.push(...(page.Subscriptions ?? []));
    }
    return found;
  });
}

const watch = <T>(call: string, send: () => Promise<T | undefined>) =>
  lookUp({ call, link: 'monitoring' }, send);
