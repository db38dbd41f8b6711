import { principalArn } from '../core/arn';
import { type Problem, problemIf, under } from '../core/problem';
import { findPartition, tryFindPartition } from '../core/region';
import { type CiAccessProps, checkCiAccess } from '../modules/ci-access';
import type { CiNames } from '../modules/ci-scope';
import { GITHUB_ISSUER } from '../modules/github-trust';
import type { Store } from '../store/store';
import { type Environment, ciRoleNames } from './environment';
import type { CiSettings, EnvironmentSettings } from './schema';

/** The settings that decide the roles of an environment's workflows. */
type Settings = Omit<EnvironmentSettings, 'stores'> & Pick<Environment, 'name'>;

/** What the deploy role may change by names that callvault does not derive from the environment's. */
export function ciNames(ci: CiSettings, stores: readonly Store[]): CiNames {
  const prefixes = ci.bucketPrefixes ?? [];
  const buckets = stores
    .flatMap(bucketNamesOf)
    .filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
  const chosen = (kind: 'role' | 'user') =>
    stores.filter(
      ({ principalArn, principalName, id }) =>
        principalArn?.includes(`:${kind}/`) === true && principalName !== `recordings-${id}`,
    );
  const hasUsers = stores.some(({ profile }) => profile.access.kind === 'iam-user');
  const [first] = stores;
  return {
    buckets: unique([...prefixes.map((prefix) => `${prefix}*`), ...buckets]),
    roles: unique(chosen('role').map(({ principalName }) => principalName)),
    users:
      hasUsers && first
        ? unique([
            `recordings-*-${first.environment}`,
            ...chosen('user').map(({ principalName }) => principalName),
          ])
        : [],
    issuers: unique(
      stores.flatMap(({ profile: { access } }) =>
        access.kind === 'oidc' && access.createProvider
          ? access.issuer.replace(/^https:\/\//, '')
          : [],
      ),
    ),
  };
}

/** All buckets of a store's stack. */
export function bucketNamesOf({ bucketName, logBucketName, replica, integrity }: Store): string[] {
  return [
    bucketName,
    logBucketName,
    ...(replica ? [replica.bucketName, replica.logBucketName] : []),
    ...(integrity ? [integrity.reportBucketName] : []),
  ];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** The props of {@link CiAccess}, with every default filled in. */
export function ciAccessProps(
  environment: Settings,
  ci: CiSettings,
  names: CiNames,
): CiAccessProps {
  const { account, region, state, type, name, administrators, permissionsBoundary } = environment;
  const roles = ciRoleNames({ name, ci });
  return {
    account,
    partition: findPartition(region),
    environment: name,
    names,
    administratorArns: administrators,
    boundaryArn: permissionsBoundary,
    github: githubTrust(ci, name),
    oidc: ci.oidc,
    planRoleName: roles.plan,
    deployRoleName: roles.deploy,
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

function githubTrust({ repository, ...ci }: CiSettings, name: string): CiAccessProps['github'] {
  if (repository === undefined) return undefined;
  return {
    repository,
    ownerId: ci.ownerId,
    repositoryId: ci.repositoryId,
    subjectPrefix: ci.subjectPrefix,
    environment: ci.environment ?? name,
    branch: ci.branch ?? 'main',
  };
}

/** The rules of an environment that workflows plan and deploy. */
export function checkCi(environment: Settings, stores: readonly Store[]): Problem[] {
  const { ci, region } = environment;
  if (!ci || !tryFindPartition(region)) return [];
  const props = ciAccessProps(environment, ci, ciNames(ci, stores));
  return [
    ...checkCiAccess(props).map(({ path, ...problem }) => ({
      ...problem,
      // The file has the settings of GitHub next to the names of the roles.
      path: ['ci', ...path.filter((key) => key !== 'github')],
    })),
    ...checkGithubKeys(ci).map(under('ci')),
    ...checkProvider(ci, stores).map(under('ci')),
    ...(ci.bucketPrefixes ?? []).flatMap((prefix, index) =>
      checkBucketPrefix(prefix).map(under('ci', 'bucketPrefixes', index)),
    ),
    ...checkState(environment.state).map(under('state')),
    ...checkDeployer(environment),
    ...checkAdministrators(environment, props),
  ];
}

/** Settings that say which tokens of GitHub are accepted. */
const GITHUB_KEYS = ['ownerId', 'repositoryId', 'subjectPrefix', 'environment', 'branch'] as const;

function checkGithubKeys(ci: CiSettings): Problem[] {
  if (ci.repository !== undefined || !ci.oidc) return [];
  return GITHUB_KEYS.filter((key) => ci[key] !== undefined).map((key) => ({
    rule: 'ci-repository-or-oidc',
    path: [key],
    what: `${key} belongs to repository, and has no effect with oidc`,
    fix: `Remove ${key}: the subjects of oidc say which tokens are accepted.`,
  }));
}

/** Two that create it are refused in any case. */
function checkProvider({ createProvider, oidc }: CiSettings, stores: readonly Store[]): Problem[] {
  const issuer = oidc?.issuer ?? GITHUB_ISSUER;
  if (createProvider ?? true) return [];
  return stores.flatMap(({ id, profile: { access } }) =>
    problemIf(access.kind === 'oidc' && access.createProvider && access.issuer === issuer, {
      rule: 'ci-provider-of-store',
      path: ['createProvider'],
      what: `${id} creates the identity provider for ${issuer}, but the deploy role must not change the provider whose tokens it accepts`,
      fix: `Remove createProvider here, and set access.createProvider: false for ${id}.`,
    }),
  );
}

/** @see Amazon S3 User Guide, "General purpose bucket naming rules" */
function checkBucketPrefix(prefix: string): Problem[] {
  return problemIf(!/^[a-z0-9][a-z0-9.-]{2,61}$/.test(prefix), {
    rule: 'ci-bucket-prefixes',
    path: [],
    what: `${JSON.stringify(prefix)} is not the beginning of names of buckets, with at least 3 characters`,
    fix: 'Write what the names of your buckets begin with, without a wildcard, for example acme-recordings-.',
  });
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
