import type { Partition } from '../../core/region';
import type { AccessMethod, VendorProfile } from '../../store/profile';
import type { StorePlace } from '../../store/store';
import { windowDays } from '../../store/window';
import { genesysEndpoints } from './api';
import {
  BULK_ACTIONS_GRANTS,
  bulkActionsPattern,
  bulkActionsPrefix,
  bulkActionsPrincipal,
  isExportFolder,
  LOOKBACK_DAYS,
  SIDECAR_SUFFIX,
} from './bulk-actions';
import type { GenesysSettings } from './settings';

/** @see Genesys guide, section 1, the role's trust policy */
const DEFAULT_TRUSTED_ROLE = 'external-storage-service-role';

/** @see Genesys guide, section 1: connections write below `recordings/` */
const DEFAULT_PREFIX = 'recordings/';

/** @see Genesys guide, section 3, the file path pattern */
const DEFAULT_PATH_PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';

/** @see Genesys guide, section 1, the role's policy */
const OBJECT_ACTIONS = ['s3:PutObject', 's3:PutObjectAcl', 's3:GetObject'];

/** What the route decides: how Genesys gets access, what it may do, and where it puts recordings. */
interface Route extends Pick<VendorProfile, 'grants' | 'evidence'> {
  readonly where: string;
  readonly source: string;
  readonly principal: string;
  readonly keys: Pick<
    VendorProfile['keys'],
    'prefix' | 'pattern' | 'sidecarSuffix' | 'sidecarForm' | 'lookbackDays'
  >;
  readonly deletes: boolean;
  readonly validates: boolean;
}

/** The guide's external storage connection. */
function connectionRoute(settings: GenesysSettings, partition: Partition): Route {
  const { genesysAccount, genesysRole = DEFAULT_TRUSTED_ROLE, vendorMayDelete = true } = settings;
  return {
    where: 'Admin, External Storage, or POST /api/v2/externalstorage/connections',
    source: 'Genesys guide, "Configuring AWS S3 Dual-Storage Integrations for Call Recordings"',
    evidence: 'third-party',
    principal: `arn:${partition}:iam::${genesysAccount}:role/${genesysRole}`,
    keys: {
      prefix: DEFAULT_PREFIX,
      pattern: DEFAULT_PATH_PATTERN,
      sidecarSuffix: '.json',
      sidecarForm: 'connection',
    },
    grants: connectionGrants(vendorMayDelete),
    deletes: vendorMayDelete,
    validates: true,
  };
}

/** The integration that Genesys documents. */
function bulkActionsRoute(
  { genesysAccount, organizationId }: GenesysSettings,
  partition: Partition,
): Route {
  return {
    where: 'Admin, Integrations, "AWS S3 recording bulk actions integration"',
    source: 'Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration"',
    evidence: 'vendor-documentation',
    principal: bulkActionsPrincipal(partition, genesysAccount),
    keys: {
      prefix: bulkActionsPrefix(organizationId),
      pattern: bulkActionsPattern(organizationId),
      sidecarSuffix: SIDECAR_SUFFIX,
      sidecarForm: 'bulk-actions',
      lookbackDays: LOOKBACK_DAYS,
    },
    grants: BULK_ACTIONS_GRANTS,
    deletes: false,
    validates: false,
  };
}

/**
 * The guide's actions, those on objects for the store's prefix only. The guide grants `s3:DeleteObject`: a deletion
 * in Genesys then hides the copy behind a delete marker, until it can no longer be recovered.
 */
function connectionGrants(vendorMayDelete: boolean): VendorProfile['grants'] {
  return {
    bucket: { sid: 'FindBucket', actions: ['s3:ListBucket', 's3:GetBucketLocation'] },
    object: {
      sid: 'PushRecordings',
      actions: [...OBJECT_ACTIONS, ...(vendorMayDelete ? ['s3:DeleteObject'] : [])],
    },
    key: {
      sid: 'UseRecordingsKey',
      actions: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
    },
  };
}

function accessMethodOf(
  { access, organizationId }: GenesysSettings,
  partition: Partition,
  principal: string,
): AccessMethod {
  if (access === 'user') return { kind: 'iam-user' };
  return {
    kind: 'assume-role',
    principals: { [partition]: [principal] },
    externalId: { value: organizationId, source: 'tenant', setting: ['organizationId'] },
    sessionSeconds: 3_600,
  };
}

const WRITES = {
  withoutDeletion: 'vendorMayDelete: false',
  overwrites: 'unknown',
  checksumHeader: 'unknown',
} as const;

/** What Genesys Cloud CX needs. */
export function genesysProfile(
  settings: GenesysSettings,
  { partition, localVendors }: StorePlace,
): VendorProfile {
  const route =
    settings.registration === 'bulk-actions'
      ? bulkActionsRoute(settings, partition)
      : connectionRoute(settings, partition);
  const keepsDays = windowDays(settings.vendorRetentionDays);
  return {
    title: 'Genesys Cloud CX',
    sources: [route.source],
    evidence: route.evidence,
    validates: route.validates,
    access: accessMethodOf(settings, partition, route.principal),
    grants: route.grants,
    encryption: ['sse-kms'],
    keys: {
      ...route.keys,
      pattern: settings.pathPattern ?? route.keys.pattern,
      ...(settings.previousPaths?.some(({ prefix, gone }) => !gone && isExportFolder(prefix)) && {
        lookbackDays: LOOKBACK_DAYS,
      }),
      sidecars: settings.includeMetadata ?? false,
      sidecarSetting: 'Switch on Include Metadata and set includeMetadata: true',
    },
    keepsDays,
    apiOptions: {
      ...genesysEndpoints(settings.genesysRegion, localVendors),
      organizationId: settings.organizationId,
      keepsDays: String(keepsDays),
    },
    writes: { ...WRITES, deletes: route.deletes },
    registration: { mode: 'rest', where: route.where },
  };
}
