import { Construct } from 'constructs';
import { principalArn } from '../core/arn';
import { checkPolicySize } from '../core/policy';
import { type Problem, refuse, under } from '../core/problem';
import { type CiScope, deployStatements, planStatements } from './ci-statements';
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
export interface CiAccessProps extends CiScope {
  /** The workflows that can assume the roles. */
  readonly github: GithubTrust;
  readonly planRoleName: string;
  readonly deployRoleName: string;
  /** Whether to create the account's identity provider for GitHub. An account can have only one. @default true */
  readonly createProvider?: boolean | undefined;
}

/** Gives the workflows of one GitHub repository access to the account: one role that plans, one that deploys. */
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
    const { plan, deploy } = rolesOf(props);
    this.planRoleArn = addRole(new Construct(this, 'Plan'), plan).arn;
    this.deployRoleArn = addRole(new Construct(this, 'Deploy'), deploy).arn;
  }
}

/** Refuses what IAM would reject, and two roles of the same name. */
export function checkCiAccess(props: CiAccessProps): Problem[] {
  const { github, planRoleName, deployRoleName } = props;
  const { plan, deploy } = rolesOf(props);
  return [
    ...checkGithubTrust(github).map(under('github')),
    ...checkIamName(planRoleName).map(under('planRoleName')),
    ...checkIamName(deployRoleName).map(under('deployRoleName')),
    ...checkNames(planRoleName, deployRoleName).map(under('deployRoleName')),
    ...[plan, deploy].flatMap(({ trust, statements }) => [
      ...checkPolicySize('trust policy', [trust]),
      ...checkPolicySize('role policy', statements),
    ]),
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

function rolesOf(props: CiAccessProps) {
  const { github, planRoleName, deployRoleName } = props;
  const providerArn = identityProviderArn(props, GITHUB_ISSUER);
  const subjects = githubSubjects(github);
  const roleArns = [planRoleName, deployRoleName].map((name) => principalArn(props, 'role', name));
  const trust = (sid: string, subject: string | readonly string[]) =>
    trustStatement({
      kind: 'web-identity',
      issuer: GITHUB_ISSUER,
      audience: GITHUB_AUDIENCE,
      providerArn,
      subject,
      sid,
    });
  // One hour, IAM's own default: a deployment of a store takes minutes.
  const shared = { policyName: 'terraform', maxSessionDuration: 3_600 };
  return {
    plan: {
      ...shared,
      name: planRoleName,
      description: `Plans callvault's stacks for ${github.repository}`,
      trust: trust('PullRequestsPlan', subjects.plan),
      statements: planStatements(props),
    },
    deploy: {
      ...shared,
      name: deployRoleName,
      description: `Deploys callvault's stacks for ${github.repository}`,
      trust: trust('EnvironmentDeploys', subjects.deploy),
      statements: deployStatements(props, { roleArns, providerArn }),
    },
  };
}
