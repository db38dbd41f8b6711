import { type Attributes, text } from '../attributes';
import type { Change } from '../plan';
import { identityOf } from '../plan-context';
import { ownWords, type Sentence, sentence } from '../sentence';
import { readPolicy } from './statement';

/** A policy that a resource has, and the resource it is for. */
export interface Subject {
  /** The attribute that contains the policy. */
  readonly key: string;
  /** The policy in words: `the bucket policy of acme`. */
  readonly policy: Sentence;
  /** The principal that the policy gives permissions to. @default - the policy names its principals itself */
  readonly holder?: string;
  /** Set when the resource that the policy is for contains it. */
  readonly inside?: true;
  /** Identity of the resource that the policy is for. @default - the policy stands alone, or the resource is known only after apply */
  readonly owner?: string;
}

interface Kind {
  readonly words: string;
  /** The attributes that name the resource the policy is for; the first that is set counts. */
  readonly names: readonly string[];
  readonly key?: string;
  readonly holds?: true;
  readonly inside?: true;
  readonly owner?: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  aws_s3_bucket_policy: { words: 'bucket policy', names: ['bucket'], owner: 'aws_s3_bucket' },
  aws_kms_key: { words: 'key policy', names: ['description', 'arn'], inside: true },
  aws_kms_replica_key: { words: 'key policy', names: ['description', 'arn'], inside: true },
  aws_kms_key_policy: { words: 'key policy', names: ['key_id'] },
  aws_iam_role: {
    key: 'assume_role_policy',
    words: 'trust policy',
    names: ['name'],
    inside: true,
  },
  aws_iam_role_policy: { words: 'policy', names: ['role'], holds: true, owner: 'aws_iam_role' },
  aws_iam_user_policy: { words: 'policy', names: ['user'], holds: true, owner: 'aws_iam_user' },
  aws_iam_group_policy: { words: 'policy', names: ['group'], holds: true, owner: 'aws_iam_group' },
  aws_iam_policy: { words: 'policy', names: ['name'], holds: true },
  aws_secretsmanager_secret_policy: {
    words: 'secret policy',
    names: ['secret_arn'],
    owner: 'aws_secretsmanager_secret',
  },
  aws_sns_topic_policy: { words: 'topic policy', names: ['arn'], owner: 'aws_sns_topic' },
  aws_sqs_queue_policy: { words: 'queue policy', names: ['queue_url'], owner: 'aws_sqs_queue' },
};

/** The policy of a resource; undefined for a resource type without one. */
export function trySubject({ type, before, after, address }: Change): Subject | undefined {
  const kind = tryKind(type);
  if (!kind) return undefined;
  const { key = 'policy', words, names, holds, inside, owner } = kind;
  const name = [before, after]
    .flatMap((attributes) => names.map((each) => text(attributes, each)))
    .find((each) => each !== '');
  return {
    key,
    policy: sentence`the ${ownWords(words)} of ${name ?? address}`,
    ...(holds && { holder: name ?? address }),
    ...(inside && { inside }),
    ...(owner !== undefined && name !== undefined && { owner: identityOf(owner, name) }),
  };
}

/** The principals that can assume a role; undefined when its trust policy cannot be read. */
export function trustedPrincipals(role: Attributes): string[] | undefined {
  try {
    const statements = readPolicy(text(role, 'assume_role_policy'));
    const allowed = statements.filter(({ effect }) => effect === 'Allow');
    // A role that everyone except some principals can assume has no list of principals.
    if (allowed.some(({ principal }) => principal.except)) return undefined;
    return allowed.flatMap(({ principal }) => principal.patterns);
  } catch {
    return undefined;
  }
}

/** Whether a policy is for a resource that the same plan creates, so that its name is not known yet. */
export function isForNewOwner({ type, after }: Change): boolean {
  const kind = tryKind(type);
  return kind?.owner !== undefined && kind.names.every((each) => text(after, each) === '');
}

const tryKind = (type: string) => (Object.hasOwn(KINDS, type) ? KINDS[type] : undefined);
