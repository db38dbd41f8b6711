import type { VendorProfile } from '../../store/profile';

/** The end of the key of the metadata that Genesys exports next to a recording. @see vendor facts, 0.5 */
export const SIDECAR_SUFFIX = '_metadata.json';

/**
 * Days that a conversation may last before its last recording: exports are filed by the hour in which the conversation
 * began, and message conversations can stay open for days.
 *
 * @see Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration", on the folders
 */
export const LOOKBACK_DAYS = 14;

/**
 * The principal that a store trusts for the documented integration: Genesys' whole account, as its own instructions
 * say.
 *
 * @see vendor facts, 2.4: `arn:aws:iam::765628985471:root`
 */
export function bulkActionsPrincipal(partition: string, account: string): string {
  return `arn:${partition}:iam::${account}:root`;
}

/**
 * The actions that Genesys' instructions for the integration ask for, by the resource they apply to. None of them reads,
 * lists or deletes.
 *
 * @see vendor facts, 2.4, after help.mypurecloud.com, "Create IAM resources for AWS S3 bucket"
 */
export const BULK_ACTIONS_GRANTS: VendorProfile['grants'] = {
  bucket: {
    sid: 'FindBucket',
    actions: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'],
  },
  object: { sid: 'ExportRecordings', actions: ['s3:PutObject', 's3:PutObjectAcl'] },
  // S3 calls KMS as the role; the instructions only describe SSE-S3 buckets.
  key: { sid: 'UseRecordingsKey', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
};

/** The folder Genesys exports to. @see vendor facts, 0.5 */
export function bulkActionsPrefix(organizationId: string): string {
  return `${organizationId}/`;
}

/** Whether a folder is one that Genesys exports to: it has the id of an organization. */
export function isExportFolder(prefix: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/$/i.test(prefix);
}

/** The keys of exported recordings; times are in UTC. @see vendor facts, 0.5 */
export function bulkActionsPattern(organizationId: string): string {
  const day = 'year={yyyy}/month={mm}/day={dd}/hour={hh}';
  const recording = 'conversation_id={conversation_uuid}/{recording_uuid}.{format}';
  return `${bulkActionsPrefix(organizationId)}${day}/${recording}`;
}
