import { ACTING } from './acting';
import type { TypeClass } from './class';
import { IDENTITY_USED } from './identity';
import { MONITORING_USED } from './monitoring';
import { S3_USED } from './s3';

/** How the review treats each attribute of each resource type that callvault's stacks use. */
export const USED: Readonly<Record<string, TypeClass>> = {
  ...S3_USED,
  ...IDENTITY_USED,
  ...MONITORING_USED,
};

export { ACTING };
export type { AttributeClass, TypeClass } from './class';
