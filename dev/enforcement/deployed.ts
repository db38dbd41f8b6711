import type { Policy } from '../../core/policy';
import type { Principal, SecretPolicy, StackPolicies } from '../../access/policies';
import { findPartition } from '../../core/region';
import { ACCOUNT_ID } from '../moto-server';

/** The role or user of an access key or a session. */
export interface Identity {
  readonly kind: 'role' | 'user';
  readonly name: string;
}

const NO_POLICY: Policy = { Version: '2012-10-17', Statement: [] };

/** A secret, without what it holds. */
export interface DeployedSecret {
  readonly name: string;
  readonly keyId: string;
  readonly policy?: Policy | undefined;
}

/**
 * What is deployed, as far as decisions depend on it: the policies of roles, users, groups, keys and buckets, and the
 * owner of each access key.
 */
export class Deployed {
  readonly trusts = new Map<string, Policy>();
  /** Policies by `role/<name>` or `group/<name>`, and then by their own name. */
  readonly policies = new Map<string, Map<string, Policy>>();
  readonly groupsOf = new Map<string, Set<string>>();
  readonly identities = new Map<string, Identity>();
  /** Access keys that are inactive or deleted. */
  readonly revoked = new Set<string>();
  readonly keyPolicies = new Map<string, Policy>();
  /** ARNs of keys, by alias. */
  readonly aliases = new Map<string, string>();
  /** Secrets, by ARN. */
  readonly secrets = new Map<string, DeployedSecret>();
  /** Keys that buckets encrypt with, by bucket. */
  readonly bucketKeys = new Map<string, string>();

  /** The policies of a role, or of a user by its groups. */
  policiesOf({ kind, name }: Identity): { name: string; policy: Policy }[] {
    const owners =
      kind === 'role'
        ? [`role/${name}`]
        : [...(this.groupsOf.get(name) ?? [])].map((group) => `group/${group}`);
    return owners.flatMap((owner) =>
      [...(this.policies.get(owner) ?? [])].map(([policyName, policy]) => ({
        name: `${owner}/${policyName}`,
        policy,
      })),
    );
  }

  /** The ARN of a key, by ARN, id or alias. */
  tryFindKey(id: string): string | undefined {
    const aliased = this.aliases.get(id.replace(/^arn:.*:(alias\/)/, '$1'));
    if (aliased !== undefined) return aliased;
    return [...this.keyPolicies.keys()].find((arn) => arn === id || arn.endsWith(`/${id}`));
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
              keyArn: this.bucketKeys.get(bucket.name),
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
  tryFindRole(arn: string): Principal | undefined {
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const trust = this.trusts.get(name);
    if (!trust) return undefined;
    return {
      kind: 'role',
      of: 'vendor',
      name,
      arn,
      policy: NO_POLICY,
      trust,
    };
  }
}
