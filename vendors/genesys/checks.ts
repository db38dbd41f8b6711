import { type Problem, under } from '../../core/problem';
import type { Store } from '../../store/store';
import { checkPathPattern } from './path-pattern';
import { type GenesysSettings, PRIMARY_ACKNOWLEDGEMENT } from './settings';

/** The pattern of the recordings' keys. */
export function pathPattern({ profile }: Store<GenesysSettings>): string {
  return profile.keys.pattern ?? '';
}

/** Genesys' own rules: the guide's traps and edge cases. */
export function checkGenesys(store: Store<GenesysSettings>): Problem[] {
  return [
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
      what: `${region} is not ${genesysRegion}, the region of your Genesys organization, which checks each upload immediately and would do so across regions`,
      fix: `Put the store in ${genesysRegion}; where recordings must be kept in ${region}, add replication: { region: ${region} }.`,
      warning: true,
    },
  ];
}
