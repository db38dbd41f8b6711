import type { Rule } from '../finding';
import { bucketRule, lockRule, versioningRule } from './buckets';
import { classRule } from './classes';
import {
  doorRule,
  grantRule,
  loggingRule,
  ownershipRule,
  payerRule,
  publicAccessRule,
} from './exposure';
import { encryptionRule, keyRule } from './keys';
import { guardRule } from './guards';
import { lifecycleRule } from './lifecycle';
import { newPrincipalRule, policyRule } from './policies';
import { credentialRule, pathRule, principalRule } from './principals';
import { replicationRule } from './replication';
import { alarmRule, inventoryRule, subscriptionRule, topicRule, triggerRule } from './monitoring';
import { attachmentRule, boundaryRule, exclusiveRule, membershipRule } from './permissions';
import { targetRule } from './targets';
import { retentionRule } from './retention';
import { undecidedRule, unclearRule } from './unclear';

/** Every rule. Their order does not matter: findings are sorted. */
export const RULES: readonly Rule[] = [
  ...[bucketRule, versioningRule, lockRule, keyRule, encryptionRule],
  ...[lifecycleRule, retentionRule, replicationRule, alarmRule],
  ...[principalRule, credentialRule, pathRule, policyRule, newPrincipalRule],
  ...[publicAccessRule, ownershipRule, loggingRule, grantRule, doorRule],
  ...[attachmentRule, boundaryRule, exclusiveRule, membershipRule, payerRule],
  ...[topicRule, subscriptionRule, triggerRule, inventoryRule, targetRule],
  ...[guardRule, unclearRule, undecidedRule, classRule],
];
