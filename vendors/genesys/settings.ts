import * as z from 'zod';
import { accountId, sourceIp, storeSettings, vendorWindow } from '../../store/settings';
import { GENESYS_REGIONS } from './regions';

/** Names what no longer works, so that nobody accepts it unread. */
export const PRIMARY_ACKNOWLEDGEMENT =
  'primary-breaks-transcription-quality-monitoring-and-playback';

/** The YAML keys of a Genesys store. */
export const genesysSettings = z
  .strictObject({
    vendor: z.literal('genesys').describe('Recordings of Genesys Cloud CX.'),
    ...storeSettings,
    organizationId: z
      .guid()
      .describe('Your organization id at Genesys Cloud; the external id Genesys names.'),
    genesysAccount: accountId().describe(
      'The AWS account Genesys Cloud writes from, as its External Storage configuration wizard shows it.',
    ),
    genesysRole: z
      .string()
      .regex(/^[\w+=,.@/-]{1,64}$/)
      .optional()
      .describe(
        'Name of the role Genesys Cloud writes as, in its own account. Default "external-storage-service-role".',
      ),
    genesysRegion: z
      .enum(GENESYS_REGIONS)
      .describe('AWS region your Genesys Cloud organization lives in.'),
    access: z
      .enum(['role', 'user'])
      .optional()
      .describe(
        'role: Genesys takes on a role, with no key to keep. user: an IAM user whose access key Genesys is given. Default "role".',
      ),
    storageMode: z
      .enum(['DUAL', 'PRIMARY'])
      .optional()
      .describe(
        'DUAL: Genesys keeps its own recording and pushes a copy. PRIMARY: Genesys deletes its own after the upload, which needs acknowledge. Default "DUAL".',
      ),
    acknowledge: z
      .literal(PRIMARY_ACKNOWLEDGEMENT)
      .optional()
      .describe('Says that you know what storageMode PRIMARY breaks.'),
    vendorRetentionDays: vendorWindow().describe(
      'Days Genesys keeps its own copy, as set in Admin > Recordings > Retention Policies: whole days, or "24 months". retention.days must not be shorter.',
    ),
    pathPattern: z
      .string()
      .optional()
      .describe(
        'File path pattern of the Recording Rule node. Default "recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}", or the layout of Genesys\' exports for bulk-actions. Locked at the first deployment.',
      ),
    includeMetadata: z
      .boolean()
      .optional()
      .describe(
        'Whether Include Metadata is on: a JSON file beside each recording. Default false.',
      ),
    vendorMayDelete: z
      .boolean()
      .optional()
      .describe(
        'Whether Genesys may delete copies, as its guide grants. What it deletes is hidden and can be recovered for retention.noncurrentDays. Default true.',
      ),
    registration: z
      .enum(['connection', 'bulk-actions'])
      .optional()
      .describe(
        'connection: the external storage connection of the guide. bulk-actions: the AWS S3 recording bulk actions integration that Genesys documents, with its own role, actions and key layout. Default "connection".',
      ),
    integrationProperties: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        'For bulk-actions: values of properties that Genesys asks for and callvault does not know. Default: none.',
      ),
    connectionName: z
      .string()
      .min(1)
      .max(120)
      .optional()
      .describe(
        'Name of the external storage connection, or of the integration. Default "AWS S3 Dual Storage - <stack id> Recordings".',
      ),
    sourceIp: sourceIp
      .optional()
      .describe('Addresses Genesys may write from. Default: any, until you know them.'),
  })
  .describe('A Genesys Cloud CX store: dual storage of call recordings.');

/** The settings of a Genesys store. */
export type GenesysSettings = z.infer<typeof genesysSettings>;
