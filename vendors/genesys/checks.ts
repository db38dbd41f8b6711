import { type Problem, under } from '../../core/problem';
import type { Store } from '../../store/store';
import { windowDays } from '../../store/window';
import { checkPathPattern } from './path-pattern';
import { type GenesysSettings, PRIMARY_ACKNOWLEDGEMENT } from './settings';

/** The pattern recordings are filed under. */
export function pathPattern({ profile }: Store<GenesysSettings>): string {
  return profile.keys.pattern ?? '';
}

/** Genesys' own rules: the guide's traps and edge cases. */
export function checkGenesys(store: Store<GenesysSettings>): Problem[] {
  return [
    ...checkWindow(store),
    ...checkStorageMode(store.settings),
    ...checkPathPattern(pathPattern(store), store.prefix).map(under('pathPattern')),
    ...checkVendorRegion(store),
    ...checkPreviousPatterns(store),
  ];
}

function checkPreviousPatterns({ settings }: Store<GenesysSettings>): Problem[] {
  return (settings.previousPaths ?? []).flatMap(({ prefix, pathPattern: pattern }, index) =>
    pattern === undefined
      ? []
      : checkPathPattern(pattern, prefix).map(under('previousPaths', index, 'pathPattern')),
  );
}

/** @see Genesys guide, section 4, "The Trap: Setting the S3 expiration window shorter" */
function checkWindow({ settings, schedule: { days } }: Store<GenesysSettings>): Problem[] {
  const vendorDays = windowDays(settings.vendorRetentionDays);
  if (days < vendorDays) return [shorter(days, vendorDays)];
  return days > vendorDays ? [longer(days, vendorDays)] : [];
}

function shorter(days: number, vendorDays: number): Problem {
  return {
    rule: 'retention-not-shorter-than-vendor',
    path: ['retention', 'days'],
    what: `${days} days is shorter than the ${vendorDays} days Genesys keeps its own copy`,
    fix: `Set it to ${vendorDays}, or shorten the window in Genesys first.`,
  };
}

function longer(days: number, vendorDays: number): Problem {
  return {
    rule: 'retention-matches-vendor',
    path: ['retention', 'days'],
    what: `${days} days is longer than the ${vendorDays} days Genesys keeps its own copy, so recordings remain that nothing in Genesys points to`,
    fix: `Set both to the same day, unless the law asks for the longer archive.`,
    warning: true,
  };
}

/** @see Genesys guide, section 2, "The Trap: Selecting PRIMARY storage mode" */
function checkStorageMode({ storageMode, acknowledge }: GenesysSettings): Problem[] {
  if (storageMode !== 'PRIMARY' || acknowledge === PRIMARY_ACKNOWLEDGEMENT) return [];
  return [
    {
      rule: 'storage-mode-primary-acknowledged',
      path: ['storageMode'],
      what: 'PRIMARY deletes the copy in Genesys after each upload: transcription, WEM quality monitoring and Architect playback stop working',
      fix: `Use DUAL, or set acknowledge: ${PRIMARY_ACKNOWLEDGEMENT}.`,
    },
  ];
}

/** @see Genesys guide, "Edge Case 1: Cross-Region S3 Propagation Delay" */
function checkVendorRegion({ settings, region }: Store<GenesysSettings>): Problem[] {
  const { genesysRegion } = settings;
  if (genesysRegion === region) return [];
  return [
    {
      rule: 'region-same-as-vendor',
      path: ['region'],
      what: `${region} is not ${genesysRegion}, where Genesys checks each upload at once, from afar`,
      fix: `Put the store in ${genesysRegion}; where recordings must live in ${region}, add replication: { region: ${region} }.`,
      warning: true,
    },
  ];
}
