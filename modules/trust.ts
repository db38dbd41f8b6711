import type { OneOrMany, Statement } from '../core/policy';
import type { Problem } from '../core/problem';

/** A role that principals of another account take on, naming an external id. */
export interface AccountTrust {
  /** Which of the two kinds of trust this is. */
  readonly kind: 'account';
  /** ARNs of the trusted principals: a role, or an account's root for everybody it lets. */
  readonly principals: readonly string[];
  /** What the caller must say. Compared to the letter, case included. */
  readonly externalId: string;
}

/** A role that the holder of an OpenID Connect token takes on. */
export interface WebIdentityTrust {
  /** Which of the two kinds of trust this is. */
  readonly kind: 'web-identity';
  /** ARN of the account's identity provider. */
  readonly providerArn: string;
  /** The issuer's URL, `https://` included. */
  readonly issuer: string;
  /** The token's `aud`. */
  readonly audience: string;
  /** The token's `sub`, or several of which it must be one. @default - any subject of this audience */
  readonly subject?: OneOrMany;
  /** Sid of the statement. @default 'VendorAssumesRole' */
  readonly sid?: string;
}

/** Who may take on a role. */
export type Trust = AccountTrust | WebIdentityTrust;

/** The statement of a role's trust policy. */
export function trustStatement(trust: Trust): Statement {
  if (trust.kind === 'account') {
    return {
      Sid: 'VendorAssumesRole',
      Effect: 'Allow',
      Principal: { AWS: trust.principals },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': trust.externalId } },
    };
  }
  const issuer = trust.issuer.replace(/^https:\/\//, '');
  return {
    Sid: trust.sid ?? 'VendorAssumesRole',
    Effect: 'Allow',
    Principal: { Federated: trust.providerArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: trust.audience,
        ...(trust.subject !== undefined && { [`${issuer}:sub`]: trust.subject }),
      },
    },
  };
}

/**
 * Refuses an external id that STS would not take.
 *
 * @see AWS STS API Reference, "AssumeRole", `ExternalId`
 */
export function checkExternalId(externalId: string): Problem[] {
  if (/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) return [];
  return [
    {
      rule: 'external-id-syntax',
      path: [],
      what: `${JSON.stringify(externalId)} is not an external id that STS takes`,
      fix: 'Use 2 to 1224 letters, digits and the characters + = , . @ : / - _.',
    },
  ];
}
