import type { Partition } from '../../core/region';
import type { VendorProfile, AccessMethod } from '../../store/profile';
import { genesysEndpoints } from './api';
import {
  BULK_ACTIONS_GRANTS,
  bulkActionsPattern,
  bulkActionsPrefix,
  bulkActionsPrincipal,
  SIDECAR_SUFFIX,
} from './bulk-actions';

/** @see Genesys guide, section 1, the role's trust policy */
export const DEFAULT_TRUSTED_ROLE = 'external-storage-service-role';

/** @see Genesys guide, section 1: connections write below `recordings/` */
export const DEFAULT_PREFIX = 'recordings/';

/** @see Genesys guide, section 3, the file path pattern */
const DEFAULT_PATH_PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';

/** @see Genesys guide, section 1, the role's policy */
const OBJECT_ACTIONS = ['s3:PutObject', 's3:PutObjectAcl', 's3:GetObject'];

/** How Genesys is told of a store, which decides how it gets in, what it may do, and how it files recordings. */
export type GenesysRoute = 'connection' | 'bulk-actions';

/** What decides how Genesys gets in. */
export interface GenesysTrust {
  /** How it is told of the store. */
  readonly route: GenesysRoute;
  /** Whether it takes on a role or is given a user's key. */
  readonly access: 'role' | 'user';
  /** Genesys' own account, twelve digits. */
  readonly genesysAccount: string;
  /** Name of Genesys' own role, path included. */
  readonly genesysRole: string;
  /** The customer's organization id at Genesys. */
  readonly organizationId: string;
  /** Partition of both accounts. */
  readonly partition: Partition;
}

function accessMethodOf(trust: GenesysTrust): AccessMethod {
  if (trust.access === 'user') return { kind: 'iam-user' };
  const { route, partition, genesysAccount, genesysRole, organizationId } = trust;
  const principal =
    route === 'bulk-actions'
      ? bulkActionsPrincipal(partition, genesysAccount)
      : `arn:${partition}:iam::${genesysAccount}:role/${genesysRole}`;
  return {
    kind: 'assume-role',
    principals: { [partition]: [principal] },
    externalId: { value: organizationId, source: 'tenant', setting: ['organizationId'] },
    sessionSeconds: 3_600,
  };
}

/** How Genesys files recordings, and for how long. */
export interface GenesysLayout {
  /** Whether it may delete copies. */
  readonly vendorMayDelete: boolean;
  /** Pattern of its keys, and whether metadata stands beside each recording. */
  readonly keys: { readonly pattern?: string | undefined; readonly sidecars: boolean };
  /** Whole days it keeps its own copy. */
  readonly keepsDays: number;
  /** Host of its region, e.g. `mypurecloud.de`. */
  readonly host: string;
}

/** What each of the routes says of itself. */
interface Route {
  readonly where: string;
  readonly source: string;
  readonly evidence: VendorProfile['evidence'];
  readonly keys: { readonly prefix: string; readonly pattern: string; readonly suffix: string };
  readonly grants: (vendorMayDelete: boolean) => VendorProfile['grants'];
}

const ROUTES: Readonly<Record<GenesysRoute, (organizationId: string) => Route>> = {
  connection: () => ({
    where: 'Admin, External Storage, or POST /api/v2/externalstorage/connections',
    source: 'Genesys guide, "Configuring AWS S3 Dual-Storage Integrations for Call Recordings"',
    evidence: 'third-party',
    keys: { prefix: DEFAULT_PREFIX, pattern: DEFAULT_PATH_PATTERN, suffix: '.json' },
    grants: connectionGrants,
  }),
  'bulk-actions': (organizationId) => ({
    where: 'Admin, Integrations, "AWS S3 recording bulk actions integration"',
    source: 'Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration"',
    evidence: 'vendor-documentation',
    keys: {
      prefix: bulkActionsPrefix(organizationId),
      pattern: bulkActionsPattern(organizationId),
      suffix: SIDECAR_SUFFIX,
    },
    grants: () => BULK_ACTIONS_GRANTS,
  }),
};

/**
 * The guide's actions, those on objects for the store's prefix only. It grants `s3:DeleteObject`, with which a
 * deletion in Genesys hides the copy behind a delete marker until it can no longer be recovered.
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

/** What Genesys Cloud CX needs, by how it is told of the store. */
export function genesysProfile(
  trust: GenesysTrust,
  { vendorMayDelete, keys, ...layout }: GenesysLayout,
): VendorProfile {
  const route = ROUTES[trust.route](trust.organizationId);
  const { prefix, pattern, suffix } = route.keys;
  return {
    title: 'Genesys Cloud CX',
    sources: [route.source],
    evidence: route.evidence,
    access: accessMethodOf(trust),
    grants: route.grants(vendorMayDelete),
    encryption: ['sse-kms'],
    keys: {
      ...{ prefix, sidecarSuffix: suffix, sidecars: keys.sidecars },
      pattern: keys.pattern ?? pattern,
    },
    keepsDays: layout.keepsDays,
    api: {
      vendor: 'genesys',
      options: {
        ...genesysEndpoints(layout.host),
        organizationId: trust.organizationId,
        keepsDays: String(layout.keepsDays),
      },
    },
    writes: {
      deletes: trust.route === 'connection' && vendorMayDelete,
      overwrites: 'unknown',
      checksumHeader: 'unknown',
    },
    registration: { mode: 'rest', where: route.where },
  };
}
