import type { Conditions } from '../../core/policy';
import type { Problem } from '../../core/problem';
import type { Partition } from '../../core/region';
import type { AccessMethod, VendorProfile } from '../../store/profile';
import type { Store } from '../../store/store';
import type { Outputs } from '../outputs';
import type { DeployedStore, Vendor } from '../vendor';
import { type CustomSettings, customSettings } from './settings';

const DEFAULT_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** A vendor that is described in the environment file, for vendors that callvault does not know. */
export const custom: Vendor<CustomSettings> = {
  settings: customSettings,
  profile: (settings, { partition }) => customProfile(settings, partition),
  check: checkCustom,
  outputs: customOutputs,
};

function customProfile(settings: CustomSettings, partition: Partition): VendorProfile {
  const { actions, encryption = 'sse-kms' } = settings;
  const key = { sid: 'UseRecordingsKey', actions: actions.key ?? DEFAULT_KEY_ACTIONS };
  return {
    title: settings.title,
    sources: ['the environment file'],
    evidence: 'operator',
    access: accessMethodOf(settings.access, partition),
    grants: {
      ...(actions.bucket && { bucket: { sid: 'UseBucket', actions: actions.bucket } }),
      object: { sid: 'WriteRecordings', actions: actions.object },
      ...(encryption === 'sse-kms' && { key }),
    },
    encryption: [encryption],
    keys: { prefix: '' },
    writes: {
      deletes: actions.object.includes('s3:DeleteObject'),
      overwrites: 'unknown',
      checksumHeader: 'unknown',
    },
    registration: { mode: 'manual', where: settings.registration ?? "the vendor's settings" },
  };
}

type BucketPolicyAccess = Extract<CustomSettings['access'], { kind: 'bucket-policy' }>;

function accessMethodOf(access: CustomSettings['access'], partition: Partition): AccessMethod {
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
      };
    case 'assume-role':
      return {
        kind: access.kind,
        principals: { [partition]: access.principals },
        externalId: {
          value: access.externalId,
          source: access.externalIdSource,
          setting: ['access', 'externalId'],
        },
        sessionSeconds: access.sessionSeconds ?? 3_600,
      };
  }
}

function sourceConditions({ sourceAccount, sourceArn }: BucketPolicyAccess): Conditions {
  return {
    ...(sourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
    ...(sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': sourceArn } }),
  };
}

function customOutputs(
  store: Store<CustomSettings>,
  { principalArn = '' }: DeployedStore,
): Outputs {
  const { access } = store.profile;
  return {
    bucket_name: store.bucketName,
    bucket_region: store.region,
    prefix: store.prefix,
    ...(access.kind === 'iam-user' && { user_name: store.principalName }),
    ...((access.kind === 'assume-role' || access.kind === 'oidc') && {
      assume_role_arn: principalArn,
    }),
    ...(access.kind === 'assume-role' && { external_id: access.externalId.value }),
  };
}

/** @see IAM User Guide, "The confused deputy problem", on services that act for many customers */
function checkCustom({ settings: { access } }: Store<CustomSettings>): Problem[] {
  if (access.kind !== 'bucket-policy' || !('service' in access.principal)) return [];
  if (access.sourceAccount !== undefined) return [];
  return [
    {
      rule: 'service-principal-source-account',
      path: ['access', 'principal', 'service'],
      what: `${access.principal.service} writes on behalf of every AWS customer, and access.sourceAccount does not restrict it to one`,
      fix: 'Set access.sourceAccount to the account that uses the service.',
    },
  ];
}
