/**
 * Issuers whose tokens tell customers apart by `sub`. IAM creates no role that trusts one of the first group without a
 * condition on it.
 *
 * @see IAM User Guide, "Identity-provider controls for shared OIDC providers"
 */
const SHARED_ISSUERS: readonly string[] = [
  'agent.buildkite.com',
  'app.terraform.io',
  'app.eu.terraform.io',
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
  'login.salesforce.com',
  'www.facebook.com',
  'graph.facebook.com',
  'www.amazon.com',
  'www.linkedin.com/oauth',
  'slack.com',
  'id.twitch.tv/oauth2',
  'access.line.me',
];

/** Builds, jobs and deployments of everyone, on hosts with one issuer for all of their customers. */
const SHARED_RUNNERS: readonly string[] = [
  'app.devin.ai',
  'app.warp.dev',
  'codeberg.org',
  'federation.namespaceapis.com',
  'identity.depot.dev',
  'issuer.enforce.dev',
  'login.app.env0.com',
  'oidc.cirrus-ci.com',
  'oidc.modal.com',
  'token.builds.bitrise.io',
];

/**
 * Names of all organizations, or of all private persons, instead of a tenant's id.
 *
 * @see Microsoft identity platform documentation, "OpenID Connect on the Microsoft identity platform"
 */
const ANY_TENANT =
  /^(?:login\.microsoftonline\.com|login\.windows\.net|login\.microsoft\.com|sts\.windows\.net)\/(?:common|organizations|consumers|9188040d-6c67-4c5b-b112-36a304b66dad)(?:\/|$)/;

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
  if (SHARED_ISSUERS.includes(address) || SHARED_RUNNERS.includes(address)) return true;
  if (ANY_TENANT.test(address)) return true;
  return SHARED_BY_AUDIENCE.includes(address) && audiences.some((each) => AWS_AUDIENCE.test(each));
}
