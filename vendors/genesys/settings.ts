import * as z from 'zod';
import { accountId, durationDays, sourceIp, storeSettings } from '../../store/settings';
import { GENESYS_REGIONS } from './regions';

/** Names what no longer works, so that it is not accepted unread. */
export const PRIMARY_ACKNOWLEDGEMENT =
  'primary-breaks-transcription-quality-monitoring-and-playback';

/** The YAML keys of a Genesys store. */
export const genesysSettings = z
  .strictObject({
    vendor: z.literal('genesys').describe('Recordings of Genesys Cloud CX.'),
    ...storeSettings,
    organizationId: z
      .string()
      // STS and S3 compare it exactly: as the external id, and as the folder of exports.
      .regex(
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
        'a UUID in lower case, such as 7c9e6679-7425-40de-944b-e07fc1f90ae7',
      )
      .describe('Your organization id at Genesys Cloud, which Genesys sends as the external id.'),
    genesysAccount: accountId.describe(
      'The AWS account Genesys Cloud writes from, as its External Storage configuration wizard shows it.',
    ),
    genesysRole: z
      .string()
      .regex(/^[\w+=,.@/-]{1,64}$/, 'up to 64 letters, digits and _ + = , . @ / -')
      .optional()
      .describe(
        'Name of the role Genesys Cloud writes as, in its own account. Default "external-storage-service-role".',
      ),
    genesysRegion: z
      .enum(GENESYS_REGIONS)
      .describe('AWS region of your Genesys Cloud organization.'),
    access: z
      .enum(['role', 'user'])
      .optional()
      .describe(
        'role: Genesys assumes a role and needs no key. user: Genesys gets the access key of an IAM user. Default "role".',
      ),
    storageMode: z
      .enum(['DUAL', 'PRIMARY'])
      .optional()
      .describe(
        'DUAL: Genesys keeps its own recording and pushes a copy. PRIMARY: Genesys deletes its own recording after the upload, which needs acknowledge. Default "DUAL".',
      ),
    acknowledge: z
      .literal(PRIMARY_ACKNOWLEDGEMENT)
      .optional()
      .describe('Confirms what storageMode PRIMARY breaks.'),
    vendorRetentionDays: durationDays.describe(
      'Days Genesys keeps its own copy, as set in Admin > Recordings > Retention Policies: whole days, or "24 months". retention.days must not be shorter.',
    ),
    pathPattern: z
      .string()
      .optional()
      .describe(
        'File path pattern of the Recording Rule node. Default "recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}", or the layout of Genesys\' exports for bulk-actions. Locked by the first deployment.',
      ),
    includeMetadata: z
      .boolean()
      .optional()
      .describe(
        'Whether Include Metadata is on: a JSON file next to each recording. Default false.',
      ),
    vendorMayDelete: z
      .boolean()
      .optional()
      .describe(
        'Whether Genesys may delete copies, as its guide grants. A deleted copy is hidden and can be recovered for retention.noncurrentDays. Default true.',
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
        'For bulk-actions: values of properties, or fields of credentials, that Genesys requires and callvault does not know. Default: none.',
      ),
    connectionName: z
      .string()
      .min(1)
      .max(120)
      .optional()
      .describe(
        'Name of the external storage connection, or of the integration. Default "AWS S3 Dual Storage - <stack id> Recordings", with "Primary" instead of "Dual" for storageMode PRIMARY.',
      ),
    sourceIp: sourceIp
      .optional()
      .describe('Addresses Genesys may write from. Default: any, until you know them.'),
  })
  .meta({
    title: 'Genesys Cloud CX',
    description: 'A Genesys Cloud CX store: dual storage of call recordings.',
    examples: [
      {
        vendor: 'genesys',
        bucket: 'acme-calls',
        organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
        genesysAccount: '765628985471',
        genesysRegion: 'eu-central-1',
        vendorRetentionDays: 730,
        pathPattern: 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}_{recording_uuid}.{format}',
        retention: { days: 730 },
      },
    ],
  });

/** The settings of a Genesys store. */
export type GenesysSettings = z.infer<typeof genesysSettings>;
