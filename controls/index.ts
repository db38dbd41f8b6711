import type { Control } from './control';
import { IAM_CONTROLS } from './iam';
import { KMS_CONTROLS } from './kms';
import { LAMBDA_CONTROLS } from './functions';
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
