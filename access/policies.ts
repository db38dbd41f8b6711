import { CONSTRUCT_IDS, resourceNamePrefix } from '../core/construct-ids';
import type { Statement } from '../core/policy';
import { findPartition } from '../core/region';
import { STORAGE_KIND_TAG, type StorageKind } from '../core/tags';
import { type ResourceAttributes, type StackPlace, resolveTokens, type Resources } from './tokens';

/** A policy as AWS stores it. */
export interface Policy {
  /** The policy language's, `2012-10-17`. */
  readonly Version: string;
  /** In the order in which they stand. */
  readonly Statement: readonly Statement[];
}

/** A bucket and its policy. */
export interface BucketPolicy {
  /** What it holds, as its tag says. */
  readonly kind: StorageKind;
  /** Its name. */
  readonly name: string;
  /** Its ARN. */
  readonly arn: string;
  /** The key that encrypts what is written without a wish of its own. @default - S3's own */
  readonly keyArn?: string | undefined;
  /** Its policy. */
  readonly policy: Policy;
}

/** A key and its policy. */
export interface KeyPolicy {
  /** What is encrypted with it, as its resource is named. */
  readonly kind: 'recordings' | 'replica' | 'operations' | 'state';
  /** Something like its ARN, which is known only after the apply. */
  readonly arn: string;
  /** Its policy. */
  readonly policy: Policy;
}

/** A secret and its policy. */
export interface SecretPolicy {
  /** Something like its ARN, whose end is known only after the apply. */
  readonly arn: string;
  /** The key that encrypts it. */
  readonly keyArn: string;
  /** Its policy. */
  readonly policy: Policy;
}

/** A topic or a queue and its policy. */
export interface MessagingPolicy {
  /** Which of the two it is. */
  readonly kind: 'topic' | 'queue';
  /** Its ARN. */
  readonly arn: string;
  /** Its policy. */
  readonly policy: Policy;
}

const { integrity, integrityMap } = CONSTRUCT_IDS;

/** Whom the roles of a stack are for, by how their resources are named. */
const ROLE_OWNERS = {
  [resourceNamePrefix(CONSTRUCT_IDS.replication)]: 'replication',
  [resourceNamePrefix(integrity, CONSTRUCT_IDS.integrityFunction)]: 'integrity check',
  [resourceNamePrefix(integrity, integrityMap, CONSTRUCT_IDS.integrityStarter)]: 'starter',
  [resourceNamePrefix(integrity, integrityMap)]: 'state machine',
} as const;

/** What the keys of a stack encrypt, by how their resources are named. */
const KEY_KINDS = {
  [resourceNamePrefix(CONSTRUCT_IDS.recordingsKey)]: 'recordings',
  [resourceNamePrefix(CONSTRUCT_IDS.operationsKey)]: 'operations',
  [resourceNamePrefix(CONSTRUCT_IDS.replica)]: 'replica',
} as const;

/** A role or user that a stack makes, and whom for, with all that it is allowed. */
export interface Principal {
  /** Which of the two it is. */
  readonly kind: 'role' | 'user';
  /** Its name. */
  readonly name: string;
  /** Its ARN. */
  readonly arn: string;
  /** Who comes in by it. */
  readonly of: 'vendor' | (typeof ROLE_OWNERS)[keyof typeof ROLE_OWNERS];
  /** Its policies, those of its groups included. */
  readonly policy: Policy;
  /** Who may take it on; a user has none. */
  readonly trust?: Policy | undefined;
}

/** Every policy of a stack, with the ARNs that Terraform will put in. */
export interface StackPolicies extends StackPlace {
  /** Folder the vendor writes to, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** Folders it wrote to before, and still may. */
  readonly previousPrefixes: readonly string[];
  /** Its buckets: what is kept, and logs. */
  readonly buckets: readonly BucketPolicy[];
  /** Its keys. */
  readonly keys: readonly KeyPolicy[];
  /** Its secrets. */
  readonly secrets: readonly SecretPolicy[];
  /** Its topics and queues. */
  readonly messaging: readonly MessagingPolicy[];
  /** The role or user made for the vendor, unless it writes as itself, and that of replication. */
  readonly principals: readonly Principal[];
}

interface StackOutputs {
  readonly recordings_prefix?: { readonly value: string };
  readonly previous_prefixes?: { readonly value: readonly string[] };
}

interface StackJson {
  readonly provider: {
    readonly aws: readonly { readonly region: string; readonly allowed_account_ids: string[] }[];
  };
  readonly resource: Resources;
  readonly output?: StackOutputs;
}

/**
 * Reads the policies out of a synthesized stack.
 *
 * @param text - the stack's `cdk.tf.json`
 * @throws Error for JSON that is no stack of callvault's, and for references that cannot be resolved
 */
export function readPolicies(stack: string, text: string): StackPolicies {
  const { provider, resource, output } = JSON.parse(text) as StackJson;
  const { region = '', allowed_account_ids: [account = ''] = [] } = provider.aws[0] ?? {};
  const replicaRegion = provider.aws[1]?.region;
  const place = { stack, region, replicaRegion, account, partition: findPartition(region) };
  const reader = new Reader(resource, place);
  return {
    ...place,
    ...prefixesOf(output),
    buckets: reader.buckets(),
    keys: reader.keys(),
    secrets: reader.secrets(),
    messaging: reader.messaging(),
    principals: [...reader.roles(), ...reader.users()],
  };
}

