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
import { checkGithubTrust, type GithubTrust, githubTokens } from './github-trust';
import { checkIamName } from './iam-name';
import { IdentityProvider, identityProviderArn } from './identity-provider';
import { checkOidcTrust, type OidcTrust } from './oidc-trust';
import { addRole } from './role';
import { trustStatement } from './trust';

/** Props of {@link CiAccess}. */
export interface CiAccessProps extends Omit<CiScope, 'boundaryArn' | 'issuer'> {
  /** The workflows of GitHub that can assume the roles. @default - `oidc` decides */
  readonly github?: GithubTrust | undefined;
  /** The tokens of another CI that can assume the roles, instead of `github`. @default - `github` decides */
  readonly oidc?: OidcTrust | undefined;
  readonly planRoleName: string;
  readonly deployRoleName: string;
  /** Whether to create the account's identity provider for the issuer. An account can have only one. @default true */
  readonly createProvider?: boolean | undefined;
  /** ARN of a permissions boundary that exists. @default - one is created, {@link ciBoundaryArn} */
  readonly boundaryArn?: string | undefined;
}

/**
 * Gives the jobs of one repository access to the account: one role that plans, one that deploys. Also creates the
 * permissions boundary of everything that the second one creates.
 */
export class CiAccess extends Construct {
  readonly planRoleArn: string;
  readonly deployRoleArn: string;

  /** @throws RefusedError for what {@link checkCiAccess} finds */
  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    refuse(checkCiAccess(props), this.node.path);
    if (props.createProvider ?? true) {
      const { issuer, audience } = ciTokens(props);
      new IdentityProvider(this, 'Provider', { issuer, audience });
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

/** The tokens that can assume the roles. */
export function ciTokens({ github, oidc }: Pick<CiAccessProps, 'github' | 'oidc'>): OidcTrust {
  const tokens = github ? githubTokens(github) : oidc;
  if (!tokens) throw new Error('either github or oidc is required');
  return tokens;
}

/** Refuses what IAM would reject, and two roles of the same name. */
export function checkCiAccess(props: CiAccessProps): Problem[] {
  const { github, oidc, planRoleName, deployRoleName } = props;
  if ((github === undefined) === (oidc === undefined)) return [notOneTrust(oidc)];
  const { plan, deploy, policies } = partsOf(props);
  const sizes = [
    ...[plan, deploy].flatMap(({ statements }) => checkPolicySize('role policy', statements)),
    ...policies.flatMap(({ statements }) => checkPolicySize('managed policy', statements)),
  ];
  return [
    ...(github ? checkGithubTrust(github).map(under('github')) : []),
    ...(oidc ? checkOidcTrust(oidc).map(under('oidc')) : []),
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

function notOneTrust(oidc: OidcTrust | undefined): Problem {
  return {
    rule: 'ci-repository-or-oidc',
    path: [],
    what: `${oidc ? 'both a GitHub repository and oidc are' : 'neither a GitHub repository nor oidc is'} set, so it is not clear whose tokens the roles accept`,
    fix: 'Write repository for GitHub, as owner/name, or oidc with issuer, audience and subjects for GitHub Enterprise, GitLab, Bitbucket and others.',
  };
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
  const tokens = ciTokens(props);
  const { issuer, subjects } = tokens;
  const scope: CiScope = { ...props, issuer, boundaryArn: boundaryArn ?? ciBoundaryArn(props) };
  const policies = managedPolicies(scope, deployRoleName, boundaryArn === undefined);
  const byHand = {
    roles: [planRoleName, deployRoleName],
    policies: policies.map(({ name }) => name),
  };
  const providerArn = identityProviderArn(props, issuer);
  const byHandArns = [
    ...byHand.roles.map((name) => principalArn(props, 'role', name)),
    ...byHand.policies.map((name) => policyArn(props, name)),
    providerArn,
  ];
  const trust = trustOf(tokens, providerArn);
  const whose = github?.repository ?? issuer;
  // One hour, IAM's own default: a deployment of a store takes minutes.
  const shared = { policyName: 'terraform', maxSessionDuration: 3_600 };
  return {
    plan: {
      ...shared,
      name: planRoleName,
      description: `Plans callvault's stacks for ${whose}`,
      trust: trust('PullRequestsPlan', subjects.plan),
      statements: planStatements(scope, byHand),
    },
    deploy: {
      ...shared,
      name: deployRoleName,
      description: `Deploys callvault's stacks for ${whose}`,
      trust: trust('EnvironmentDeploys', subjects.deploy),
      statements: deployStatements(scope, byHandArns),
    },
    policies,
  };
}

function trustOf({ issuer, audience }: OidcTrust, providerArn: string) {
  return (sid: string, subjects: readonly string[]) => {
    const [first = '', ...others] = subjects;
    const subject = others.length === 0 ? first : subjects;
    const isPattern = subjects.some((each) => each.endsWith('*'));
    return trustStatement({
      kind: 'web-identity',
      issuer,
      audience,
      providerArn,
      ...(isPattern ? { subjectPatterns: subjects } : { subject }),
      sid,
    });
  };
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
