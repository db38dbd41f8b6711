import { IdentityProvider, identityProviderArn } from '../../modules/identity-provider';
import { build } from './build';

test('the provider accepts tokens for its audience only, and has the ARN that the trust policy names', () => {
  const built = build(
    (scope) =>
      new IdentityProvider(scope, 'P', { issuer: 'https://id.example.com', audience: 'acme' }),
  );
  expect(built.only('aws_iam_openid_connect_provider')).toMatchObject({
    url: 'https://id.example.com',
    client_id_list: ['acme'],
  });
  const account = { partition: 'aws', account: '111111111111' } as const;
  expect(identityProviderArn(account, 'https://id.example.com')).toBe(
    'arn:aws:iam::111111111111:oidc-provider/id.example.com',
  );
});
