import { STORAGE_CLASSES } from '../core/lifecycle/storage-class';
import * as z from 'zod';
import { STORAGE_PRESETS, type StoragePreset } from '../modules/retention-schedule';
import { arrivalSettings, canarySetting } from './arrival-settings';
import { alarmSettings, integritySettings } from './integrity-settings';
import { replicationSettings } from './replication-settings';
import { WINDOW_PATTERN } from './window';

const ACCOUNT_FORM = 'twelve digits, not all of them 0, in quotes: "012345678901"';

/** Twelve digits as text: an unquoted account id loses its leading zeros. */
export const accountId = z
  .string({ error: ACCOUNT_FORM })
  .regex(/^(?!0{12})\d{12}$/, ACCOUNT_FORM)
  .meta({ id: 'accountId', title: 'account id' });

/** How a duration is written, for messages. */
const DURATION_FORMS = '90, "90 days" or "24 months"';

/** A duration as whole days, or as `24 months`. */
export const durationDays = z
  .union([z.number(), z.string().regex(WINDOW_PATTERN, DURATION_FORMS)], { error: DURATION_FORMS })
  .meta({ id: 'duration', title: 'duration' });

const transition = z
  .strictObject({
    storageClass: z.enum(STORAGE_CLASSES).describe('S3 storage class to move recordings to.'),
    days: z.number().describe('Days after upload (or after deletion, for noncurrent versions).'),
  })
  .meta({ id: 'transition' });

const presetNames = Object.keys(STORAGE_PRESETS) as [StoragePreset, ...StoragePreset[]];

const retention = z.strictObject({
  days: durationDays.describe(
    'Days a recording stays readable, from its upload: whole days, or "24 months" (730 days) or "6 years" (2190 days). There is no default: it depends on the law that applies to you.',
  ),
  noncurrentDays: z
    .number()
    .optional()
    .describe(
      'Days a deleted, replaced or expired recording can still be recovered before its bytes are removed. Default 30.',
    ),
  transitions: z
    .union([z.enum(presetNames), z.array(transition)], {
      error: `one of ${presetNames.join(', ')}, or a list of { storageClass, days }`,
    })
    .optional()
    .describe(
      'Storage classes by day: "archive" (Standard-IA after 30 days, Glacier after 90, Deep Archive after 180), "instant" (Standard-IA 30, Glacier Instant Retrieval 90), "standard" (none), or a list of your own. Default "standard".',
    ),
  noncurrentTransitions: z
    .array(transition)
    .optional()
    .describe(
      'Storage classes of deleted and replaced recordings, by day since the deletion. Default: they keep their storage class.',
    ),
});

/** The network a vendor has to write from; part of the settings of vendors that have one. */
export const sourceIp = z
  .strictObject({
    mode: z
      .enum(['off', 'report', 'enforce'])
      .describe(
        'off: any address. report: nothing is denied; compare the access logs with the list for some weeks. enforce: requests of the vendor from any other address are denied.',
      ),
    cidrs: z
      .array(z.string())
      .describe('IPv4 and IPv6 ranges in CIDR notation, as the vendor publishes them.'),
    vpcEndpoints: z
      .array(
        z
          .string()
          .regex(/^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'vpce- and 8 or 17 hexadecimal digits'),
      )
      .optional()
      .describe(
        'VPC endpoints of the vendor. A request through an endpoint has no source address, and would be denied without this.',
      ),
  })
  .meta({ id: 'sourceIp' });

const objectLock = z.strictObject({
  mode: z
    .enum(['governance', 'compliance'])
    .describe(
      'governance: administrators can still delete. compliance: no user can, the root user included; production only.',
    ),
  days: z.number().optional().describe('Days a version is locked, from its upload.'),
  years: z.number().optional().describe('Years a version is locked, of 365 days each.'),
  acknowledge: z
    .string()
    .optional()
    .describe("The bucket's name: confirms that compliance cannot be undone."),
});

