import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { policyArn, principalArn } from '../core/arn';
import { checkPolicySize, renderPolicy, type Statement } from '../core/policy';
import { type Problem, refuse, under } from '../core/problem';
import { boundaryStatements } from './ci-boundary';
import type { CiScope } from './ci-scope';
import {
  deployChangeStatements,
  deployReadStatements,
  deployStatements,
  planStatements,
} from './ci-statements';
import {
  checkGithubTrust,
  GITHUB_AUDIENCE,
  GITHUB_ISSUER,
  type GithubTrust,
  githubSubjects,
} from './github-trust';
import { checkIamName } from './iam-name';
import { IdentityProvider, identityProviderArn } from './identity-provider';
import { addRole } from './role';
import { trustStatement } from './trust';

/** Props of {@link CiAccess}. */
export interface CiAccessProps extends Omit<CiScope, 'boundaryArn'> {
  /** The workflows that can assume the roles. */
  readonly github: GithubTrust;
  readonly planRoleName: string;
  readonly deployRoleName: string;
  /** Whether to create the account's identity provider for GitHub. An account can have only one. @default true */
  readonly createProvider?: boolean | undefined;
  /** ARN of a permissions boundary that exists. @default - one is created, {@link ciBoundaryArn} */
  readonly boundaryArn?: string | undefined;
}

/**
 * Gives the workflows of one GitHub repository access to the account: one role that plans, one that deploys. Also
 * creates the permissions boundary of everything that the second one creates.
 */
export class CiAccess extends Construct {
  readonly planRoleArn: string;
  readonly deployRoleArn: string;

  /** @throws RefusedError for what {@link checkCiAccess} finds */
  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    refuse(checkCiAccess(props), this.node.path);
    if (props.createProvider ?? true) {
      new IdentityProvider(this, 'Provider', { issuer: GITHUB_ISSUER, audience: GITHUB_AUDIENCE });
    }
    const { plan, deploy, policies } = partsOf(props);
    this.planRoleArn = addRole(new Construct(this, 'Plan'), plan).arn;
    const deployScope = new Construct(this, 'Deploy');
    const { arn, name: role } = addRole(deployScope, deploy);
    this.deployRoleArn = arn;
    for (const { id: policyId, name, description, statements, attached } of policies) {
      const policy = renderPolicy(statements);
      const managed = new IamPolicy(this, policyId, { name, description, policy });
      if (attached) {
        new IamRolePolicyAttachment(deployScope, policyId, { role, policyArn: managed.arn });
      }
    }
  }
}

interface ManagedPolicy {
  /** Its construct's id. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly statements: readonly Statement[];
  /** Whether the deploy role has it. @default false */
  readonly attached?: boolean;
}

type Named = Pick<CiScope, 'partition' | 'account' | 'environment'>;

const boundaryName = (environment: string) => `callvault-boundary-${environment}`;

/** The ARN of the permissions boundary that {@link CiAccess} creates, known before it is created. */
export function ciBoundaryArn({ environment, ...place }: Named): string {
  return policyArn(place, boundaryName(environment));
}

/** Refuses what IAM would reject, and two roles of the same name. */
export function checkCiAccess(props: CiAccessProps): Problem[] {
  const { github, planRoleName, deployRoleName } = props;
  const { plan, deploy, policies } = partsOf(props);
  const sizes = [
    ...[plan, deploy].flatMap(({ statements }) => checkPolicySize('role policy', statements)),
    ...policies.flatMap(({ statements }) => checkPolicySize('managed policy', statements)),
  ];
  return [
    ...checkGithubTrust(github).map(under('github')),
    ...checkIamName(planRoleName).map(under('planRoleName')),
    ...checkIamName(deployRoleName).map(under('deployRoleName')),
    ...checkNames(planRoleName, deployRoleName).map(under('deployRoleName')),
    ...[plan, deploy].flatMap(({ trust }) => checkPolicySize('trust policy', [trust])),
    ...sizes.slice(0, 1).map(({ what }) => ({
      rule: 'ci-policy-size',
      path: ['bucketPrefixes'],
      what: `${what}: it names ${props.names.buckets.length} buckets`,
      fix: 'List what the names of the buckets begin with, for example bucketPrefixes: [acme-recordings-].',
    })),
  ];
}

/** IAM compares names without case. */
function checkNames(planRoleName: string, deployRoleName: string): Problem[] {
  if (planRoleName.toLowerCase() !== deployRoleName.toLowerCase()) return [];
  return [
    {
      rule: 'ci-role-names',
      path: [],
      what: `${deployRoleName} is also the name of the role that plans`,
      fix: 'Give the role that deploys another name.',
    },
  ];
}

function partsOf({ boundaryArn, ...props }: CiAccessProps) {
  const { github, planRoleName, deployRoleName } = props;
  const scope: CiScope = { ...props, boundaryArn: boundaryArn ?? ciBoundaryArn(props) };
  const policies = managedPolicies(scope, deployRoleName, boundaryArn === undefined);
  const byHand = {
    roles: [planRoleName, deployRoleName],
    policies: policies.map(({ name }) => name),
  };
  const providerArn = identityProviderArn(props, GITHUB_ISSUER);
  const byHandArns = [
    ...byHand.roles.map((name) => principalArn(props, 'role', name)),
    ...byHand.policies.map((name) => policyArn(props, name)),
    providerArn,
  ];
  const trust = trustOf(providerArn);
  const subjects = githubSubjects(github);
  // One hour, IAM's own default: a deployment of a store takes minutes.
  const shared = { policyName: 'terraform', maxSessionDuration: 3_600 };
  return {
    plan: {
      ...shared,
      name: planRoleName,
      description: `Plans callvault's stacks for ${github.repository}`,
      trust: trust('PullRequestsPlan', subjects.plan),
      statements: planStatements(scope, byHand),
    },
    deploy: {
      ...shared,
      name: deployRoleName,
      description: `Deploys callvault's stacks for ${github.repository}`,
      trust: trust('EnvironmentDeploys', subjects.deploy),
      statements: deployStatements(scope, byHandArns),
    },
    policies,
  };
}

function trustOf(providerArn: string) {
  return (sid: string, subject: string | readonly string[]) =>
    trustStatement({
      kind: 'web-identity',
      issuer: GITHUB_ISSUER,
      audience: GITHUB_AUDIENCE,
      providerArn,
      subject,
      sid,
    });
}

/** The rest of what the deploy role may do, which one policy of a role has no room for, and the boundary. */
function managedPolicies(
  scope: CiScope,
  deployRoleName: string,
  hasBoundary: boolean,
): ManagedPolicy[] {
  const { environment } = scope;
  const boundary = {
    id: 'Boundary',
    name: boundaryName(environment),
    description: `Limits the roles and users that ${deployRoleName} creates`,
    statements: boundaryStatements(scope),
  };
  return [
    {
      id: 'DeployReads',
      name: `callvault-deploy-reads-${environment}`,
      description: `What ${deployRoleName} reads`,
      statements: deployReadStatements(scope),
      attached: true,
    },
    {
      id: 'DeployChanges',
      name: `callvault-deploy-changes-${environment}`,
      description: `What ${deployRoleName} changes, besides identities and keys`,
      statements: deployChangeStatements(scope),
      attached: true,
    },
    ...(hasBoundary ? [boundary] : []),
  ];
}
