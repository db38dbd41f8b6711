import {
  GetGroupPolicyCommand,
  GetOpenIDConnectProviderCommand,
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
import { type AccessKey, tryParseAccessKey } from '../../core/access-key';
import type { Link } from '../../core/links';
import { tryParseJson } from '../../core/parse-json';
import { VENDOR_POLICY_NAME } from '../../core/vendor-policy';
import { identityProviderArn } from '../../modules/identity-provider';
import { accessKeySecretName, type Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { lookUp, type Observed, readStoredPolicy, type StoredPolicy } from './observed';

/** What a role or user is allowed. */
interface LivePermissions {
  /** callvault's own policy: of the role, or of the user's group. */
  readonly policy: Observed<StoredPolicy>;
  /** Names or ARNs of all other policies of the role, or of the user and its group. */
  readonly others: Observed<readonly string[]>;
}

/** The role for the vendor. */
export interface LiveRole extends LivePermissions {
  readonly kind: 'role';
  readonly self: Observed<{
    readonly trust: StoredPolicy['statements'];
    /** The trust policy as IAM returned it. @default - it is not kept */
    readonly trustText?: string | undefined;
    /** Longest session, in seconds. */
    readonly sessionSeconds: number;
    readonly boundaryArn?: string | undefined;
  }>;
  /** Audiences of the identity provider that the role trusts. @default - it trusts none */
  readonly provider?: Observed<readonly string[]>;
}

/** An access key of the user, without its secret. */
export interface LiveKeyId {
  readonly id: string;
  readonly active: boolean;
  /** When it was created. @default - IAM does not say */
  readonly createdAt?: Date | undefined;
}

/** The user for the vendor. */
export interface LiveUser extends LivePermissions {
  readonly kind: 'user';
  readonly self: Observed<{ readonly boundaryArn?: string | undefined }>;
  /** Names of its groups. */
  readonly groups: Observed<readonly string[]>;
  readonly keys: Observed<readonly LiveKeyId[]>;
  /** The key in the store's secret; missing where the secret holds none. */
  readonly stored: Observed<AccessKey>;
}

/** The role or user for the vendor; none where the vendor writes as itself. */
export type LiveAccess = LiveRole | LiveUser | { readonly kind: 'none' };

/** Reads the role or user for the vendor. */
export async function readAccess(store: Store, settings: ClientSettings): Promise<LiveAccess> {
  const { access } = store.profile;
  if (access.kind === 'bucket-policy') return { kind: 'none' };
  const reader = new AccessReader(new IAMClient(settings), store.principalName, VENDOR_POLICY_NAME);
  if (access.kind === 'iam-user') {
    const stored = await readStoredKey(store, new SecretsManagerClient(settings));
    return { ...(await reader.user()), stored };
  }
  const role = await reader.role();
  if (access.kind !== 'oidc') return role;
  return { ...role, provider: await reader.provider(identityProviderArn(store, access.issuer)) };
}

/** Reads a role with one inline policy. */
export function readRole(
  name: string,
  policyName: string,
  settings: ClientSettings,
): Promise<LiveRole> {
  return new AccessReader(new IAMClient(settings), name, policyName).role();
}

function readStoredKey(
  { nameId }: Store,
  secrets: SecretsManagerClient,
): Promise<Observed<AccessKey>> {
  const SecretId = accessKeySecretName(nameId);
  const call = `secretsmanager:GetSecretValue ${SecretId}`;
  return lookUp({ call, link: 'credential' }, async () => {
    const { SecretString } = await secrets.send(
      new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
    );
    return tryParseAccessKey(tryParseJson(SecretString ?? ''));
  });
}

class AccessReader {
  constructor(
    private readonly iam: IAMClient,
    private readonly name: string,
    private readonly policyName: string,
  ) {}

  async role(): Promise<LiveRole> {
    const RoleName = this.name;
    const self = await this.lookUp('GetRole', 'role', async () => {
      const { Role } = await this.iam.send(new GetRoleCommand({ RoleName }));
      const trust = readIamPolicy(Role?.AssumeRolePolicyDocument);
      return {
        trust: trust.statements,
        trustText: trust.text,
        sessionSeconds: Role?.MaxSessionDuration ?? 0,
        boundaryArn: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
      };
    });
    const policy = await this.lookUp('GetRolePolicy', 'policy', async () => {
      const get = new GetRolePolicyCommand({ RoleName, PolicyName: this.policyName });
      return readIamPolicy((await this.iam.send(get)).PolicyDocument);
    });
    const others = await this.lookUp('ListRolePolicies', 'policy', async () => {
      const inline = await this.iam.send(new ListRolePoliciesCommand({ RoleName }));
      const attached = await this.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      return [...this.foreign(inline.PolicyNames), ...arnsOf(attached.AttachedPolicies)];
    });
    return { kind: 'role', self, policy, others };
  }

  provider(OpenIDConnectProviderArn: string): Promise<Observed<readonly string[]>> {
    const call = `iam:GetOpenIDConnectProvider ${OpenIDConnectProviderArn}`;
    return lookUp({ call, link: 'trust' }, async () => {
      const get = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn });
      return (await this.iam.send(get)).ClientIDList ?? [];
    });
  }

  async user(): Promise<Omit<LiveUser, 'stored'>> {
    const UserName = this.name;
    const self = await this.lookUp('GetUser', 'credential', async () => {
      const { User } = await this.iam.send(new GetUserCommand({ UserName }));
      return { boundaryArn: User?.PermissionsBoundary?.PermissionsBoundaryArn };
    });
    const groups = await this.lookUp('ListGroupsForUser', 'credential', async () => {
      const { Groups = [] } = await this.iam.send(new ListGroupsForUserCommand({ UserName }));
      return Groups.map(({ GroupName = '' }) => GroupName);
    });
    const keys = await this.lookUp('ListAccessKeys', 'credential', async () => {
      const list = new ListAccessKeysCommand({ UserName });
      const { AccessKeyMetadata = [] } = await this.iam.send(list);
      return AccessKeyMetadata.map(({ AccessKeyId = '', Status, CreateDate }) => ({
        id: AccessKeyId,
        active: Status === 'Active',
        createdAt: CreateDate,
      }));
    });
    const policy = await this.lookUp('GetGroupPolicy', 'policy', async () => {
      const get = new GetGroupPolicyCommand({
        GroupName: this.name,
        PolicyName: this.policyName,
      });
      return readIamPolicy((await this.iam.send(get)).PolicyDocument);
    });
    const others = await this.otherUserPolicies();
    return { kind: 'user', self, groups, keys, policy, others };
  }

  private otherUserPolicies(): Promise<Observed<readonly string[]>> {
    const [UserName, GroupName] = [this.name, this.name];
    return this.lookUp('ListUserPolicies', 'policy', async () => {
      const inline = await this.iam.send(new ListUserPoliciesCommand({ UserName }));
      const attached = await this.iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
      const group = await this.iam.send(new ListGroupPoliciesCommand({ GroupName }));
      const ofGroup = await this.iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }));
      return [
        ...(inline.PolicyNames ?? []),
        ...arnsOf(attached.AttachedPolicies),
        ...this.foreign(group.PolicyNames),
        ...arnsOf(ofGroup.AttachedPolicies),
      ];
    });
  }

  private foreign(names: readonly string[] = []): string[] {
    return names.filter((name) => name !== this.policyName);
  }

  private lookUp<T>(call: string, link: Link, send: () => Promise<T | undefined>) {
    return lookUp({ call: `iam:${call} ${this.name}`, link }, send);
  }
}

/** IAM returns policies URL-encoded. */
function readIamPolicy(text = '{"Statement":[]}'): StoredPolicy {
  return readStoredPolicy(decodeURIComponent(text));
}

function arnsOf(policies: readonly { readonly PolicyArn?: string }[] = []): string[] {
  return policies.map(({ PolicyArn = '' }) => PolicyArn);
}