function prefixesOf({ recordings_prefix: now, previous_prefixes: before }: StackOutputs = {}) {
  return { prefix: now?.value ?? '', previousPrefixes: before?.value ?? [] };
}

class Reader {
  constructor(
    private readonly resources: Resources,
    private readonly place: StackPlace,
  ) {}

  buckets(): BucketPolicy[] {
    return this.all('aws_s3_bucket').map(([name, { bucket, tags }]) => {
      const { policy } = this.linked('aws_s3_bucket_policy', 'bucket', String(bucket));
      return {
        kind: (tags as Record<string, StorageKind>)[STORAGE_KIND_TAG] ?? 'recordings',
        name: String(bucket),
        arn: this.text(`\${aws_s3_bucket.${name}.arn}`),
        keyArn: this.defaultKey(String(bucket)),
        policy: this.policy(policy),
      };
    });
  }

  private defaultKey(bucket: string): string | undefined {
    const type = 'aws_s3_bucket_server_side_encryption_configuration';
    const [rule] = this.linked(type, 'bucket', bucket).rule as ResourceAttributes[];
    const { kms_master_key_id: keyArn } =
      rule?.apply_server_side_encryption_by_default as ResourceAttributes;
    return keyArn === undefined ? undefined : this.text(keyArn);
  }

  keys(): KeyPolicy[] {
    return this.all('aws_kms_key').map(([name, { policy }]) => ({
      kind: findByPrefix(KEY_KINDS, name) ?? 'state',
      arn: this.text(`\${aws_kms_key.${name}.arn}`),
      policy: this.policy(policy),
    }));
  }

  secrets(): SecretPolicy[] {
    return this.all('aws_secretsmanager_secret').map(([name, { kms_key_id: keyArn }]) => {
      const arn = this.text(`\${aws_secretsmanager_secret.${name}.arn}`);
      const { policy } = this.linked('aws_secretsmanager_secret_policy', 'secret_arn', arn);
      return { arn, keyArn: this.text(keyArn), policy: this.policy(policy) };
    });
  }

  messaging(): MessagingPolicy[] {
    const read = (kind: MessagingPolicy['kind'], type: string, by: [string, string]) =>
      this.all(type).map(([name]) => {
        const [attribute, policyAttribute] = by;
        const arn = this.text(`\${${type}.${name}.arn}`);
        const linked = this.text(`\${${type}.${name}.${attribute}}`);
        const { policy } = this.linked(`${type}_policy`, policyAttribute, linked);
        return { kind, arn, policy: this.policy(policy) };
      });
    return [
      ...read('topic', 'aws_sns_topic', ['arn', 'arn']),
      ...read('queue', 'aws_sqs_queue', ['url', 'queue_url']),
    ];
  }

  roles(): Principal[] {
    return this.all('aws_iam_role').map(([id, { name, assume_role_policy: trust }]) => ({
      ...this.named('role', String(name)),
      of: findByPrefix(ROLE_OWNERS, id) ?? 'vendor',
      policy: this.policy(this.linked('aws_iam_role_policy', 'role', String(name)).policy),
      trust: this.policy(trust),
    }));
  }

  users(): Principal[] {
    return this.all('aws_iam_user').map(([, { name }]) => {
      const { group } = this.linked('aws_iam_group_membership', 'users', String(name));
      const { policy } = this.linked('aws_iam_group_policy', 'group', this.text(group));
      return {
        ...this.named('user', String(name)),
        of: 'vendor' as const,
        policy: this.policy(policy),
      };
    });
  }

  private named<K extends 'role' | 'user'>(kind: K, name: string) {
    const { partition, account } = this.place;
    return { kind, name, arn: `arn:${partition}:iam::${account}:${kind}/${name}` };
  }

  private all(type: string): [string, ResourceAttributes][] {
    return Object.entries(this.resources[type] ?? {});
  }

  /** The one resource of a type whose attribute names something. */
  private linked(type: string, attribute: string, value: string): ResourceAttributes {
    const found = this.all(type).filter(([, attributes]) =>
      [attributes[attribute]].flat().some((each) => this.text(each) === value),
    );
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`${value} has ${found.length} ${type}.`);
    return only[1];
  }

  private policy(text: unknown): Policy {
    return JSON.parse(this.text(text)) as Policy;
  }

  private text(value: unknown): string {
    return resolveTokens(String(value), this.resources, this.place);
  }
}

function findByPrefix<T>(byPrefix: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.entries(byPrefix).find(([prefix]) => name.startsWith(prefix))?.[1];
}

/** The role made for somebody else; undefined where the stack makes none. */
export function tryFindRole(
  { principals }: StackPolicies,
  of: Exclude<Principal['of'], 'vendor'>,
): Principal | undefined {
  return principals.find((each) => each.of === of);
}

/** The role or user made for the vendor; undefined where it writes as itself. */
export function tryFindVendor({ principals }: StackPolicies): Principal | undefined {
  return principals.find((each) => each.of === 'vendor');
}

/** The bucket that a stack is about: of recordings or of state. */
export function tryFindMainBucket({ buckets }: StackPolicies): BucketPolicy | undefined {
  return buckets.find(({ kind }) => kind === 'recordings' || kind === 'state');
}
