import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';
import type { AccountScope } from '../core/arn';
import { many, type OneOrMany } from '../core/policy';

/** Props of {@link IdentityProvider}. */
export interface IdentityProviderProps {
  /** The issuer's URL, `https://` included. An account can have one provider per issuer. */
  readonly issuer: string;
  /** The audience of its tokens, or several. */
  readonly audience: OneOrMany;
}

/** Lets roles of the account trust the tokens of an OpenID Connect issuer. */
export class IdentityProvider extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { issuer, audience }: IdentityProviderProps) {
    super(scope, id);
    const provider = new IamOpenidConnectProvider(this, 'Provider', {
      url: issuer,
      clientIdList: [...many(audience)],
    });
    this.arn = provider.arn;
  }
}

/** ARN of the account's provider for an issuer, known before Terraform runs. */
export function identityProviderArn({ partition, account }: AccountScope, issuer: string): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${issuer.replace(/^https:\/\//, '')}`;
}
