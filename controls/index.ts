import type { Control, NotApplicable } from './control';
import { IAM_CONTROLS } from './iam';
import { KMS_CONTROLS } from './kms';
import { LAMBDA_CONTROLS } from './lambda';
import { MESSAGING_CONTROLS } from './messaging';
import { S3_CONTROLS } from './s3';
import { SECRET_CONTROLS } from './secrets';
import { TRAIL_CONTROLS } from './trails';

/** Every control that Terraform JSON can meet or fail. */
export const CONTROLS: readonly Control[] = [
  ...S3_CONTROLS,
  ...KMS_CONTROLS,
  ...IAM_CONTROLS,
  ...SECRET_CONTROLS,
  ...LAMBDA_CONTROLS,
  ...MESSAGING_CONTROLS,
  ...TRAIL_CONTROLS,
];

/** What the catalogues ask for as well, and why it is not asserted. */
export const NOT_APPLICABLE: readonly NotApplicable[] = [
  {
    id: 'S3-14',
    published: ['CKV2_AWS_62', 'S3.11'],
    asks: 'Buckets notify of events.',
    reason: 'Nothing here consumes them.',
  },
  {
    id: 'S3-15',
    published: ['CIS v6 3.1.2', 'S3.20', 'AVD-AWS-0170'],
    asks: 'Deleting a version takes a second factor.',
    reason:
      'AWS allows it on no bucket with a lifecycle, and only the root user can switch it on. `DenyTampering` keeps everybody but the administrators from deleting versions and from the lifecycle.',
  },
  {
    id: 'S3-18',
    published: ['CIS v6 3.1.3'],
    asks: 'Macie looks for personal data.',
    reason: 'Recordings are personal data, all of them; an organization decides about Macie.',
  },
  {
    id: 'K-8',
    published: ['CKV_AWS_109', 'CKV_AWS_111', 'CKV_AWS_356'],
    asks: 'No policy document allows anything on `*`.',
    reason: 'They fire on key policies, in which `*` means the key itself. K-4 and K-7 read those.',
  },
  {
    id: 'I-14',
    published: ['FSBP IAM.3', 'CIS v6 2.13', 'AVD-AWS-0146', 'IAM.22'],
    asks: 'Access keys are younger than 90 days.',
    reason: 'The key is not Terraform’s; its age is known to IAM only. Check it there.',
  },
  {
    id: 'I-15',
    published: ['CIS v6 2.12', 'AVD-AWS-0167'],
    asks: 'A user has one active access key.',
    reason:
      'The keys are not Terraform’s; rotating without a gap takes two of them for some hours.',
  },
  {
    id: 'I-16',
    published: ['IAM.28', 'CIS v6 2.19'],
    asks: 'Access Analyzer is on.',
    reason: 'It is a setting of the account.',
  },
  {
    id: 'L-8',
    published: ['CKV_AWS_117', 'Lambda.3', 'Lambda.5'],
    asks: 'Functions run in a VPC.',
    reason: 'They would call a vendor’s API: a VPC would add a NAT gateway and isolate nothing.',
  },
  {
    id: 'Q-3',
    published: ['AwsSolutions-SQS3'],
    asks: 'Queues have a dead-letter queue.',
    reason: 'A queue here would be one.',
  },
  {
    id: 'X-1',
    published: ['AVD-AWS-0057', 'AVD-AWS-0088', 'AVD-AWS-0134', 'AVD-AWS-0169'],
    asks: 'Various.',
    reason: 'trivy itself has given them up.',
  },
];
