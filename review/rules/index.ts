import type { Rule } from '../finding';
import { bucketRule, lockRule, versioningRule } from './buckets';
import { doorRule, grantRule, loggingRule, ownershipRule, publicAccessRule } from './exposure';
import { encryptionRule, keyRule } from './keys';
import { guardRule } from './guards';
import { lifecycleRule } from './lifecycle';
import { newPrincipalRule, policyRule } from './policies';
import { credentialRule, pathRule, principalRule } from './principals';
import { alarmRule, replicationRule } from './replication';
import { retentionRule } from './retention';
import { undecidedRule, unclearRule } from './unclear';

/** Every rule. Their order does not matter: findings are sorted. */
export const RULES: readonly Rule[] = [
  ...[bucketRule, versioningRule, lockRule, keyRule, encryptionRule],
  ...[lifecycleRule, retentionRule, replicationRule, alarmRule],
  ...[principalRule, credentialRule, pathRule, policyRule, newPrincipalRule],
  ...[publicAccessRule, ownershipRule, loggingRule, grantRule, doorRule],
  ...[guardRule, unclearRule, undecidedRule],
];
