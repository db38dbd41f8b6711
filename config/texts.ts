import type { Problem } from '../core/problem';

/** What a credential looks like: AWS key ids, private keys, Twilio keys, AWS secret keys. */
const SECRETS: readonly { readonly test: RegExp; readonly what: string }[] = [
  { test: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, what: 'an AWS access key id' },
  { test: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'a private key' },
  { test: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+]{40}$/, what: 'an AWS secret access key' },
  { test: /\bSK[0-9a-f]{32}\b/, what: 'a Twilio API key' },
  { test: /\beyJ[\w-]{10,}\.[\w-]{10,}\./, what: 'a bearer token' },
];

interface Text {
  readonly path: Problem['path'];
  readonly text: string;
}

/** What no text of an environment file may hold, whatever its key: credentials and Terraform expressions. */
export function checkTexts(data: unknown): Problem[] {
  return [...texts(data)].flatMap((found) => [...checkSecret(found), ...checkExpression(found)]);
}

/**
 * Keeps what looks like a credential out of every message: what else is wrong at its place is left
 * unsaid, since it would repeat the value, and everywhere else the text is replaced.
 */
export function withoutSecrets(problems: readonly Problem[], data: unknown): Problem[] {
  const secrets = [...texts(data)].filter(({ text }) => tryFindSecret(text));
  const places = new Set(secrets.map(({ path }) => JSON.stringify(path)));
  const clean = (text: string) =>
    secrets.reduce((result, { text: secret }) => result.replaceAll(secret, '<redacted>'), text);
  return problems
    .filter(({ rule, path }) => rule === SECRET_RULE || !places.has(JSON.stringify(path)))
    .map((problem) => ({
      ...problem,
      path: problem.path.map((key) => (typeof key === 'string' ? clean(key) : key)),
      what: clean(problem.what),
      fix: clean(problem.fix),
    }));
}

const SECRET_RULE = 'config-no-secrets';

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
      what: `${JSON.stringify(text)} holds a Terraform expression, which Terraform would evaluate`,
      fix: 'Write the value itself, without ${ or %{.',
    },
  ];
}
