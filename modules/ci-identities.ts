import type { Statement } from '../core/policy';
import { allow } from '../core/statements';
import { allowOn, denyAllBut } from './ci-allow';
import { IDENTITY_ACTIONS } from './ci-identity-actions';
import { changedNames, expandArns } from './ci-names';
import type { CiScope } from './ci-scope';

/** Services that roles of a store are passed to. */
const PASSED_TO: readonly string[] = [
  'events.amazonaws.com',
  'lambda.amazonaws.com',
  's3.amazonaws.com',
  'states.amazonaws.com',
];

const BOUNDARY = 'iam:PermissionsBoundary';

/** What the AWS provider calls to destroy a user that can have more than Terraform created. */
const EMPTY_USER: readonly string[] = [
  'iam:DeleteAccessKey',
  'iam:DeleteLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListAttachedUserPolicies',
  'iam:ListMFADevices',
  'iam:ListSSHPublicKeys',
  'iam:ListServiceSpecificCredentials',
  'iam:ListSigningCertificates',
  'iam:ListUserPolicies',
];

/**
 * All actions of IAM except lists: the provider lists the virtual MFA devices of the account, which have no resource that a
 * Deny could except.
 */
const ALL_BUT_LISTS: readonly string[] = Array.from('ACDEGPRSTU', (letter) => `iam:${letter}*`);

const ROLES = 'arn:{partition}:iam::{account}:role/{role}';

/** The other identities of the environment. */
const OTHER_IDENTITIES = [
  'arn:{partition}:iam::{account}:user/{user}',
  'arn:{partition}:iam::{account}:group/{user}',
  'arn:{partition}:iam::{account}:oidc-provider/{issuer}',
];

/** Changes of the environment's roles, users and groups: of roles and users only with the permissions boundary. */
export function changeIdentities(scope: CiScope): Statement[] {
  const names = changedNames(scope);
  const changes = IDENTITY_ACTIONS.flatMap(({ name, resources, write = [], bounded = [] }) => {
    const arns = expandArns(resources, names);
    return [
      ...allowOn(`Change${name}`, write, arns),
      ...allowOn(`Bound${name}`, bounded, arns).map((statement) => ({
        ...statement,
        Condition: { StringEquals: { [BOUNDARY]: scope.boundaryArn } },
      })),
    ];
  });
  return [
    ...changes,
    ...(scope.disposable ? emptyUsers(scope) : []),
    {
      ...allow('PassRolesToServices', 'iam:PassRole', expandArns([ROLES], names)),
      Condition: { StringEquals: { 'iam:PassedToService': PASSED_TO } },
    },
  ];
}

/** Users are destroyed with their access keys, which Terraform does not create. */
function emptyUsers(scope: CiScope): Statement[] {
  const users = expandArns(OTHER_IDENTITIES.slice(0, 1), changedNames(scope));
  if (users.length === 0) return [];
  return [
    allow('EmptyUsers', EMPTY_USER, users),
    allow('FindVirtualDevices', 'iam:ListVirtualMFADevices', '*'),
  ];
}

/**
 * Denies the ways to more permissions, whatever else is attached: changes of the roles themselves, of administrators and
 * of identities that are not the environment's, and identities without the permissions boundary.
 */
export function denyIdentities(scope: CiScope, byHandArns: readonly string[]): Statement[] {
  const { boundaryArn, administratorArns = [] } = scope;
  const names = changedNames(scope);
  const own = [...new Set([...byHandArns, boundaryArn, ...administratorArns])];
  return [
    denyAllBut('DeployRoleDenyItself', ['iam:Get*', 'iam:List*'], own),
    {
      Sid: 'DeployRoleDenyOtherIdentities',
      Effect: 'Deny',
      Action: scope.disposable ? ALL_BUT_LISTS : 'iam:*',
      NotResource: expandArns([ROLES, ...OTHER_IDENTITIES], names),
    },
    {
      Sid: 'DeployRoleDenyWithoutBoundary',
      Effect: 'Deny',
      Action: [
        'iam:Attach*Policy',
        'iam:CreateRole',
        'iam:CreateUser',
        'iam:Put*PermissionsBoundary',
        'iam:PutRolePolicy',
        'iam:PutUserPolicy',
      ],
      Resource: '*',
      Condition: { StringNotEquals: { [BOUNDARY]: boundaryArn } },
    },
    {
      Sid: 'DeployRoleDenyBoundaryRemoval',
      Effect: 'Deny',
      Action: 'iam:Delete*PermissionsBoundary',
      Resource: '*',
    },
  ];
}
