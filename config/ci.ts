import { principalArn } from '../core/arn';
import { type Problem, under } from '../core/problem';
import { findPartition, tryFindPartition } from '../core/region';
import { type CiAccessProps, checkCiAccess } from '../modules/ci-access';
import { type Environment, ciRoleNames } from './environment';
import type { CiSettings, EnvironmentSettings } from './schema';

/** The settings that decide the roles of an environment's workflows. */
type Settings = Omit<EnvironmentSettings, 'stores'> & Pick<Environment, 'name'>;

/** The props of {@link CiAccess}, with every default filled in. */
export function ciAccessProps(environment: Settings, ci: CiSettings): CiAccessProps {
  const { account, region, state, type, name } = environment;
  const names = ciRoleNames({ name, ci });
  return {
    account,
    partition: findPartition(region),
    github: {
      repository: ci.repository,
      ownerId: ci.ownerId,
      repositoryId: ci.repositoryId,
      subjectPrefix: ci.subjectPrefix,
      environment: ci.environment ?? name,
      branch: ci.branch ?? 'main',
    },
    planRoleName: names.plan,
    deployRoleName: names.deploy,
    createProvider: ci.createProvider,
    disposable: type === 'throw-away',
    state:
      state.backend === 's3' && state.kmsKeyArn !== undefined
        ? {
            bucketName: state.bucket,
            region: state.region ?? region,
            keyArn: state.kmsKeyArn,
          }
        : undefined,
  };
}

/** The rules of an environment that workflows plan and deploy. */
export function checkCi(environment: Settings): Problem[] {
  const { ci, region } = environment;
  if (!ci || !tryFindPartition(region)) return [];
  const props = ciAccessProps(environment, ci);
  return [
    ...checkCiAccess(props).map(({ path, ...problem }) => ({
      ...problem,
      // The file has the settings of GitHub next to the names of the roles.
      path: ['ci', ...path.filter((key) => key !== 'github')],
    })),
    ...checkState(environment.state).map(under('state')),
    ...checkDeployer(environment),
    ...checkAdministrators(environment, props),
  ];
}

function checkState(state: EnvironmentSettings['state']): Problem[] {
  if (state.backend === 'local') {
    return [
      {
        rule: 'ci-state',
        path: ['backend'],
        what: 'local state is lost with the machine that a workflow runs on',
        fix: 'Use the s3 or the cloud backend, or remove ci.',
      },
    ];
  }
  if (state.backend === 'cloud' || state.kmsKeyArn !== undefined) return [];
  return [
    {
      rule: 'ci-state',
      path: ['kmsKeyArn'],
      what: "the ARN of the state bucket's key is missing, and the roles of ci may only use that key",
      fix: 'Leave ci out until callvault bootstrap has written the ARN here.',
    },
  ];
}

/** Terraform assumes the deployer's role in a plan as well, and so the plan role could deploy. */
function checkDeployer({ deployer }: Settings): Problem[] {
  if (!deployer) return [];
  return [
    {
      rule: 'ci-deployer',
      path: ['deployer', 'roleArn'],
      what: `every plan would assume ${deployer.roleArn}, but the plan role of ci must not be able to deploy`,
      fix: 'Remove deployer: Terraform runs as the roles of ci. Or remove ci.',
    },
  ];
}

/** Only administrators may change lifecycle and versioning, so the role that deploys has to be one. */
function checkAdministrators(
  { administrators }: Settings,
  { deployRoleName, ...account }: CiAccessProps,
): Problem[] {
  const arn = principalArn(account, 'role', deployRoleName);
  if (!administrators || administrators.includes(arn)) return [];
  return [
    {
      rule: 'ci-administrator',
      path: ['administrators'],
      what: `${arn}, which deploys, is not among the administrators and would be denied lifecycle and versioning`,
      fix: `Add ${arn}.`,
    },
  ];
}
