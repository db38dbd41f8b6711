import type { NamedPolicy } from '../../access/engine';
import type { Policy } from '../../core/policy';
import type { Principal, SecretPolicy, StackPolicies } from '../../access/policies';
import { findPartition } from '../../core/region';
import { ACCOUNT_ID } from '../moto-server';
import type { KnownKey } from '../signature/verify';

/** The role or user of an access key or a session. */
export interface Identity extends KnownKey {
  readonly kind: 'role' | 'user';
  readonly name: string;
  /** The name of the session. @default - a long-term key */
  readonly session?: string | undefined;
  /** A policy that limits the session. @default - it may do what its role may */
  readonly sessionPolicy?: Policy | undefined;
}

const NO_POLICY: Policy = { Version: '2012-10-17', Statement: [] };

/** A role, without its own policies. */
export interface DeployedRole {
  readonly arn: string;
  readonly trust: Policy;
  readonly maxSessionSeconds: number;
}

/** A secret, without what it holds. */
export interface DeployedSecret {
  readonly name: string;
  readonly keyId: string;
  readonly policy?: Policy | undefined;
}

/** A bucket, without its policy. */
export interface DeployedBucket {
  /** The key of its default encryption. @default - S3's own keys */
  readonly keyArn?: string | undefined;
  /** Whether access control lists are disabled, as they are by default. */
  readonly ownerEnforced: boolean;
}

/** A state machine, as far as decisions depend on it. */
export interface DeployedMachine {
  readonly roleArn: string;
  /** Whether it has a Distributed Map. */
  readonly distributed: boolean;
}

/**
 * What is deployed, as far as decisions depend on it: the policies of roles, users, groups, keys and buckets, and the
 * owner of each access key.
 */
export class Deployed {
  readonly roles = new Map<string, DeployedRole>();
  /** Inline policies by `role/<name>`, `user/<name>` or `group/<name>`, and then by their own name. */
  readonly policies = new Map<string, Map<string, Policy>>();
  /** ARNs of managed policies, by the same names. */
  readonly attached = new Map<string, Set<string>>();
  /** Permissions boundaries: ARNs of managed policies, by `role/<name>` or `user/<name>`. */
  readonly boundaries = new Map<string, string>();
  /** Managed policies of the account, by ARN. */
  readonly managed = new Map<string, Policy>();
  readonly groupsOf = new Map<string, Set<string>>();
  readonly identities = new Map<string, Identity>();
  /** Access keys that are inactive or deleted. */
  readonly revoked = new Set<string>();
  readonly keyPolicies = new Map<string, Policy>();
  /** Tags of keys, by ARN. */
  readonly keyTags = new Map<string, Readonly<Record<string, string>>>();
  /** ARNs of keys, by alias. */
  readonly aliases = new Map<string, string>();
  /** Secrets, by ARN. */
  readonly secrets = new Map<string, DeployedSecret>();
  readonly buckets = new Map<string, DeployedBucket>();
  /** Objects with tags, as `<bucket>/<key>`. */
  readonly tagged = new Set<string>();
  /** ARNs of the principals that started multipart uploads, by the upload's id. */
  readonly initiators = new Map<string, string>();
  /** State machines, by ARN. */
  readonly machines = new Map<string, DeployedMachine>();
  /** ARN of the state machine that was started last. */
  executing: string | undefined;

  /** The policies of a role, or of a user and its groups. */
  policiesOf({ kind, name }: Pick<Identity, 'kind' | 'name'>): NamedPolicy[] {
    const groups = kind === 'user' ? [...(this.groupsOf.get(name) ?? [])] : [];
    const owners = [`${kind}/${name}`, ...groups.map((group) => `group/${group}`)];
    return owners.flatMap((owner) => [
      ...[...(this.policies.get(owner) ?? [])].map(([policyName, policy]) => ({
        name: `${owner}/${policyName}`,
        policy,
      })),
      ...[...(this.attached.get(owner) ?? [])].flatMap((arn) => this.managedPolicy(arn)),
    ]);
  }

  /** The permissions boundary of a role or user; undefined if it has none. */
  tryFindBoundary({ kind, name }: Pick<Identity, 'kind' | 'name'>): NamedPolicy | undefined {
    const arn = this.boundaries.get(`${kind}/${name}`);
    if (arn === undefined) return undefined;
    // A policy that is not known allows nothing.
    return this.managedPolicy(arn)[0] ?? { name: arn, policy: NO_POLICY };
  }

  private managedPolicy(arn: string): NamedPolicy[] {
    const policy = this.managed.get(arn);
    return policy ? [{ name: arn, policy }] : [];
  }

  /** The ARN of a key, by ARN, id or alias. */
  tryFindKey(id: string): string | undefined {
    const aliased = this.aliases.get(id.replace(/^arn:.*:(alias\/)/, '$1'));
    if (aliased !== undefined) return aliased;
    return [...this.keyPolicies.keys()].find((arn) => arn === id || arn.endsWith(`:key/${id}`));
  }

  /** A secret, by ARN or name; undefined if it does not exist. */
  tryFindSecret(id: string): SecretPolicy | undefined {
    const found = [...this.secrets].find(([arn, { name }]) => arn === id || name === id);
    if (!found) return undefined;
    const [arn, { keyId, policy = NO_POLICY }] = found;
    return { arn, keyArn: this.tryFindKey(keyId) ?? keyId, policy };
  }

  /** A bucket and all keys, in the form that decisions need. */
  asStack(region: string, bucket?: { name: string; policy: Policy }): StackPolicies {
    const partition = findPartition(region);
    return {
      stack: 'local',
      partition,
      account: ACCOUNT_ID,
      region,
      prefix: '',
      previousPrefixes: [],
      additionalPrefixes: [],
      buckets: bucket
        ? [
            {
              ...bucket,
              kind: 'recordings',
              arn: `arn:${partition}:s3:::${bucket.name}`,
              keyArn: this.tryFindKey(this.buckets.get(bucket.name)?.keyArn ?? ''),
            },
          ]
        : [],
      keys: [...this.keyPolicies].map(([arn, policy]) => ({ kind: 'recordings', arn, policy })),
      secrets: [],
      messaging: [],
      principals: [],
    };
  }

  /** A role with its trust policy; undefined if it does not exist. */
  tryFindRole(arn: string): (Principal & { readonly maxSessionSeconds: number }) | undefined {
    const found = [...this.roles].find(([, role]) => role.arn === arn);
    if (!found) return undefined;
    const [name, { trust, maxSessionSeconds }] = found;
    return { kind: 'role', of: 'vendor', name, arn, policy: NO_POLICY, trust, maxSessionSeconds };
  }
}
