import { many } from '../../../core/policy';
import { identityProviderArn } from '../../../modules/identity-provider';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';

/**
 * Whether the account has the identity provider whose tokens the role trusts, for the vendor's audience.
 *
 * @see IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM": AWS STS refuses a token of another
 *   audience
 */
export function checkProvider({ store, live }: Examined): DoctorFinding[] {
  const method = store.profile.access;
  const provider = live.access.kind === 'role' ? live.access.provider : undefined;
  if (method.kind !== 'oidc' || !provider || provider.kind === 'refused') return [];
  const { issuer, createProvider } = method;
  const audiences = many(method.audience);
  const { title } = store.profile;
  const arn = identityProviderArn(store, issuer);
  if (provider.kind === 'missing') {
    const create = `Create it: aws iam create-open-id-connect-provider --url ${issuer} --client-id-list ${audiences.join(' ')}`;
    return [
      newFinding('identity-provider-missing', {
        what: `The account has no identity provider for ${issuer}, so AWS accepts no token of ${title}`,
        evidence: [`expected ${arn}`],
        fix: createProvider ? redeploy(store) : create,
      }),
    ];
  }
  return audiences
    .filter((audience) => !provider.value.includes(audience))
    .map((audience) =>
      newFinding('identity-provider-audience', {
        what: `The identity provider for ${issuer} does not accept the audience ${audience}, so AWS refuses the tokens of ${title}`,
        evidence: [`audiences: ${provider.value.join(', ') || 'none'}; expected ${audience}`],
        fix: `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${audience}`,
      }),
    );
}
