import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';
import type { AccountScope } from '../core/arn';

/** What {@link IdentityProvider} needs to know. */
export interface IdentityProviderProps {
  /** The issuer's URL, `https://` included. An account has at most one provider an issuer. */
  readonly issuer: string;
  /** The audience that tokens are made for. */
  readonly audience: string;
}

/** Lets the account take the tokens of an OpenID Connect issuer. */
export class IdentityProvider extends Construct {
  /** ARN of the provider. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { issuer, audience }: IdentityProviderProps) {
    super(scope, id);
    const provider = new IamOpenidConnectProvider(this, 'Provider', {
      url: issuer,
      clientIdList: [audience],
    });
    this.arn = provider.arn;
  }
}

/** ARN of the provider an account has, or will have, for an issuer. */
export function identityProviderArn({ partition, account }: AccountScope, issuer: string): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${issuer.replace(/^https:\/\//, '')}`;
}
