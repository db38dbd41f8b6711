import type { Partition } from '../../core/region';
import type { VendorProfile, WayIn } from '../profile';
import { genesysEndpoints } from './api';

/** @see Genesys guide, section 1, the role's trust policy */
export const DEFAULT_TRUSTED_ROLE = 'external-storage-service-role';

/** @see Genesys guide, section 1: connections write below `recordings/` */
export const DEFAULT_PREFIX = 'recordings/';

/** @see Genesys guide, section 3, the file path pattern */
export const DEFAULT_PATH_PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';

/** @see Genesys guide, section 1, the role's policy */
const OBJECT_ACTIONS = ['s3:PutObject', 's3:PutObjectAcl', 's3:GetObject'];

/** What decides how Genesys gets in. */
export interface GenesysTrust {
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

function wayIn(trust: GenesysTrust): WayIn {
  if (trust.access === 'user') return { kind: 'iam-user' };
  const { partition, genesysAccount, genesysRole, organizationId } = trust;
  return {
    kind: 'assume-role',
    principals: { [partition]: [`arn:${partition}:iam::${genesysAccount}:role/${genesysRole}`] },
    externalId: { value: organizationId, source: 'tenant', setting: ['organizationId'] },
    sessionSeconds: 3_600,
  };
}

/** How Genesys files recordings, and for how long. */
export interface GenesysLayout {
  /** Whether it may delete copies. */
  readonly vendorMayDelete: boolean;
  /** Pattern of its keys, and whether metadata stands beside each recording. */
  readonly keys: { readonly pattern: string; readonly sidecars: boolean };
  /** Whole days it keeps its own copy. */
  readonly keepsDays: number;
  /** Host of its region, e.g. `mypurecloud.de`. */
  readonly host: string;
}

/**
 * What Genesys Cloud CX needs: the guide's actions, those on objects for the store's prefix only.
 *
 * The guide grants `s3:DeleteObject`, with which a deletion in Genesys hides the copy behind a delete
 * marker until it can no longer be recovered.
 */
export function genesysProfile(
  trust: GenesysTrust,
  { vendorMayDelete, ...layout }: GenesysLayout,
): VendorProfile {
  return {
    title: 'Genesys Cloud CX',
    sources: ['Genesys guide, "Configuring AWS S3 Dual-Storage Integrations for Call Recordings"'],
    evidence: 'third-party',
    wayIn: wayIn(trust),
    grants: {
      bucket: { sid: 'FindBucket', actions: ['s3:ListBucket', 's3:GetBucketLocation'] },
      object: {
        sid: 'PushRecordings',
        actions: [...OBJECT_ACTIONS, ...(vendorMayDelete ? ['s3:DeleteObject'] : [])],
      },
      key: {
        sid: 'UseRecordingsKey',
        actions: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
      },
    },
    encryption: ['sse-kms'],
    keys: { prefix: DEFAULT_PREFIX, sidecarSuffix: '.json', ...layout.keys },
    keepsDays: layout.keepsDays,
    api: {
      vendor: 'genesys',
      options: {
        ...genesysEndpoints(layout.host),
        organizationId: trust.organizationId,
        keepsDays: String(layout.keepsDays),
      },
    },
    writes: { deletes: vendorMayDelete, overwrites: 'unknown', checksumHeader: 'unknown' },
    registration: {
      mode: 'rest',
      where: 'Admin, External Storage, or POST /api/v2/externalstorage/connections',
    },
  };
}
