import { CredentialSecret, type CredentialSecretProps } from '../../modules/credential-secret';
import { build, statements } from './build';

const PROPS: CredentialSecretProps = {
  name: 'callvault/video-prod/access-key',
  description: 'Access key of vendor',
  keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
  account: '111111111111',
};
const secret = (change: Partial<CredentialSecretProps> = {}) =>
  build((scope) => new CredentialSecret(scope, 'Secret', { ...PROPS, ...change }));

test('the secret is created without a value, which would not be safe in the state', () => {
  expect(secret().types).toEqual(['aws_secretsmanager_secret', 'aws_secretsmanager_secret_policy']);
  expect(secret().only('aws_secretsmanager_secret')).toMatchObject({
    kms_key_id: PROPS.keyArn,
    recovery_window_in_days: 30,
  });
});

test('the name of a disposable secret is free again at once', () => {
  const { recovery_window_in_days: days } = secret({ disposable: true }).only(
    'aws_secretsmanager_secret',
  );
  expect(days).toBe(0);
});

test('no other account can read the secret, whatever else it is granted', () => {
  const { policy, block_public_policy: blocked } = secret().only(
    'aws_secretsmanager_secret_policy',
  );
  expect(blocked).toBe(true);
  expect(statements(policy)).toEqual([
    {
      Sid: 'DenyOtherAccounts',
      Effect: 'Deny',
      Principal: '*',
      Action: 'secretsmanager:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } },
    },
  ]);
});
