import { listed } from '../core/policy-element';
import {
  appliesToAction,
  appliesToEveryone,
  conditionValues,
  type PolicyStatement,
} from '../core/policy-statement';
import { granting, of, statementFinding } from './checks';
import type { Control } from './control';
import {
  isForOneSource,
  statementsOf,
  type SynthesizedResource,
  type SynthesizedStack,
} from './stack';

function staysLong({ attributes }: SynthesizedResource, { type }: SynthesizedStack): string[] {
  const days = Number(attributes.deletion_window_in_days);
  const { prevent_destroy: kept } = (attributes.lifecycle ?? {}) as { prevent_destroy?: boolean };
  const least = type === 'production' ? 30 : 7;
  return [
    ...(days >= least ? [] : [`can be deleted in ${days} days`]),
    ...(kept === true || type === 'throw-away' ? [] : ['can be destroyed']),
    ...(attributes.bypass_policy_lockout_safety_check === true
      ? ['can lock its administrators out']
      : []),
  ];
}

const READS = ['kms:Decrypt', 'kms:ReEncryptFrom'];

function decryptsEverything(statement: PolicyStatement): boolean {
  const { resource } = statement;
  const any = listed(resource).some((arn) => arn === '*' || /:key\/\*$/.test(arn));
  const wide = any || resource?.except === true;
  return wide && READS.some((action) => appliesToAction(statement, action));
}

/** Actions that use a key, or grant its use. All others administer it. */
const USES = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:CreateGrant',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:GenerateDataKeyPair',
];

/** Restricted to a service, a source or an encryption context. */
function isConfined(statement: PolicyStatement): boolean {
  const named = statement.conditions.some(({ key }) =>
    /^kms:(ViaService|EncryptionContext:.+)$/.test(key),
  );
  return named || isForOneSource(statement);
}

const GRANTS_FOR_AWS = 'kms:GrantIsForAWSResource';

/** Principals of accounts that the provider of the stack does not work in. */
function foreigners({ principal }: PolicyStatement, accounts: readonly string[]): string[] {
  return listed(principal)
    .filter((each) => each.startsWith('AWS:'))
    .filter((each) => !accounts.some((account) => each.split(':').includes(account)))
    .map((each) => each.replace('AWS:', ''));
}

function staysAdministrable(
  { attributes, address }: SynthesizedResource,
  stack: SynthesizedStack,
): string[] {
  const allowed = statementsOf(attributes.policy, address).filter(
    ({ effect }) => effect === 'Allow',
  );
  const administered = allowed.some(
    ({ principal, action, conditions }) =>
      conditions.length === 0 &&
      listed(principal).some((each) => /^AWS:\d{12}$/.test(each)) &&
      listed(action).includes('kms:PutKeyPolicy'),
  );
  const uses = allowed.filter((each) => USES.some((action) => appliesToAction(each, action)));
  return [
    ...(administered ? [] : ['cannot be administered by its account']),
    ...uses.filter((each) => !isConfined(each)).map(({ sid }) => `can be used directly: ${sid}`),
    ...allowed
      .filter((each) => appliesToAction(each, 'kms:CreateGrant'))
      .filter((each) => conditionValues(each, GRANTS_FOR_AWS, 'Bool').join() !== 'true')
      .map(({ sid }) => `can be granted further: ${sid}`),
    ...allowed
      .flatMap((each) => foreigners(each, stack.accounts()))
      .map((name) => `allows another account: ${name}`),
  ];
}

/** @see controls K-1 to K-7 */
export const KMS_CONTROLS: readonly Control[] = [
  {
    id: 'K-1',
    published: ['CKV_AWS_7', 'AVD-AWS-0065', 'KMS.4', 'CIS v6 4.6', 'AwsSolutions-KMS5'],
    level: 'must',
    asserts: 'Every key rotates.',
    met: '`Key` enables it.',
    findings: of('aws_kms_key', ({ attributes }) =>
      attributes.enable_key_rotation === true ? [] : ['does not rotate'],
    ),
  },
  {
    id: 'K-2',
    published: ['CKV_AWS_227'],
    level: 'must',
    asserts: 'No key is disabled.',
    met: '`Key` leaves it enabled.',
    findings: of('aws_kms_key', ({ attributes }) =>
      attributes.is_enabled === false ? ['is disabled'] : [],
    ),
  },
  {
    id: 'K-3',
    published: ['CKV2_AWS_64'],
    level: 'must',
    asserts: 'Every key has a policy of its own.',
    met: '`Key` writes it.',
    findings: of('aws_kms_key', ({ attributes }) =>
      attributes.policy === undefined ? ['has no policy'] : [],
    ),
  },
  {
    id: 'K-4',
    published: ['CKV_AWS_33', 'KMS.5'],
    level: 'must',
    asserts: 'No key policy allows anything to every principal, even with a condition.',
    met: 'Principals are the account or a named external principal.',
    findings: (stack) =>
      stack
        .statements('policy', 'aws_kms_key')
        .filter(({ statement }) => statement.effect === 'Allow' && appliesToEveryone(statement))
        .map(statementFinding('allows everyone')),
  },
  {
    id: 'K-5',
    published: ['KMS.3'],
    level: 'must',
    asserts:
      'Terraform cannot destroy a key; its deletion takes 30 days in production and 7 elsewhere.',
    met: '`Key`; in throw-away environments it can be destroyed.',
    findings: of('aws_kms_key', staysLong),
  },
  {
    id: 'K-6',
    published: ['KMS.1', 'KMS.2'],
    level: 'must',
    asserts: 'No identity policy allows decryption with every key.',
    met: 'Grants name the key.',
    findings: (stack) => granting(stack, decryptsEverything, 'decrypts with any key'),
  },
  {
    id: 'K-7',
    published: [],
    level: 'must',
    asserts:
      'The account can always administer a key. Only this account uses it, only through a service, and no grants are created.',
    met: 'Statement `AccountAdministersKey`; every use has `kms:ViaService`.',
    findings: of('aws_kms_key', staysAdministrable),
  },
];
