import type { OneOrMany, Statement } from '../core/policy';
import type { Problem } from '../core/problem';

/** Principals of another account assume the role, with an external id. */
export interface AccountTrust {
  readonly kind: 'account';
  /** ARNs of the trusted principals: a role, or an account's root for every principal that account allows. */
  readonly principals: readonly string[];
  /** Compared case-sensitively. @default - none: right for principals of the same account only */
  readonly externalId?: string | undefined;
}

/** Holders of an OpenID Connect token assume the role. */
export interface WebIdentityTrust {
  readonly kind: 'web-identity';
  /** ARN of the account's identity provider. */
  readonly providerArn: string;
  /** The issuer's URL, `https://` included. */
  readonly issuer: string;
  /** The token's `aud`, or a list of accepted ones. */
  readonly audience: OneOrMany;
  /** The token's `sub`, or a list of accepted ones. @default - any subject of this audience */
  readonly subject?: OneOrMany;
  /** Patterns of its `sub` instead, in which `*` stands for any characters. @default - none */
  readonly subjectPatterns?: readonly string[];
  /** Sid of the statement. @default 'VendorAssumesRole' */
  readonly sid?: string;
}

/** No principal assumes the role any more. */
export interface NoTrust {
  readonly kind: 'none';
}

/** Who can assume a role. */
export type Trust = AccountTrust | WebIdentityTrust | NoTrust;

/** The statement of a role's trust policy. */
export function trustStatement(trust: Trust): Statement {
  if (trust.kind === 'none') {
    return {
      Sid: 'RoleIsRetired',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'],
    };
  }
  if (trust.kind === 'account') {
    return {
      Sid: 'VendorAssumesRole',
      Effect: 'Allow',
      Principal: { AWS: trust.principals },
      Action: 'sts:AssumeRole',
      ...(trust.externalId !== undefined && {
        Condition: { StringEquals: { 'sts:ExternalId': trust.externalId } },
      }),
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
      ...(trust.subjectPatterns && { StringLike: { [`${issuer}:sub`]: trust.subjectPatterns } }),
    },
  };
}

/**
 * Refuses an external id that STS would reject.
 *
 * @see AWS STS API Reference, "AssumeRole", `ExternalId`
 */
export function checkExternalId(externalId: string): Problem[] {
  if (/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) return [];
  return [
    {
      rule: 'external-id-syntax',
      path: [],
      what: `${JSON.stringify(externalId)} is not a valid external id`,
      fix: 'Use 2 to 1224 letters, digits and the characters + = , . @ : / - _.',
    },
  ];
}
