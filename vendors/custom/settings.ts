import * as z from 'zod';
import { durationDays, sourceIp, storeSettings } from '../../store/settings';
import { accessSettings } from './access-settings';
import { ACTION_PATTERN, BUCKET_ACTIONS, KEY_ACTIONS, OBJECT_ACTIONS } from './actions';

/** The ACLs that S3 knows by name. @see Amazon S3 User Guide, "Access control list (ACL) overview", "Canned ACL" */
const CANNED_ACLS = [
  'private',
  'public-read',
  'public-read-write',
  'aws-exec-read',
  'authenticated-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
] as const;

const action = (allowed: readonly [string, ...string[]]) =>
  z.union([z.enum(allowed), z.string().regex(ACTION_PATTERN)]);

const actions = z.strictObject({
  bucket: z
    .array(action(BUCKET_ACTIONS))
    .optional()
    .describe('What it may do with the bucket. Default: nothing.'),
  object: z
    .array(action(OBJECT_ACTIONS))
    .min(1)
    .describe('What it may do with objects below the prefix.'),
  key: z
    .array(action(KEY_ACTIONS))
    .min(1)
    .optional()
    .describe(
      "What it may do with the recordings' key, through S3. kms:CreateGrant is for service-linked roles of your account: AWS services may then create grants for that role. Default: GenerateDataKey and Decrypt.",
    ),
});

const keyPattern = z.string().min(1).max(100);

/** What a vendor writes, and where. */
const fileSettings = {
  additionalPrefixes: z
    .array(z.string())
    .max(5)
    .optional()
    .describe(
      'Further folders the vendor writes to, for example one per kind of file. Add new ones at the end; they are locked as the prefix is. Default: none.',
    ),
  pathPattern: z
    .string()
    .optional()
    .describe(
      'How the vendor names its keys, from the prefix on, with {yyyy}/{mm}/{dd} for the day in UTC and other tokens in braces: the check then lists day by day. Locked by the first deployment. Default: keys are not filed by day.',
    ),
  sidecarSuffix: z
    .string()
    .min(2)
    .max(50)
    .optional()
    .describe(
      'The end of the key of the metadata file that belongs to a recording, e.g. ".json". Default: the vendor writes none.',
    ),
  sidecars: z
    .boolean()
    .optional()
    .describe(
      'Whether each recording has a metadata file, so that the check reports recordings without one. Default false.',
    ),
  testSuffix: z
    .string()
    .min(2)
    .max(50)
    .optional()
    .describe('The end of the key of the file with which the vendor tries the bucket, e.g. ".md".'),
  ignored: z
    .array(keyPattern)
    .max(20)
    .optional()
    .describe(
      'Other files that the vendor writes next to recordings, which the check ignores: patterns such as EG_*.json or Analysis/. * stands for any characters but a slash, ** for any; a pattern begins at any folder. Default: none.',
    ),
  cannedAcl: z
    .enum(CANNED_ACLS)
    .optional()
    .describe(
      'The ACL that the vendor sends with uploads. S3 accepts bucket-owner-full-control only, because the bucket has no ACLs. Default: the vendor sends none.',
    ),
  objectTags: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Tags that the vendor sends with uploads, for which it needs s3:PutObjectTagging. Default: none.',
    ),
  vendorRetentionDays: durationDays
    .optional()
    .describe(
      'Days the vendor keeps its own copy. retention.days must not be shorter. Default: it keeps none, or that is not known.',
    ),
  vendorRegion: z
    .union([z.string().min(1).max(60), z.number()], { error: 'a text or a number' })
    .optional()
    .describe(
      "The store's region as the vendor names or numbers it; shown in the outputs. Default: AWS's own name.",
    ),
  checksumHeader: z
    .boolean()
    .optional()
    .describe(
      'Whether the vendor sends a checksum with each upload, which Object Lock requires. Default: not known.',
    ),
};

/** The YAML keys of a store whose vendor is described in the file. */
export const customSettings = z
  .strictObject({
    vendor: z.literal('custom').describe('A vendor that is described here.'),
    ...storeSettings,
    title: z.string().min(1).max(60).describe("The vendor's name in messages and outputs."),
    sources: z
      .array(z.string().min(6).max(300))
      .min(1)
      .optional()
      .describe(
        'Where the facts about the vendor come from, e.g. the address of its page. Default: this file.',
      ),
    access: accessSettings,
    actions: actions.describe(
      "The actions the vendor's own guide asks for. A pattern such as s3:Put* stands for the allowed actions that it matches.",
    ),
    ...fileSettings,
    encryption: z
      .enum(['sse-kms', 'sse-s3'])
      .optional()
      .describe(
        'sse-kms: with the store\'s own key. sse-s3: with S3\'s keys, for vendors that do not support KMS. Default "sse-kms".',
      ),
    registration: z
      .string()
      .max(200)
      .optional()
      .describe("Where the bucket is entered in the vendor's settings."),
    sourceIp: sourceIp.optional().describe('Addresses the vendor may write from. Default: any.'),
  })
  .meta({
    title: 'Custom vendor',
    description: 'A store of a vendor that callvault does not know: its needs are described here.',
    examples: [
      {
        vendor: 'custom',
        title: 'Other',
        bucket: 'acme-other',
        access: { kind: 'iam-user' },
        actions: { object: ['s3:PutObject'] },
        retention: { days: 365 },
      },
    ],
  });

/** The settings of a store whose vendor is described in the file. */
export type CustomSettings = z.infer<typeof customSettings>;
