import type { CiByHand, CiScope } from './ci-scope';
import { GITHUB_ISSUER } from './github-trust';
import { logBucketName } from './log-bucket';

/** The values of the placeholders in the ARNs of services. */
export type ArnValues = Readonly<Record<string, readonly string[]>>;

/** The names of everything that the deploy role may change. */
export function changedNames({
  partition,
  account,
  environment,
  names,
}: Omit<CiScope, 'boundaryArn'>): ArnValues {
  const made = ['recordings', 'replication', 'integrity', 'arrivals'].map(
    (kind) => `${kind}-*-${environment}`,
  );
  const ofMaps = ['map', 'map-start'].map((suffix) => `integrity-*-${environment}-${suffix}`);
  return {
    partition: [partition],
    account: [account],
    environment: [environment],
    bucket: names.buckets,
    role: [...made, ...ofMaps, ...names.roles],
    vendorRole: [`recordings-*-${environment}`, ...names.roles],
    user: names.users,
    issuer: names.issuers,
  };
}

/** The names of everything that plans read: also of the stacks that are deployed by hand, which are reviewed too. */
export function readNames(scope: CiScope, byHand: CiByHand): ArnValues {
  const { state, names, issuer = GITHUB_ISSUER } = scope;
  const changed = changedNames(scope);
  const buckets = state ? [state.bucketName, logBucketName(state.bucketName)] : [];
  return {
    ...changed,
    bucket: [...names.buckets, ...buckets],
    role: [...(changed.role ?? []), ...byHand.roles],
    issuer: [...names.issuers, issuer.replace('https://', '')],
    policy: byHand.policies,
  };
}

/** The ARNs that patterns stand for: one for each combination of values, and none without a value. */
export function expandArns(patterns: readonly string[], values: ArnValues): string[] {
  return patterns.flatMap((pattern) => {
    const [placeholder, name = ''] = /\{(\w+)\}/.exec(pattern) ?? [];
    if (placeholder === undefined) return [pattern];
    const filled = (values[name] ?? []).map((value) => pattern.replace(placeholder, () => value));
    return expandArns(filled, values);
  });
}
