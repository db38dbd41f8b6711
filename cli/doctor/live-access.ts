import {
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Secret } from '../../core/secret';
import { accessKeySecretName, type Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { look, type Seen, type Sight } from './seen';
import type { LivePolicy } from './statements';

/** Name of the one policy that callvault gives a role or a group. */
export const POLICY_NAME = 'recordings';

/** A policy as it is stored. */
export interface StoredPolicy {
  /** What it says. */
  readonly policy: LivePolicy;
  /** Its length in characters, white space not counted, as AWS counts. */
  readonly size: number;
}

/** What a role or user is allowed, beside what is read of the role or user itself. */
export interface LiveGrants {
  /** callvault's own policy: of the role, or of the user's group. */
  readonly policy: Seen<StoredPolicy>;
  /** Names or ARNs of all other policies of the role, or of the user and its groups. */
  readonly others: Seen<readonly string[]>;
}

/** The role made for the vendor. */
export interface LiveRole extends LiveGrants {
  /** Which of the two it is. */
  readonly kind: 'role';
  /** The role itself. */
  readonly self: Seen<{
    readonly trust: LivePolicy;
    /** Longest session, in seconds. */
    readonly sessionSeconds: number;
    readonly boundaryArn?: string | undefined;
  }>;
}

/** An access key of the user. */
export interface LiveKeyId {
  /** Its id, which is no secret. */
  readonly id: string;
  /** Whether AWS takes it. */
  readonly active: boolean;
}

/** What the secret of the store holds. */
export interface StoredKey {
  /** Id of the access key. */
  readonly accessKeyId: string;
  /** The key itself. */
  readonly secretAccessKey: Secret;
}

/** The user made for the vendor. */
export interface LiveUser extends LiveGrants {
  /** Which of the two it is. */
  readonly kind: 'user';
  /** The user itself. */
  readonly self: Seen<{ readonly boundaryArn?: string | undefined }>;
  /** Names of its groups. */
  readonly groups: Seen<readonly string[]>;
  /** Its access keys. */
  readonly keys: Seen<readonly LiveKeyId[]>;
  /** The key that the store's secret holds; missing where nobody has put one there. */
  readonly stored: Seen<StoredKey>;
}

/** Who the vendor comes in as; nobody of ours where it writes as itself. */
export type LiveAccess = LiveRole | LiveUser | { readonly kind: 'none' };

/** Reads who the vendor comes in as. */
export function lookAtAccess(store: Store, settings: ClientSettings): Promise<LiveAccess> {
  const { access } = store.profile;
  if (access.kind === 'bucket-policy') return Promise.resolve({ kind: 'none' });
  const reader = new AccessReader(store, new IAMClient(settings));
  return access.kind === 'iam-user'
    ? reader.user(new SecretsManagerClient(settings))
    : reader.role();
}

class AccessReader {
  private readonly name: string;

  constructor(
    private readonly store: Store,
    private readonly iam: IAMClient,
  ) {
    this.name = store.principalName;
  }

  async role(): Promise<LiveRole> {
    const RoleName = this.name;
    const self = await look(this.sight('GetRole', 'role'), async () => {
      const { Role } = await this.iam.send(new GetRoleCommand({ RoleName }));
      return {
        trust: parsePolicy(Role?.AssumeRolePolicyDocument).policy,
        sessionSeconds: Role?.MaxSessionDuration ?? 0,
        boundaryArn: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
      };
    });
    const policy = await look(this.sight('GetRolePolicy', 'policy'), async () => {
      const asked = new GetRolePolicyCommand({ RoleName, PolicyName: POLICY_NAME });
      return parsePolicy((await this.iam.send(asked)).PolicyDocument);
    });
    const others = await look(this.sight('ListRolePolicies', 'policy'), async () => {
      const inline = await this.iam.send(new ListRolePoliciesCommand({ RoleName }));
      const attached = await this.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      return [...foreign(inline.PolicyNames), ...arnsOf(attached.AttachedPolicies)];
    });
    return { kind: 'role', self, policy, others };
  }

  async user(secrets: SecretsManagerClient): Promise<LiveUser> {
    const UserName = this.name;
    const self = await look(this.sight('GetUser', 'credential'), async () => {
      const { User } = await this.iam.send(new GetUserCommand({ UserName }));
      return { boundaryArn: User?.PermissionsBoundary?.PermissionsBoundaryArn };
    });
    const groups = await look(this.sight('ListGroupsForUser', 'credential'), async () => {
      const { Groups = [] } = await this.iam.send(new ListGroupsForUserCommand({ UserName }));
      return Groups.map(({ GroupName = '' }) => GroupName);
    });
    const keys = await look(this.sight('ListAccessKeys', 'credential'), async () => {
      const asked = new ListAccessKeysCommand({ UserName });
      const { AccessKeyMetadata = [] } = await this.iam.send(asked);
      return AccessKeyMetadata.map(({ AccessKeyId = '', Status }) => ({
        id: AccessKeyId,
        active: Status === 'Active',
      }));
    });
    return {
      ...{ kind: 'user', self, groups, keys },
      policy: await this.groupPolicy(),
      others: await this.otherUserPolicies(),
      stored: await this.storedKey(secrets),
    };
  }

  private groupPolicy(): Promise<Seen<StoredPolicy>> {
    return look(this.sight('GetGroupPolicy', 'policy'), async () => {
      const asked = new GetGroupPolicyCommand({ GroupName: this.name, PolicyName: POLICY_NAME });
      return parsePolicy((await this.iam.send(asked)).PolicyDocument);
    });
  }

  private otherUserPolicies(): Promise<Seen<readonly string[]>> {
    const [UserName, GroupName] = [this.name, this.name];
    return look(this.sight('ListUserPolicies', 'policy'), async () => {
      const own = await this.iam.send(new ListUserPoliciesCommand({ UserName }));
      const attached = await this.iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
      const group = await this.iam.send(new ListGroupPoliciesCommand({ GroupName }));
      const ofGroup = await this.iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }));
      return [
        ...[...(own.PolicyNames ?? []), ...arnsOf(attached.AttachedPolicies)],
        ...[...foreign(group.PolicyNames), ...arnsOf(ofGroup.AttachedPolicies)],
      ];
    });
  }

  private storedKey(secrets: SecretsManagerClient): Promise<Seen<StoredKey>> {
    const SecretId = accessKeySecretName(this.store.id);
    const sight = {
      asked: `secretsmanager:GetSecretValue ${SecretId}`,
      link: 'credential',
    } as const;
    return look(sight, async () => {
      const { SecretString } = await secrets.send(
        new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
      );
      return parseKey(SecretString);
    });
  }

  private sight(call: string, link: Sight['link']): Sight {
    return { asked: `iam:${call} ${this.name}`, link };
  }
}

/** IAM gives policies back as they stand in a URL. */
function parsePolicy(text = '{"Statement":[]}'): StoredPolicy {
  const policy = JSON.parse(decodeURIComponent(text)) as LivePolicy;
  return { policy, size: JSON.stringify(policy).length };
}

/** Something else than an access key in the secret is nobody's key. */
function parseKey(text = ''): StoredKey | undefined {
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(text) as Record<string, unknown>;
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
    return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
  } catch {
    return undefined;
  }
}

function foreign(names: readonly string[] = []): string[] {
  return names.filter((name) => name !== POLICY_NAME);
}

function arnsOf(policies: readonly { readonly PolicyArn?: string }[] = []): string[] {
  return policies.map(({ PolicyArn = '' }) => PolicyArn);
}
