import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { principalArn } from '../core/arn';
import { checkPolicySize, renderPolicy, type Statement } from '../core/policy';
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
import { trustStatement } from './trust';

/** What {@link CiAccess} needs to know. */
export interface CiAccessProps extends CiScope {
  /** Whose tokens are taken. */
  readonly github: GithubTrust;
  /** Name of the role that plans. */
  readonly planRoleName: string;
  /** Name of the role that deploys. */
  readonly deployRoleName: string;
  /** Whether to make the account's identity provider for GitHub, of which there is one. @default true */
  readonly createProvider?: boolean | undefined;
}

/** One of the two roles, before it is made. */
interface CiRole {
  readonly name: string;
  readonly description: string;
  readonly trust: Statement;
  readonly statements: readonly Statement[];
}

/** Lets the workflows of one GitHub repository into the account: one role that reads, one that deploys. */
export class CiAccess extends Construct {
  /** ARN of the role that plans. */
  readonly planRoleArn: string;
  /** ARN of the role that deploys. */
  readonly deployRoleArn: string;

  /** @throws RefusedError for whatever {@link checkCiAccess} finds */
  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    refuse(checkCiAccess(props), this.node.path);
    if (props.createProvider ?? true) {
      new IdentityProvider(this, 'Provider', { issuer: GITHUB_ISSUER, audience: GITHUB_AUDIENCE });
    }
    const { plan, deploy } = rolesOf(props);
    this.planRoleArn = this.role('Plan', plan);
    this.deployRoleArn = this.role('Deploy', deploy);
  }

  private role(id: string, { name, description, trust, statements }: CiRole): string {
    const scope = new Construct(this, id);
    const role = new IamRole(scope, 'Role', {
      name,
      description,
      assumeRolePolicy: renderPolicy([trust]),
      // An hour, as IAM gives without being asked: a deploy of a store takes minutes.
      maxSessionDuration: 3_600,
    });
    new IamRolePolicy(scope, 'Policy', {
      name: 'terraform',
      role: role.id,
      policy: renderPolicy(statements),
    });
    return role.arn;
  }
}

/** Refuses what IAM would not take, and two roles of one name. */
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
      what: `${deployRoleName} is the name of the role that plans as well`,
      fix: 'Give the role that deploys a name of its own.',
    },
  ];
}

function rolesOf(props: CiAccessProps): { plan: CiRole; deploy: CiRole } {
  const { github, planRoleName, deployRoleName } = props;
  const providerArn = identityProviderArn(props, GITHUB_ISSUER);
  const subjects = githubSubjects(github);
  const roleArns = [planRoleName, deployRoleName].map((name) => principalArn(props, 'role', name));
  const web = { kind: 'web-identity', issuer: GITHUB_ISSUER, audience: GITHUB_AUDIENCE } as const;
  return {
    plan: {
      name: planRoleName,
      description: `Plans callvault's stacks for ${github.repository}`,
      trust: trustStatement({
        ...{ ...web, providerArn, subject: subjects.plan, sid: 'PullRequestsPlan' },
      }),
      statements: planStatements(props),
    },
    deploy: {
      name: deployRoleName,
      description: `Deploys callvault's stacks for ${github.repository}`,
      trust: trustStatement({
        ...{ ...web, providerArn, subject: subjects.deploy, sid: 'EnvironmentDeploys' },
      }),
      statements: deployStatements(props, { roleArns, providerArn }),
    },
  };
}
