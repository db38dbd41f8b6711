/**
 * Issuers whose tokens tell customers apart by `sub`. IAM creates no role that trusts one of the first group without a
 * condition on it.
 *
 * @see IAM User Guide, "Identity-provider controls for shared OIDC providers"
 */
const SHARED_ISSUERS: readonly string[] = [
  'agent.buildkite.com',
  'app.terraform.io',
  'gitlab.com',
  'oidc.codefresh.io',
  'oidc-configuration.audit-log.githubusercontent.com',
  'proidc.upbound.io',
  'scalr.io',
  'studio.datachain.ai/api',
  'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d',
  'token.actions.githubusercontent.com',
  'tokens.cloud.shisho.dev',
  'vstoken.actions.githubusercontent.com',
  // Sign-in for everyone. Their `aud` is the client that asks, and not the customer.
  'accounts.google.com',
  'appleid.apple.com',
  'login.microsoftonline.com/common/v2.0',
  'login.microsoftonline.com/organizations/v2.0',
  'login.microsoftonline.com/consumers/v2.0',
  'login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
  'login.salesforce.com',
  'www.facebook.com',
  'www.linkedin.com/oauth',
  'slack.com',
  'id.twitch.tv/oauth2',
  'access.line.me',
];

/** The audience of most tokens for AWS: it tells no customers apart. */
const AWS_AUDIENCE = /^sts\.amazonaws\.com(\.cn)?$/;

/** Issuers whose tokens tell customers apart by `aud`. @see as for {@link SHARED_ISSUERS} */
const SHARED_BY_AUDIENCE: readonly string[] = [
  'api.pulumi.com/oidc',
  'cognito-identity.amazonaws.com',
  'oidc.vercel.com',
  'sandboxes.cloud',
];

/** Whether any customer of an issuer can get a token for one of these audiences. */
export function isShared(issuer: string, audiences: readonly string[]): boolean {
  const address = issuer
    .replace(/^https:\/\//, '')
    .replace(/\/$/, '')
    .toLowerCase();
  if (SHARED_ISSUERS.includes(address)) return true;
  return SHARED_BY_AUDIENCE.includes(address) && audiences.some((each) => AWS_AUDIENCE.test(each));
}
