import type { CheckSettings, SourceSettings } from '../integrity/settings';
import { WEEKLY } from '../modules/integrity-schedule';
import { type Integrity, REPORT_BUCKET_SUFFIX } from './integrity';
import type { IntegritySettings } from './integrity-settings';
import { newestRuntime } from './runtime';
import { type Store, vendorApiSecretName } from './store';
import { copiesTo } from './switched-off';

/** Hours after which a recording must have arrived: vendors say up to two days. */
const GRACE_HOURS = 48;

/** Fills in every default of a store's integrity check. */
export function resolveIntegrity(
  store: Omit<Store, 'integrity'>,
  settings: IntegritySettings | undefined,
): Integrity | undefined {
  if (!settings) return undefined;
  const source = resolveSource(store, settings);
  const check = resolveCheck(store, settings, source);
  return {
    name: `integrity-${store.nameId}`,
    schedule: settings.schedule ?? WEEKLY,
    distributed: settings.scale === 'distributed',
    runtime: settings.runtime ?? newestRuntime(store.providerVersion),
    reportBucketName: check.reports,
    secretName: source.kind === 'api' ? source.secret : undefined,
    check,
    off: settings.off,
  };
}

/** Days for which both the store and the vendor keep a recording. */
export function keptDays({ schedule, profile }: Pick<Store, 'schedule' | 'profile'>): number {
  return Math.min(schedule.days, profile.keepsDays ?? schedule.days);
}

function resolveCheck(
  store: Omit<Store, 'integrity'>,
  settings: IntegritySettings,
  source: SourceSettings,
): CheckSettings {
  const { nameId, region, bucketName, paths, additionalPrefixes, profile } = store;
  const replica = copiesTo(store);
  const { sidecarSuffix, sidecars = false, testSuffix, ignored, lookbackDays } = profile.keys;
  return {
    store: nameId,
    region,
    bucket: bucketName,
    reports: settings.bucket ?? `${bucketName}${REPORT_BUCKET_SUFFIX}`,
    source,
    paths: [
      ...paths.map(({ prefix, pattern, gone }) => ({ prefix, pattern, gone })),
      ...additionalPrefixes.map((prefix) => ({ prefix, additional: true })),
    ],
    replica: replica && { bucket: replica.bucketName, region: replica.region },
    sidecars,
    sidecarSuffix,
    testSuffix,
    ignored,
    ...(profile.access.kind === 'iam-user' && { userName: store.principalName }),
    days: settings.days ?? keptDays(store),
    keptDays: keptDays(store),
    until: store.settings.retire?.since,
    ...(lookbackDays !== undefined && { lookbackDays }),
    graceHours: settings.graceHours ?? GRACE_HOURS,
    inventory: settings.inventory ?? false,
  };
}

function resolveSource(
  { nameId, settings: { vendor }, profile }: Pick<Store, 'nameId' | 'settings' | 'profile'>,
  { source, manifest = 'manifest.jsonl' }: IntegritySettings,
): SourceSettings {
  switch (source) {
    case 'manifest':
      return { kind: 'manifest', key: manifest };
    case 'sidecars':
      return { kind: 'sidecars', vendor, form: profile.keys.sidecarForm };
    case 'api':
      return {
        kind: 'api',
        vendor,
        options: profile.apiOptions ?? {},
        secret: vendorApiSecretName(nameId),
      };
  }
}
