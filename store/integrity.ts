import type { CheckSettings, SourceSettings } from '../integrity/settings';
import { WEEKLY } from '../modules/integrity-schedule';
import type { IntegritySettings } from './integrity-settings';
import type { Store } from './store';

/** Hours in which a recording may still be on its way: vendors say up to two days. */
const GRACE_HOURS = 48;

/** The integrity check of a store, with every default filled in. */
export interface Integrity {
  /** Name of the function, of its role, and of the state machine where there is one. */
  readonly name: string;
  /** When it runs, as EventBridge says it. */
  readonly schedule: string;
  /** Whether many functions work at a time. */
  readonly distributed: boolean;
  /** Name of the bucket of reports. */
  readonly reportBucketName: string;
  /** Name of the secret with the credentials for the vendor's API. @default - none is needed */
  readonly secretName?: string | undefined;
  /** What the check is told. */
  readonly check: CheckSettings;
}

/** What callvault appends to a bucket's name for its bucket of reports. */
export const REPORT_BUCKET_SUFFIX = '-reports';

/** Fills in every default of a store's integrity check. */
export function resolveIntegrity(
  store: Omit<Store, 'integrity'>,
  settings: IntegritySettings | undefined,
): Integrity | undefined {
  if (!settings) return undefined;
  const { id, bucketName } = store;
  const reportBucketName = settings.bucket ?? `${bucketName}${REPORT_BUCKET_SUFFIX}`;
  const source = resolveSource(store, settings);
  return {
    name: `integrity-${id}`,
    schedule: settings.schedule ?? WEEKLY,
    distributed: settings.scale === 'distributed',
    reportBucketName,
    secretName: source.kind === 'api' ? source.secret : undefined,
    check: {
      ...{ store: id, region: store.region, bucket: bucketName, reports: reportBucketName, source },
      ...resolvePlaces(store),
      ...(store.profile.access.kind === 'iam-user' && { userName: store.principalName }),
      days: settings.days ?? keptDays(store),
      graceHours: settings.graceHours ?? GRACE_HOURS,
      inventory: settings.inventory ?? false,
    },
  };
}

/** Days for which both the store and the vendor keep a recording. */
export function keptDays({ schedule, profile }: Pick<Store, 'schedule' | 'profile'>): number {
  return Math.min(schedule.days, profile.keepsDays ?? schedule.days);
}

function resolvePlaces({
  paths,
  replica,
  profile: { keys },
}: Omit<Store, 'integrity'>): Pick<
  CheckSettings,
  'paths' | 'replica' | 'sidecars' | 'sidecarSuffix' | 'testSuffix'
> {
  const { sidecarSuffix, sidecars = false, testSuffix } = keys;
  return {
    paths: paths
      .filter(({ gone }) => gone !== true)
      .map(({ prefix, pattern }) => ({ prefix, pattern })),
    replica: replica && { bucket: replica.bucketName, region: replica.region },
    ...{ sidecars, sidecarSuffix, testSuffix },
  };
}

function resolveSource(
  { id, profile }: Pick<Store, 'id' | 'profile'>,
  { source, manifest = 'manifest.jsonl' }: IntegritySettings,
): SourceSettings {
  if (source === 'manifest') return { kind: 'manifest', key: manifest };
  if (source === 'sidecars') return { kind: 'sidecars' };
  const { vendor = '', options = {} } = profile.api ?? {};
  return { kind: 'api', vendor, options, secret: `callvault/${id}/vendor-api` };
}
