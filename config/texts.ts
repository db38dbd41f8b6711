import type { Problem } from '../core/problem';
import { vendors } from '../vendors';
import type { CredentialPattern, Vendor } from '../vendors/vendor';

/** Patterns of credentials: of AWS, of the vendors, private keys and tokens. */
const SECRETS: readonly CredentialPattern[] = [
  { test: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, what: 'an AWS access key id' },
  { test: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'a private key' },
  { test: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+]{40}$/, what: 'an AWS secret access key' },
  { test: /\beyJ[\w-]{10,}\.[\w-]{10,}\./, what: 'a bearer token' },
  ...Object.values(vendors).flatMap(
    ({ credentialPatterns = [] }: Pick<Vendor, 'credentialPatterns'>) => credentialPatterns,
  ),
];

interface Text {
  readonly path: Problem['path'];
  readonly text: string;
}

/** Refuses credentials and Terraform expressions in any text of an environment file. */
export function checkTexts(data: unknown): Problem[] {
  return [...texts(data)].flatMap((found) => [...checkSecret(found), ...checkExpression(found)]);
}

/**
 * Keeps credentials out of every message: other problems at the same place are left out, since they would repeat the
 * value, and everywhere else the text is replaced.
 */
export function withoutSecrets(problems: readonly Problem[], data: unknown): Problem[] {
  const secrets = [...texts(data)].filter(({ text }) => tryFindSecret(text));
  const places = new Set(secrets.map(({ path }) => JSON.stringify(path)));
  const clean = (text: string) =>
    secrets.reduce((result, { text: secret }) => result.replaceAll(secret, '<redacted>'), text);
  return problems
    .filter(({ rule, path }) => rule === 'config-no-secrets' || !places.has(JSON.stringify(path)))
    .map((problem) => ({
      ...problem,
      path: problem.path.map((key) => (typeof key === 'string' ? clean(key) : key)),
      what: clean(problem.what),
      fix: clean(problem.fix),
    }));
}

/** A problem of YAML quotes a line; where that contains a credential, the problem says no more than this. */
export function withoutSecretLine(file: string) {
  const lines = file.split('\n');
  return <P extends Problem & { readonly line?: number }>(problem: P): P => {
    const words = lines[(problem.line ?? 1) - 1]?.split(/[\s'"=:,]+/) ?? [];
    if (!words.some((word) => tryFindSecret(word))) return problem;
    return {
      ...problem,
      what: 'the line cannot be read as YAML, and contains what looks like a credential',
      fix: 'Remove the credential and revoke it, then correct the line.',
    };
  };
}

const tryFindSecret = (text: string) => SECRETS.find(({ test }) => test.test(text));

function* texts(value: unknown, path: Problem['path'] = []): Generator<Text> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value)) yield { path: below, text: key };
    yield* texts(child, below);
  }
}

function checkSecret({ path, text }: Text): Problem[] {
  const secret = tryFindSecret(text);
  if (!secret) return [];
  return [
    {
      rule: 'config-no-secrets',
      path,
      what: `this looks like ${secret.what}, and the file is committed`,
      fix: 'Remove it here and revoke it; credentials come from the environment or from Secrets Manager.',
    },
  ];
}

function checkExpression({ path, text }: Text): Problem[] {
  if (!/[$%]\{/.test(text)) return [];
  return [
    {
      rule: 'config-no-expressions',
      path,
      what: `${JSON.stringify(text)} contains a Terraform expression, which Terraform would evaluate`,
      fix: 'Write the value itself, without ${ or %{.',
    },
  ];
}
