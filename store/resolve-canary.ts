import type { CanaryMethod } from '../canary/settings';
import { tryParseArn } from '../core/arn';
import { inDays } from '../core/day';
import { lockedDays } from '../modules/object-lock';
import type { StoreCanary } from './canary';
import { type AssumeRole, externalIdValue } from './profile';
import { newestRuntime } from './runtime';
import { accessKeySecretName, type Store, vendorApiSecretName } from './store';

/** Fills in everything. A store has none that is retired, or whose vendor nothing else can act for. */
export function resolveCanary(
  store: Omit<Store, 'canary'>,
  wanted: boolean | undefined,
): StoreCanary | undefined {
  if (wanted !== true || store.settings.retire) return undefined;
  const method = canaryMethod(store);
  if (typeof method === 'string') return undefined;
  const { nameId, id: stack, profile, region, bucketName: bucket, prefix, integrity } = store;
  const { access, title } = profile;
  return {
    name: `arrivals-canary-${nameId}`,
    runtime: integrity?.runtime ?? newestRuntime(store.providerVersion),
    settings: {
      store: nameId,
      stack,
      title,
      region,
      bucket,
      bucketArn: store.bucketArn,
      prefix,
      locked: isLocked(store),
      principal: {
        kind: access.kind === 'iam-user' ? 'user' : 'role',
        name: store.principalName,
        ...(access.kind === 'assume-role' && { externalId: externalIdValue(access) }),
      },
      method,
    },
  };
}

type Subject = Omit<Store, 'canary'>;

/** How a canary can act as the vendor, or why it cannot: a clause. */
export function canaryMethod(store: Subject): CanaryMethod | string {
  const { profile, network } = store;
  const { title } = profile;
  const writing = tryFindWriting(store);
  if (profile.validates && (!writing || network)) return validationMethod(store);
  if (writing && network) {
    return `sourceIp: enforce denies what ${title} does from outside its network, where a canary is`;
  }
  return (
    writing ??
    `${whoWrites(store)}, and callvault knows no call with which ${title} validates a store`
  );
}

/** How a canary can write; undefined if only the vendor can. */
function tryFindWriting(store: Subject): CanaryMethod | undefined {
  const { profile, nameId, principalArn: roleArn = '' } = store;
  const { access } = profile;
  if (access.kind === 'iam-user')
    return { kind: 'access-key', secret: accessKeySecretName(nameId) };
  if (access.kind !== 'assume-role' || !trustsOwnAccount(access, store)) return undefined;
  return { kind: 'role', roleArn, externalId: externalIdValue(access) };
}

function validationMethod(store: Subject): CanaryMethod | string {
  const { profile, nameId, settings } = store;
  if (settings.objectLock && isLocked(store)) {
    const { mode } = settings.objectLock;
    return `each validation by ${profile.title} can leave a file that Object Lock keeps in ${mode} mode for ${inDays(lockedDays(settings.objectLock))}`;
  }
  return {
    kind: 'validation',
    vendor: settings.vendor,
    options: profile.apiOptions ?? {},
    secret: vendorApiSecretName(nameId),
  };
}

function whoWrites({ profile: { access, title } }: Subject): string {
  switch (access.kind) {
    case 'oidc':
      return `${title} assumes its role with a token that only it has`;
    case 'bucket-policy':
      return `${title} writes as itself`;
    default:
      return `only ${title} can assume its role`;
  }
}

/** Whether every principal of the store's account that is allowed to can assume the role. */
function trustsOwnAccount({ principals }: AssumeRole, { partition, account }: Subject): boolean {
  return (principals[partition] ?? []).some((arn) => {
    const parsed = tryParseArn(arn);
    return parsed?.account === account && parsed.resource === 'root';
  });
}

/** A file may be locked for a day, in the mode in which administrators can still delete it. */
function isLocked({ settings: { objectLock } }: Subject): boolean {
  if (!objectLock) return false;
  return objectLock.mode === 'compliance' || lockedDays(objectLock) > 1;
}
