import type { Conditions, Statement } from '../core/policy';
import { allow } from '../core/statements';
import { allBut } from './ci-allow';
import type { CiScope } from './ci-scope';

/** The tags that every resource of the environment has. */
function ownTags(key: 'Request' | 'Resource', { environment }: CiScope): Record<string, string> {
  return {
    [`aws:${key}Tag/environment`]: environment,
    [`aws:${key}Tag/managed-by`]: 'callvault',
  };
}

/** Limits reading of keys, which have no names, to those with callvault's tags. */
export function ofOwnKeys(scope: CiScope): (statement: Statement) => Statement {
  return (statement) =>
    statement.Sid === 'ReadKeys'
      ? { ...statement, Condition: { StringEquals: ownTags('Resource', scope) } }
      : statement;
}

/**
 * A key has no name, so its tags decide. Tagging a key therefore needs these tags, or is limited to a key that has
 * neither an alias nor a tag of callvault: one that is just being created. Its creator needs the permission for its
 * policy, too, and no document says which tags a key has by then. Such a key could be tagged first in any case.
 *
 * @see AWS KMS Developer Guide, "ABAC for AWS KMS", "Authorizing tagging"
 * @see Service Authorization Reference, "Actions defined by AWS Key Management Service": dependent actions of CreateKey
 */
export function changeKeys(scope: CiScope): Statement[] {
  const keys = `arn:${scope.partition}:kms:*:${scope.account}:key/*`;
  const requested = ownTags('Request', scope);
  const isNew = { 'kms:ResourceAliases': 'true', 'aws:ResourceTag/managed-by': 'true' };
  return [
    { ...allow('CreateKeys', 'kms:CreateKey', '*'), Condition: { StringEquals: requested } },
    {
      ...allow('TagNewKeys', 'kms:TagResource', keys),
      Condition: { StringEquals: requested, Null: isNew },
    },
    { ...allow('SetPolicyOfNewKeys', 'kms:PutKeyPolicy', keys), Condition: { Null: isNew } },
    {
      ...allow('ChangeKeys', KEY_CHANGES, keys),
      Condition: { StringEquals: ownTags('Resource', scope) },
    },
  ];
}

/** What the deploy role changes of the environment's keys. */
const KEY_CHANGES = [
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
];

/** What a deployment calls of KMS besides the actions of services. */
export const KEY_ACTIONS: readonly string[] = ['kms:CreateKey', ...KEY_CHANGES];

/** The host names of Secrets Manager, in every region and partition. */
export const SECRETS_MANAGER = 'secretsmanager.*';

/**
 * Secrets Manager uses a customer managed key as the principal that creates or updates a secret. The role is denied
 * reading the value of a secret.
 *
 * @see AWS Secrets Manager User Guide, "Secret encryption and decryption", "Permissions for the KMS key"
 */
export function encryptSecrets({ partition, account, environment }: CiScope): Statement {
  return {
    ...allow(
      'EncryptSecrets',
      ['kms:GenerateDataKey', 'kms:Decrypt'],
      `arn:${partition}:kms:*:${account}:key/*`,
    ),
    Condition: {
      StringLike: {
        'kms:ViaService': SECRETS_MANAGER,
        'kms:EncryptionContext:SecretARN': `arn:${partition}:secretsmanager:*:${account}:secret:callvault/*-${environment}/*`,
      },
    },
  };
}

/** Denies decryption with every key but that of the state. */
export function denyKeys(owner: string, { state }: CiScope, Condition?: Conditions): Statement {
  return {
    Sid: `${owner}DenyKeys`,
    Effect: 'Deny',
    Action: 'kms:Decrypt',
    ...allBut(state?.keyArn),
    Condition,
  };
}

/** Denies the way around {@link denyKeys}: a grant to another principal. */
export function denyGrants(owner: string): Statement {
  return { Sid: `${owner}DenyGrants`, Effect: 'Deny', Action: 'kms:CreateGrant', Resource: '*' };
}
