import { matchesWildcard } from '../core/wildcard';
import { changedNames } from '../modules/ci-names';
import { logBucketName } from '../modules/log-bucket';
import { bucketNamesOf, ciAccessProps, ciNames } from './ci';
import type { FileProblem } from './cross-checks';
import { ciRoleNames, type Environment } from './environment';

/** Warns of deploy roles that can change what belongs to another environment of the same account. */
export function checkCiApart(environments: readonly Environment[]): FileProblem[] {
  return environments.flatMap((environment) =>
    environments
      .filter((other) => other !== environment && other.account === environment.account)
      .flatMap((other) => checkReach(environment, other)),
  );
}

function checkReach(environment: Environment, other: Environment): FileProblem[] {
  const { ci, file, name, stores } = environment;
  if (!ci) return [];
  const props = ciAccessProps(environment, ci, ciNames(ci, stores));
  const patterns = changedNames(props);
  const reached = [
    ...matching(patterns.bucket ?? [], bucketsOf(other)),
    ...matching([...(patterns.role ?? []), ...(patterns.user ?? [])], identitiesOf(other)),
  ];
  const [first] = reached;
  if (!first) return [];
  return [
    {
      rule: 'ci-apart',
      file,
      path: ['ci'],
      what: `the deploy role of ${name} could change ${first.name} of ${other.name}, because it may change ${first.pattern}`,
      fix: `Rename one of the environments, choose bucketPrefixes that do not match, or give ${name} an account of its own.`,
      warning: true,
    },
  ];
}

function matching(patterns: readonly string[], names: readonly string[]) {
  return patterns.flatMap((pattern) =>
    // IAM ignores the case of names.
    names
      .filter((name) => matchesWildcard(pattern.toLowerCase(), name.toLowerCase()))
      .map((name) => ({ name, pattern })),
  );
}

function bucketsOf({ stores, state }: Environment): string[] {
  const own = state.backend === 's3' ? [state.bucket, logBucketName(state.bucket)] : [];
  return [...own, ...stores.flatMap(bucketNamesOf)];
}

function identitiesOf(environment: Environment): string[] {
  const roles = environment.ci ? Object.values(ciRoleNames(environment)) : [];
  return [
    ...roles,
    ...environment.stores.flatMap(
      ({ principalName, replica, integrity, arrivals, canary, batchJobs }) => [
        principalName,
        ...(replica ? [replica.roleName] : []),
        ...(integrity ? [integrity.name] : []),
        ...(arrivals ? [arrivals.name] : []),
        ...(canary ? [canary.name] : []),
        ...(batchJobs ? [batchJobs.roleName] : []),
      ],
    ),
  ];
}
