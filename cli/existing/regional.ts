import {
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeKeyCommand, ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-sns';
import type { LiveResource, ReaderInput } from './reader';
import { tagsFrom } from './tag-list';

type Found = Promise<LiveResource | undefined>;

/** Looks up a secret, without its value. One that is to be deleted keeps its name until then. */
export async function lookUpSecret({ name, clients: { secrets } }: ReaderInput): Found {
  const answer = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
  return { id: answer.ARN ?? name, tags: tagsFrom(answer.Tags), deletedOn: answer.DeletedDate };
}

/** Looks up an alias, which has the tags of its key. */
export async function lookUpAlias({ name, clients: { kms } }: ReaderInput): Found {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: name }));
  const answer = await kms.send(new ListResourceTagsCommand({ KeyId: KeyMetadata?.KeyId }));
  const list = (answer.Tags ?? []).map(({ TagKey: Key, TagValue: Value }) => ({ Key, Value }));
  return { id: name, tags: tagsFrom(list) };
}

/** Looks up a log group. */
export async function lookUpLogGroup({ name, clients: { logs } }: ReaderInput): Found {
  const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
  const { logGroups = [] } = await logs.send(command);
  const found = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (!found) return undefined;
  const arn = found.arn?.replace(/:\*$/, '');
  const { tags } = await logs.send(new ListLogTagsCommand({ resourceArn: arn }));
  return { id: name, tags: tags ?? {} };
}

/** Looks up a topic. */
export async function lookUpTopic({ name, region, account, clients: { sns } }: ReaderInput): Found {
  const arn = `arn:${account.partition}:sns:${region}:${account.account}:${name}`;
  await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
  const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
  return { id: arn, tags: tagsFrom(Tags) };
}
