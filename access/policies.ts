import { CONSTRUCT_IDS, resourceNamePrefix } from '../core/construct-ids';
import type { Policy } from '../core/policy';
import { parsePolicy } from '../core/policy-statement';
import { findPartition } from '../core/region';
import { STORAGE_KIND_TAG, type StorageKind } from '../core/tags';
import { type ResourceAttributes, type StackPlace, resolveTokens, type Resources } from './tokens';

/** A bucket and its policy. */
export interface BucketPolicy {
  /** What it holds, by its tag. */
  readonly kind: StorageKind;
  readonly name: string;
  readonly arn: string;
  /** The key of its default encryption. @default - S3's own keys */
  readonly keyArn?: string | undefined;
  readonly policy: Policy;
}

/** A key and its policy. */
export interface KeyPolicy {
  /** What it encrypts, by the name of its resource. */
  readonly kind: 'recordings' | 'replica' | 'operations' | 'state';
  /** A stand-in for its ARN, which is known only after the apply. */
  readonly arn: string;
  readonly policy: Policy;
}

/** A secret and its policy. */
export interface SecretPolicy {
  /** A stand-in for its ARN, whose end is known only after the apply. */
  readonly arn: string;
  /** The key that encrypts it. */
  readonly keyArn: string;
  readonly policy: Policy;
}

/** A topic or a queue and its policy. */
export interface MessagingPolicy {
  readonly kind: 'topic' | 'queue';
  readonly arn: string;
  readonly policy: Policy;
}

const { integrity, integrityMap } = CONSTRUCT_IDS;

/** What the roles of a stack are for, by the names of their resources. */
const ROLE_OWNERS = {
  [resourceNamePrefix(CONSTRUCT_IDS.replication)]: 'replication',
  [resourceNamePrefix(CONSTRUCT_IDS.batchJobs)]: 'batch jobs',
  [resourceNamePrefix(CONSTRUCT_IDS.arrivals, CONSTRUCT_IDS.arrivalsFunction)]: 'arrivals',
  [resourceNamePrefix(CONSTRUCT_IDS.canary, CONSTRUCT_IDS.canaryFunction)]: 'canary',
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

/** A role or user of a stack, with its permissions. */
export interface Principal {
  readonly kind: 'role' | 'user';
  readonly name: string;
  readonly arn: string;
  /** What or whom it is for. */
  readonly of: 'vendor' | (typeof ROLE_OWNERS)[keyof typeof ROLE_OWNERS];
  /** Its policy, or that of its group. */
  readonly policy: Policy;
  /** Its trust policy. @default - it is a user */
  readonly trust?: Policy | undefined;
}

/** Every policy of a stack, with resolved references. */
export interface StackPolicies extends StackPlace {
  /** Folder the vendor writes to, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** Previous folders, to which it may still write. */
  readonly previousPrefixes: readonly string[];
  /** Further folders the vendor writes to. */
  readonly additionalPrefixes: readonly string[];
  /** Buckets for logs included. */
  readonly buckets: readonly BucketPolicy[];
  readonly keys: readonly KeyPolicy[];
  readonly secrets: readonly SecretPolicy[];
  readonly messaging: readonly MessagingPolicy[];
  /** The role or user of the vendor, unless it writes as itself, and the roles of services. */
  readonly principals: readonly Principal[];
}

interface StackOutputs {
  readonly recordings_prefix?: { readonly value: string };
  readonly additional_prefixes?: { readonly value: readonly string[] };
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
 * @throws Error for JSON that is not a stack of callvault, and for references that cannot be resolved
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

function prefixesOf(outputs: StackOutputs = {}) {
  return {
    prefix: outputs.recordings_prefix?.value ?? '',
    previousPrefixes: outputs.previous_prefixes?.value ?? [],
    additionalPrefixes: outputs.additional_prefixes?.value ?? [],
  };
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
      policy: this.rolePolicy(String(name)),
      trust: this.policy(trust),
    }));
  }

  /** The role's own policy, with those of the stack that are attached to it. */
  private rolePolicy(name: string): Policy {
    const { Statement, ...own } = this.policy(
      this.linked('aws_iam_role_policy', 'role', name).policy,
    );
    const attached = this.all('aws_iam_role_policy_attachment')
      .filter(([, { role }]) => this.text(role) === name)
      .flatMap(([, { policy_arn: arn }]) =>
        this.all('aws_iam_policy').filter(([id]) => String(arn) === `\${aws_iam_policy.${id}.arn}`),
      )
      .flatMap(([, { policy }]) => this.policy(policy).Statement);
    return { ...own, Statement: [...Statement, ...attached] };
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
    return parsePolicy(this.text(text));
  }

  private text(value: unknown): string {
    return resolveTokens(String(value), this.resources, this.place);
  }
}

function findByPrefix<T>(byPrefix: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.entries(byPrefix).find(([prefix]) => name.startsWith(prefix))?.[1];
}

/** The role of a service; undefined if the stack has none. */
export function tryFindRole(
  { principals }: StackPolicies,
  of: Exclude<Principal['of'], 'vendor'>,
): Principal | undefined {
  return principals.find((each) => each.of === of);
}

/** The role or user of the vendor; undefined if the vendor writes as itself. */
export function tryFindVendor({ principals }: StackPolicies): Principal | undefined {
  return principals.find((each) => each.of === 'vendor');
}

/** The bucket for recordings or for state. */
export function tryFindMainBucket({ buckets }: StackPolicies): BucketPolicy | undefined {
  return buckets.find(({ kind }) => kind === 'recordings' || kind === 'state');
}
