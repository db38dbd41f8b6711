import {
  GetGroupCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
} from '@aws-sdk/client-iam';
import { policyArn } from '../../core/arn';
import { identityProviderArn } from '../../modules/identity-provider';
import type { LiveResource, ReaderInput } from './reader';
import { tagsFrom } from './tag-list';

type Found = Promise<LiveResource | undefined>;

/** Looks up a role. */
export async function lookUpRole({ name, clients: { iam } }: ReaderInput): Found {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
  return { id: name, tags: tagsFrom(Role?.Tags) };
}

/** Looks up a user. */
export async function lookUpUser({ name, clients: { iam } }: ReaderInput): Found {
  const { User } = await iam.send(new GetUserCommand({ UserName: name }));
  return { id: name, tags: tagsFrom(User?.Tags) };
}

/** Looks up a group, which has no tags. */
export async function lookUpGroup({ name, clients: { iam } }: ReaderInput): Found {
  const { Users = [] } = await iam.send(new GetGroupCommand({ GroupName: name, MaxItems: 1 }));
  return { id: name, empty: Users.length === 0 };
}

/** Looks up a policy that is managed by the account. */
export async function lookUpPolicy({ name, account, clients: { iam } }: ReaderInput): Found {
  const arn = policyArn(account, name);
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
  return { id: arn, tags: tagsFrom(Policy?.Tags) };
}

/** Looks up an identity provider. Its name is its URL. */
export async function lookUpIdentityProvider({ name, account, clients }: ReaderInput): Found {
  const arn = identityProviderArn(account, name);
  const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
  const { Tags } = await clients.iam.send(command);
  return { id: arn, tags: tagsFrom(Tags) };
}