const previousName = z
  .string()
  .regex(
    /^(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*\/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    'calls, or prod/calls for a store of another environment file',
  );

const retire = z.strictObject({
  since: z
    .string()
    .describe(
      'The day, in UTC, on which the vendor stopped recording to this store, e.g. 2026-11-20.',
    ),
  reason: z
    .string()
    .min(10)
    .max(500)
    .describe('Why the store is retired, and who decided it. Reviews show it.'),
  destroy: z
    .boolean()
    .optional()
    .describe(
      'Set once nothing is left: `callvault destroy` may then destroy the store, with its access logs and reports. It refuses while a recording is left. Default false.',
    ),
});

/** Each needs its own lifecycle rule, and its own lines in each policy. */
const MAX_PREVIOUS_PATHS = 5;

const previousPath = z.strictObject({
  prefix: z.string().describe('Folder the vendor wrote to, with a slash at the end.'),
  pathPattern: z
    .string()
    .optional()
    .describe(
      'File path pattern used then. Default: the current pattern, with this prefix instead.',
    ),
  copy: z
    .boolean()
    .optional()
    .describe(
      'Whether its recordings are copied to the current path: allows the role that `callvault migrate` writes to use the key. Default false: they stay until their retention ends.',
    ),
  gone: z
    .boolean()
    .optional()
    .describe(
      'Set once nothing is listed there: the vendor may no longer write to it, and the check does not read it. The lifecycle still covers it, until old versions are removed. Keep the entry itself: the path lock holds it. Default false.',
    ),
});

/** The settings of Object Lock in the environment file. */
export type ObjectLockSettings = z.infer<typeof objectLock>;

/** The settings that stores of all vendors have. */
export const storeSettings = {
  bucket: z.string().describe('Name of the bucket for the recordings; unique in all of AWS.'),
  region: z
    .string()
    .optional()
    .describe("AWS region of this store. Default: the environment's region."),
  prefix: z
    .string()
    .optional()
    .describe(
      'Folder the vendor writes to, with a slash at the end. It is locked by the first deployment: a later change is a migration.',
    ),
  previousPaths: z
    .array(previousPath)
    .max(MAX_PREVIOUS_PATHS)
    .optional()
    .describe(
      'Previous paths of the vendor, newest first. Access, lifecycle and the integrity check cover them as well. Default: none.',
    ),
  previousName: z
    .union([previousName, z.array(previousName).min(1).max(5)], {
      error: 'a name, <environment>/<name>, or a list of them',
    })
    .optional()
    .describe(
      'What the store was called before it was renamed: its name, or <environment>/<name> if it was in another file of the same account; a list if it was renamed several times, newest first. Its state is moved, and everything in AWS keeps its name but the aliases of keys. Keep it as long as the store exists. Default: it was not renamed.',
    ),
  principalName: z
    .string()
    .optional()
    .describe(
      'Name of the IAM role or user of the vendor. Default "recordings-<store>-<environment>".',
    ),
  retention: retention.describe('How long recordings are kept, and in which storage classes.'),
  objectLock: objectLock
    .optional()
    .describe(
      'Protects versions from early deletion. It can be added later and never removed. Default: none.',
    ),
  replication: replicationSettings
    .optional()
    .describe(
      'A copy of every recording in another region, with its own key, retention and lock. Recordings that already exist are not copied. Default: none.',
    ),
  integrity: integritySettings
    .optional()
    .describe(
      "The weekly comparison of the vendor's recording list with the objects in the bucket. Default: none.",
    ),
  arrivals: arrivalSettings
    .optional()
    .describe(
      'The hourly look at what arrives, with alarms when nothing or much less than usual does. Default: none.',
    ),
  canary: canarySetting,
  alarms: alarmSettings
    .optional()
    .describe(
      'Where alarms go when copies fail or are late, when nothing arrives, and when recordings are missing or wrong. Default: a topic of the store, without subscribers.',
    ),
  dashboard: z
    .boolean()
    .optional()
    .describe(
      'Whether CloudWatch has a dashboard of the store: arrivals, checks, key, copies, size and alarms. Default false.',
    ),
  adopt: z
    .boolean()
    .optional()
    .describe(
      'Whether the bucket existed before the store: the first plan then imports it with its settings instead of creating it. Without effect once it is deployed. Default false: a bucket that exists is refused.',
    ),
  retire: retire
    .optional()
    .describe(
      'Retires the store: the vendor is denied everything and nothing is written any more. Recordings stay readable, and the lifecycle deletes them on their day. Default: the store is in use.',
    ),
  readers: z
    .array(z.string())
    .optional()
    .describe(
      'ARNs of IAM roles of this account that may decrypt recordings. Without it no user of the account can listen to them, administrators included. The roles also need s3:GetObject and kms:Decrypt in their own policies.',
    ),
  holdApproval: z
    .boolean()
    .optional()
    .describe(
      'Whether `callvault hold release` needs the name of a second person (--approver). Default false.',
    ),
  batchJobs: z
    .boolean()
    .optional()
    .describe(
      'Whether to create the role with which jobs of S3 Batch Operations hold and restore recordings (--batch). Default false.',
    ),
  allowKmsWithoutKey: z
    .boolean()
    .optional()
    .describe(
      "Accept uploads that ask for aws:kms and name no key. AWS then encrypts them with the account's aws/s3 key instead of the store's key. Default false: such an upload is denied.",
    ),
  minimumTls: z
    .enum(['1.2', '1.3'])
    .optional()
    .describe('Oldest TLS version clients may use. Default "1.2".'),
  logDays: z.number().optional().describe('Days access logs are kept, at least 365. Default 400.'),
  tags: z
    .record(z.string(), z.string())
    .optional()
    .describe("Tags for this store's resources, in addition to the environment's."),
};

/** An entry of `previousPaths`. */
export type PreviousPath = z.infer<typeof previousPath>;

/** The settings of a store of any vendor, as written in the file. */
export type StoreSettings = z.infer<z.ZodObject<typeof storeSettings>> & { vendor: string };

/** The settings of {@link sourceIp}. */
export type SourceIpSettings = z.infer<typeof sourceIp>;
