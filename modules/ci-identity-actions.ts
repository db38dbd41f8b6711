import type { ServiceActions } from './ci-actions';

/** What the AWS provider calls of IAM for the resources of callvault's stacks. */
export const IDENTITY_ACTIONS: readonly ServiceActions[] = [
  {
    name: 'Roles',
    resources: ['arn:{partition}:iam::{account}:role/{role}'],
    read: [
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListInstanceProfilesForRole',
      'iam:ListRolePolicies',
    ],
    write: [
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
    ],
    bounded: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
  },
  {
    name: 'Users',
    resources: ['arn:{partition}:iam::{account}:user/{user}'],
    read: ['iam:GetUser', 'iam:ListGroupsForUser'],
    write: ['iam:DeleteUser', 'iam:TagUser', 'iam:UntagUser'],
    bounded: ['iam:CreateUser', 'iam:PutUserPermissionsBoundary'],
  },
  {
    name: 'Groups',
    resources: ['arn:{partition}:iam::{account}:group/{user}'],
    read: ['iam:GetGroup', 'iam:GetGroupPolicy'],
    write: [
      'iam:AddUserToGroup',
      'iam:CreateGroup',
      'iam:DeleteGroup',
      'iam:DeleteGroupPolicy',
      'iam:PutGroupPolicy',
      'iam:RemoveUserFromGroup',
    ],
  },
  {
    name: 'Providers',
    resources: ['arn:{partition}:iam::{account}:oidc-provider/{issuer}'],
    read: ['iam:GetOpenIDConnectProvider'],
    write: [
      'iam:AddClientIDToOpenIDConnectProvider',
      'iam:CreateOpenIDConnectProvider',
      'iam:DeleteOpenIDConnectProvider',
      'iam:RemoveClientIDFromOpenIDConnectProvider',
      'iam:TagOpenIDConnectProvider',
      'iam:UntagOpenIDConnectProvider',
    ],
  },
  {
    name: 'Policies',
    resources: ['arn:{partition}:iam::{account}:policy/{policy}'],
    read: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
  },
];
