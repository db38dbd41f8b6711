import { text } from '../attributes';
import type { Change } from '../plan';
import { identityOf } from '../scene';
import { type Sentence, sentence } from '../sentence';

/** The policy of a resource, and its owner. */
export interface Subject {
  /** The attribute that contains it. */
  readonly key: string;
  /** The policy, in words. */
  readonly policy: Sentence;
  /** The role, user or group whose permissions it defines. @default - it defines who may use the resource */
  readonly holder?: string;
  /** Set if it is an attribute of the resource it is for. */
  readonly inside?: true;
  /** Type and name of the resource it is for. @default - it has no owner, or the owner is not known before the apply */
  readonly owner?: string;
}

interface Kind {
  readonly key: string;
  readonly name: readonly string[];
  readonly words: string;
  readonly holds?: true;
  readonly inside?: true;
  readonly owner?: string;
}

const KEY: Kind = {
  key: 'policy',
  name: ['description', 'arn'],
  words: 'key policy',
  inside: true,
};

const KINDS: Readonly<Record<string, Kind>> = {
  aws_s3_bucket_policy: {
    key: 'policy',
    name: ['bucket'],
    words: 'bucket policy',
    owner: 'aws_s3_bucket',
  },
  aws_kms_key: KEY,
  aws_kms_replica_key: KEY,
  aws_kms_key_policy: { key: 'policy', name: ['key_id'], words: 'key policy' },
  aws_iam_role: {
    key: 'assume_role_policy',
    name: ['name'],
    words: 'trust policy',
    inside: true,
  },
  aws_iam_role_policy: {
    key: 'policy',
    name: ['role'],
    words: 'policy',
    holds: true,
    owner: 'aws_iam_role',
  },
  aws_iam_user_policy: {
    key: 'policy',
    name: ['user'],
    words: 'policy',
    holds: true,
    owner: 'aws_iam_user',
  },
  aws_iam_group_policy: {
    key: 'policy',
    name: ['group'],
    words: 'policy',
    holds: true,
    owner: 'aws_iam_group',
  },
  aws_iam_policy: { key: 'policy', name: ['name'], words: 'policy', holds: true },
  aws_secretsmanager_secret_policy: {
    key: 'policy',
    name: ['secret_arn'],
    words: 'secret policy',
    owner: 'aws_secretsmanager_secret',
  },
  aws_sns_topic_policy: {
    key: 'policy',
    name: ['arn'],
    words: 'topic policy',
    owner: 'aws_sns_topic',
  },
  aws_sqs_queue_policy: {
    key: 'policy',
    name: ['queue_url'],
    words: 'queue policy',
    owner: 'aws_sqs_queue',
  },
};

/** The policy that a resource is or has; undefined for a type without a policy. */
export function trySubject({ type, before, after, address }: Change): Subject | undefined {
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!kind) return undefined;
  const named = (values: Change['before']) =>
    kind.name.map((each) => text(values, each)).find((name) => name !== '');
  const name = named(before) ?? named(after);
  const { key, words, holds, inside, owner } = kind;
  return {
    key,
    policy: sentence`the ${{ parts: [words] }} of ${name ?? address}`,
    ...(holds && { holder: name ?? address }),
    ...(inside && { inside }),
    ...(owner !== undefined && name !== undefined && { owner: identityOf(owner, name) }),
  };
}

/** Whether a policy is for a resource without a name yet, because the same plan creates it. */
export function isForNewOwner({ type, after }: Change): boolean {
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  return kind?.owner !== undefined && kind.name.every((each) => text(after, each) === '');
}
