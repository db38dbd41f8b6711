import type { Rule } from '../finding';
import { bucketRule, lockRule, versioningRule } from './buckets';
import {
  indirectAccessRule,
  loggingRule,
  ownershipRule,
  principalGrantRule,
  publicAccessRule,
} from './exposure';
import { encryptionRule, keyRule } from './keys';
import { lifecycleRule, retentionRule } from './lifecycle';
import { newPrincipalRule, policyRule } from './policies';
import { preventDestroyRule } from './prevent-destroy';
import { credentialRule, pathRule, principalRule } from './principals';
import { alarmRule, replicationRule } from './replication';
import { unknownActionRule, unknownValueRule } from './unclear';

/** Every rule. Their order does not matter, because findings are sorted. */
export const RULES: readonly Rule[] = [
  alarmRule,
  bucketRule,
  credentialRule,
  encryptionRule,
  indirectAccessRule,
  keyRule,
  lifecycleRule,
  lockRule,
  loggingRule,
  newPrincipalRule,
  ownershipRule,
  pathRule,
  policyRule,
  preventDestroyRule,
  principalGrantRule,
  principalRule,
  publicAccessRule,
  replicationRule,
  retentionRule,
  unknownActionRule,
  unknownValueRule,
  versioningRule,
];
