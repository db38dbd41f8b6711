import * as z from 'zod';
import { RUNTIME_NAMES } from './runtime';
import { switchedOff } from './off-settings';

/** The keys of `integrity`: the weekly comparison with the vendor's recording list. */
export const integritySettings = z.strictObject({
  source: z
    .enum(['api', 'sidecars', 'manifest'])
    .describe(
      "Where the vendor's recording list comes from. api: the vendor's API, with credentials in Secrets Manager. sidecars: the metadata file next to each recording, which is read. manifest: JSON lines that you put into the bucket of reports.",
    ),
  schedule: z
    .string()
    .optional()
    .describe(
      'When it runs, as cron(…) or rate(…) of EventBridge, in UTC; at least every week. Default "cron(0 3 ? * SUN *)".',
    ),
  days: z
    .number()
    .optional()
    .describe(
      'Days back that are checked. Default: as long as both the store and the vendor keep recordings.',
    ),
  graceHours: z
    .number()
    .optional()
    .describe(
      'Hours after which a recording, its copy or its metadata must have arrived. Default 48.',
    ),
  scale: z
    .enum(['single', 'distributed'])
    .optional()
    .describe(
      'single: one function, which continues up to twice when its 15 minutes are over. distributed: many functions concurrently, by Step Functions, for millions of recordings. Default "single".',
    ),
  inventory: z
    .boolean()
    .optional()
    .describe(
      'Whether S3 Inventory lists the bucket every week, instead of requests for 1,000 keys each. Cheaper from tens of millions of objects. Default false.',
    ),
  runtime: z
    .enum(RUNTIME_NAMES)
    .optional()
    .describe(
      'Runtime of the function. Default: the newest one that the locked version of the AWS provider accepts.',
    ),
  manifest: z
    .string()
    .regex(/^[\w./-]{1,200}$/, 'up to 200 letters, digits and _ . / -')
    .optional()
    .describe('Key of the manifest in the bucket of reports. Default "manifest.jsonl".'),
  bucket: z
    .string()
    .optional()
    .describe('Name of the bucket of reports. Default "<bucket>-reports".'),
  off: switchedOff
    .optional()
    .describe(
      'Switches the check off, with its alarms. The bucket of reports stays: the register of holds and the log of commands are in it. Default: it is on.',
    ),
});

/**
 * An address of ASCII characters, no longer than mail servers accept.
 *
 * @see RFC 5321, "Size Limits and Minimums"; RFC 1035, "Size limits"
 */
const EMAIL =
  /^(?=.{3,254}$)(?=[^@]{1,64}@)(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,63}$/;

/** The keys of `alarms`. */
export const alarmSettings = z.strictObject({
  topicArn: z
    .string()
    .optional()
    .describe(
      "ARN of an SNS topic of yours, in the store's region, that gets the alarms. Default: the store creates one.",
    ),
  emails: z
    .array(z.email({ pattern: EMAIL }))
    .optional()
    .describe('Addresses that the topic writes to; each has to confirm once. Default: none.'),
});

/** The settings of {@link integritySettings}. */
export type IntegritySettings = z.infer<typeof integritySettings>;
