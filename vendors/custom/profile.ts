import type { Conditions } from '../../core/policy';
import type { Partition } from '../../core/region';
import type { Grants } from '../../modules/access-statements';
import type { AccessMethod, AssumeRole, VendorProfile } from '../../store/profile';
import { windowDays } from '../../store/window';
import type { AccessSettings } from './access-settings';
import {
  BUCKET_ACTIONS,
  CREATE_GRANT,
  expandActions,
  KEY_ACTIONS,
  LIST_ALL_BUCKETS,
  OBJECT_ACTIONS,
} from './actions';
import type { CustomSettings } from './settings';

const DEFAULT_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** What the vendor needs, as the environment file describes it. */
export function customProfile(settings: CustomSettings, partition: Partition): VendorProfile {
  const { encryption = 'sse-kms', vendorRetentionDays, testSuffix } = settings;
  const grants = grantsOf(settings);
  return {
    title: settings.title,
    sources: settings.sources ?? ['the environment file'],
    evidence: 'operator',
    access: accessMethodOf(settings.access, keyActions(settings).includes(CREATE_GRANT), partition),
    grants,
    encryption: [encryption],
    keys: {
      prefix: '',
      additionalPrefixes: settings.additionalPrefixes,
      pattern: settings.pathPattern,
      sidecarSuffix: settings.sidecarSuffix,
      sidecars: settings.sidecars,
      ...(testSuffix !== undefined && { testObject: `a file that ends in ${testSuffix}` }),
      testSuffix,
      ignored: settings.ignored,
    },
    ...(vendorRetentionDays !== undefined && { keepsDays: windowDays(vendorRetentionDays) }),
    writes: {
      deletes: grants.object.actions.includes('s3:DeleteObject'),
      overwrites: 'unknown',
      checksumHeader: settings.checksumHeader ?? 'unknown',
    },
    registration: { mode: 'manual', where: settings.registration ?? "the vendor's settings" },
  };
}

/** The actions with the key, names and patterns expanded. */
export function keyActions({ actions }: CustomSettings): readonly string[] {
  return expandActions(actions.key ?? DEFAULT_KEY_ACTIONS, KEY_ACTIONS);
}

/** The actions on objects, including those that the vendor's headers need. */
export function objectActions({ actions, cannedAcl, objectTags }: CustomSettings): string[] {
  const needed = [
    ...actions.object,
    ...(cannedAcl === undefined ? [] : ['s3:PutObjectAcl']),
    ...(objectTags === undefined ? [] : ['s3:PutObjectTagging']),
  ];
  return expandActions(needed, OBJECT_ACTIONS);
}

function grantsOf(settings: CustomSettings): Grants {
  const { encryption = 'sse-kms', actions } = settings;
  const bucket = expandActions(actions.bucket ?? [], BUCKET_ACTIONS);
  const onBucket = bucket.filter((action) => action !== LIST_ALL_BUCKETS);
  const onKey = keyActions(settings).filter((action) => action !== CREATE_GRANT);
  return {
    ...(bucket.includes(LIST_ALL_BUCKETS) && {
      account: { sid: 'ListBucketNames', actions: [LIST_ALL_BUCKETS] },
    }),
    ...(onBucket.length > 0 && { bucket: { sid: 'UseBucket', actions: onBucket } }),
    object: { sid: 'WriteRecordings', actions: objectActions(settings) },
    ...(encryption === 'sse-kms' && { key: { sid: 'UseRecordingsKey', actions: onKey } }),
  };
}

type BucketPolicyAccess = Extract<AccessSettings, { kind: 'bucket-policy' }>;

function accessMethodOf(
  access: AccessSettings,
  keyByGrant: boolean,
  partition: Partition,
): AccessMethod {
  switch (access.kind) {
    case 'iam-user':
      return access;
    case 'oidc':
      return { ...access, createProvider: access.createProvider ?? true };
    case 'bucket-policy':
      return {
        kind: access.kind,
        principal:
          'aws' in access.principal
            ? { AWS: access.principal.aws }
            : { Service: access.principal.service },
        conditions: sourceConditions(access),
        keyByGrant,
      };
    case 'assume-role':
      return {
        kind: access.kind,
        principals: { [partition]: access.principals },
        externalId: externalIdOf(access),
        sessionSeconds: access.sessionSeconds ?? 3_600,
      };
  }
}

function externalIdOf({
  externalId,
  externalIdSource = 'tenant',
}: Extract<AccessSettings, { kind: 'assume-role' }>): AssumeRole['externalId'] {
  return externalId === undefined
    ? undefined
    : { value: externalId, source: externalIdSource, setting: ['access', 'externalId'] };
}

function sourceConditions({ sourceAccount, sourceArn }: BucketPolicyAccess): Conditions {
  return {
    ...(sourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
    ...(sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': sourceArn } }),
  };
}
