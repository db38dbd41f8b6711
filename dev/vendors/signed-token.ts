import { createHmac } from 'node:crypto';

/** An API key and its secret. */
export interface SigningKey {
  readonly key: string;
  readonly secret: string;
}

/** What a JSON Web Token says. */
interface Claims extends Readonly<Record<string, unknown>> {
  readonly iat: number;
  readonly exp: number;
}

/** The claims of a JSON Web Token that is signed with a key and has not expired; undefined for any other text. */
export function tryReadToken(token: string, { key, secret }: SigningKey): Claims | undefined {
  const [head = '', payload = '', signature] = token.split('.');
  const expected = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url');
  if (signature !== expected) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  return claims.iss === key && claims.exp * 1000 > Date.now() ? claims : undefined;
}
