import { createHmac } from 'node:crypto';
import { Secret } from '../core/secret';

/** What a token says. */
export interface TokenClaims extends Readonly<Record<string, unknown>> {
  /** The API key. */
  readonly iss: string;
  /** For how long it is valid. */
  readonly seconds: number;
}

/**
 * A JSON Web Token, signed with an API's secret.
 *
 * @see RFC 7519, and RFC 7518 on HS256
 */
export function signToken({ seconds, ...claims }: TokenClaims, secret: Secret): Secret {
  const iat = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ alg: 'HS256', typ: 'JWT' });
  const signed = `${head}.${part({ ...claims, iat, exp: iat + seconds })}`;
  const signature = createHmac('sha256', secret.reveal()).update(signed).digest('base64url');
  return new Secret(`${signed}.${signature}`);
}
