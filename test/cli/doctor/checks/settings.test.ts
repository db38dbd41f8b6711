import { but, type Case, deployed, found, idsOf, missing, observed } from '../deployed';

const calls = deployed('calls-prod');
const oidc = (createProvider: boolean) =>
  deployed('other-prod', (text) =>
    text.replace(
      /kind: assume-role[^]*externalIdSource: chosen/,
      `kind: oidc\n      issuer: https://issuer.example/oidc\n      audience: acme\n      subject: calls\n      createProvider: ${createProvider}`,
    ),
  );
const provider = (createProvider: boolean, audiences: readonly string[] | undefined) =>
  but(oidc(createProvider), 'access', {
    provider: audiences === undefined ? missing : observed(audiences),
  });
const logging = (TargetBucket: string, TargetPrefix: string, more: object = {}) =>
  but(calls, 'bucket', { logging: observed({ TargetBucket, TargetPrefix, ...more }) });

test.each<Case>([
  ['a provider', [], oidc(true)],
  ['a provider with more audiences', [], provider(true, ['other', 'acme'])],
  ['a deleted provider', ['identity-provider-missing'], provider(true, undefined)],
  ['a provider that was never created', ['identity-provider-missing'], provider(false, undefined)],
  ['a provider for another audience', ['identity-provider-audience'], provider(true, ['Acme'])],
  ['a provider without audience', ['identity-provider-audience'], provider(false, [])],
  ['requester pays', ['requester-pays'], but(calls, 'bucket', { payer: observed('Requester') })],
  ['no access log', ['access-logging-missing'], but(calls, 'bucket', { logging: missing })],
  ['a log elsewhere', ['access-logging-changed'], logging('mine', 'acme-calls/')],
  ['a log with another prefix', ['access-logging-changed'], logging('acme-calls-logs', 'logs/')],
  [
    'a log for others',
    ['access-logging-changed'],
    logging('acme-calls-logs', 'acme-calls/', {
      TargetGrants: [{ Permission: 'READ', Grantee: { Type: 'Group', URI: 'http://x' } }],
    }),
  ],
])('%s is %j', (_, ids, examined) => {
  expect(idsOf(examined)).toEqual(ids);
});

test.each([
  [
    true,
    'Run npx cdktf diff other-prod to see the difference, and npx cdktf deploy other-prod to restore it.',
  ],
  [
    false,
    'Create it: aws iam create-open-id-connect-provider --url https://issuer.example/oidc --client-id-list acme',
  ],
])('a missing provider with createProvider %s is created where it belongs', (own, fix) => {
  expect(found(provider(own, undefined))).toMatchObject({ severity: 'broken', link: 'trust', fix });
});
