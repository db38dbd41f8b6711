import { type Problem, problemIf, under } from '../../core/problem';
import type { Store } from '../../store/store';
import type { ExclusiveClaim } from '../vendor';
import { bulkActionsPattern, isExportFolder } from './bulk-actions';
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
    ...checkBulkActions(store.settings),
    ...checkPathPattern(pathPattern(store), store.prefix).map(under('pathPattern')),
    ...checkVendorRegion(store),
    ...checkPreviousPatterns(store),
  ];
}

function checkPreviousPatterns({ settings }: Store<GenesysSettings>): Problem[] {
  return (settings.previousPaths ?? []).flatMap(({ prefix, pathPattern: pattern, gone }, index) =>
    pattern === undefined
      ? checkSameLayout(prefix, settings)
          // Nothing is looked for on a path without recordings.
          .filter(() => gone !== true)
          .map(under('previousPaths', index))
      : checkPathPattern(pattern, prefix)
          // The keys of a previous path cannot be changed any more.
          .filter(({ rule, warning }) => warning !== true || rule !== 'path-pattern-unique')
          .map(under('previousPaths', index, 'pathPattern')),
  );
}

/** Without a pattern of its own, a previous path has the layout of the current one, which the other route does not use. */
function checkSameLayout(prefix: string, { registration }: GenesysSettings): Problem[] {
  const isExport = isExportFolder(prefix);
  return problemIf(isExport !== (registration === 'bulk-actions'), {
    rule: 'config-missing-key',
    path: ['pathPattern'],
    what: `pathPattern is missing: recordings in ${prefix} were written by the other route, with other keys than the current ones`,
    fix: `Add it: ${isExport ? bulkActionsPattern(prefix.slice(0, -1)) : `${prefix}{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}`}, or the pattern that you had.`,
  });
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

/**
 * The integration assumes a role, and copies what Genesys keeps.
 *
 * @see Genesys' instructions for the integration: only a role's ARN is entered; Genesys exports recordings
 */
function checkBulkActions({ registration, access, storageMode }: GenesysSettings): Problem[] {
  if (registration !== 'bulk-actions') return [];
  return [
    ...problemIf(access === 'user', {
      rule: 'genesys-bulk-actions-role',
      path: ['access'],
      what: 'access: user gives Genesys an access key, but the AWS S3 recording bulk actions integration only assumes a role',
      fix: 'Remove access, or set registration: connection.',
    }),
    ...problemIf(storageMode === 'PRIMARY', {
      rule: 'genesys-bulk-actions-dual',
      path: ['storageMode'],
      what: 'PRIMARY moves recordings out of Genesys, but the AWS S3 recording bulk actions integration only exports copies',
      fix: 'Remove storageMode, or set registration: connection.',
    }),
  ];
}

/** @see Genesys' instructions for the integration: "can only have a single instance of this integration active" */
export function genesysExclusive({
  settings,
  id,
}: Store<GenesysSettings>): ExclusiveClaim | undefined {
  const { registration, organizationId } = settings;
  if (registration !== 'bulk-actions') return undefined;
  return {
    name: organizationId.toLowerCase(),
    refuse: (first) => ({
      rule: 'genesys-bulk-actions-once',
      path: ['registration'],
      what: `${first} is already registered with bulk-actions for the organization ${organizationId}, and Genesys runs one such integration per organization`,
      fix: `Set registration: connection for ${id}, or remove one of the two stores.`,
    }),
  };
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
