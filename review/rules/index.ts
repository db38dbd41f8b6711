import type { Rule } from '../finding';
import { alarmRule, subscriptionRule, topicRule } from './alarms';
import { attachmentRule, exclusivePoliciesRule } from './attachments';
import { bucketRule, lockRule, longerLockRule, versioningRule } from './buckets';
import { classRule } from './classes';
import {
  accessKeyRule,
  indirectAccessRule,
  loggingRule,
  ownershipRule,
  publicAccessRule,
  requestPaymentRule,
} from './exposure';
import { importRule } from './imports';
import { encryptionRule, keyRule } from './keys';
import { lifecycleRule } from './lifecycle';
import { identityLimitsRule, membershipRule } from './permissions';
import { newPolicyRule } from './new-policies';
import { newPrincipalRule, policyRule } from './policies';
import { preventDestroyRule } from './prevent-destroy';
import { credentialRule, pathRule, principalRule } from './principals';
import { replicationRule } from './replication';
import { retentionRule } from './retention';
import { storageModeRule } from './storage-mode';
import { targetRule } from './targets';
import { inventoryRule, notificationRule, triggerRule } from './triggers';
import { unknownActionRule, unknownValueRule } from './unclear';

/** Every rule. Their order does not matter, because findings are sorted. */
export const RULES: readonly Rule[] = [
  accessKeyRule,
  alarmRule,
  attachmentRule,
  bucketRule,
  classRule,
  credentialRule,
  encryptionRule,
  exclusivePoliciesRule,
  identityLimitsRule,
  importRule,
  indirectAccessRule,
  inventoryRule,
  keyRule,
  lifecycleRule,
  lockRule,
  loggingRule,
  longerLockRule,
  membershipRule,
  newPolicyRule,
  newPrincipalRule,
  notificationRule,
  ownershipRule,
  pathRule,
  policyRule,
  preventDestroyRule,
  principalRule,
  publicAccessRule,
  replicationRule,
  requestPaymentRule,
  retentionRule,
  storageModeRule,
  subscriptionRule,
  targetRule,
  topicRule,
  triggerRule,
  unknownActionRule,
  unknownValueRule,
  versioningRule,
];
