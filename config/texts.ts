import { Lexer } from 'yaml';
import type { Problem } from '../core/problem';
import { vendors } from '../vendors';
import type { CredentialPattern, Vendor } from '../vendors/vendor';
import type { Position } from './source';

/** Patterns of credentials: of AWS, of the vendors and of GitHub, private keys and tokens. */
const SECRETS: readonly CredentialPattern[] = [
  { test: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, what: 'an AWS access key id' },
  { test: /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/, what: 'a private key' },
  { test: /\beyJ[\w-]{10,}\.[\w-]{10,}\./, what: 'a bearer token' },
  { test: /\bBearer\s+(?=[\w.~+/-]*\d)[\w.~+/-]{16,}/i, what: 'a bearer token' },
  { test: /\bBasic\s+[A-Za-z\d+/]{16,}={0,2}(?![\w+/])/, what: 'a user name and password' },
  { test: /\b(gh[opsur]_\w{36,}|github_pat_\w{22,})/, what: 'a GitHub token' },
  {
    test: /\b(npm_[a-z\d]{36}|xox[abeprs]-[\w-]{10,}|glpat-[\w-]{20,}|[rs]k_live_\w{16,}|AIza[\w-]{35}|hv[sb]\.[\w-]{20,}|AccountKey=[\w+/]{40,})/i,
    what: 'a token of another service',
  },
  {
    test: /(?<![a-z\d+.-])[a-z][a-z\d+.-]{0,20}:\/\/[^\s/@:?#]{0,99}:[^\s/@?#]{1,199}@/i,
    what: 'an address with a password',
  },
  ...Object.values(vendors).flatMap(
    ({ credentialPatterns = [] }: Pick<Vendor, 'credentialPatterns'>) => credentialPatterns,
  ),
];

/** Names whose values are always secret, and those whose values are when they are long. */
const NAMES = {
  always:
    'secret(?:[_-]?access)?(?:[_-]?key)?|api[_-]?key|access[_-]?key|private[_-]?key|passw(?:or)?d|passphrase|pwd',
  long: 'auth[_-]?token|token|credentials?|key|signature|sig',
};

/** A name and its value, e.g. in `client_secret: …`, `clientSecret=…`, `?X-Amz-Signature=…`, `the secret is …` and `token "…"`. */
const NAMED = new RegExp(
  `(?<![a-z\\d])(?:[a-z\\d_-]{0,40}(${NAMES.always})|(?:[a-z\\d_-]{0,40}[_-])?(${NAMES.long}))(["'\`]?\\s*[=:]\\s*["'\`]?|\\s+(?:is\\s+["'\`]?|["'\`]))([^\\s"'\`&,;<>{}()[\\]]+)`,
  'gi',
);

/** Fewest characters of such a value. */
const SHORTEST = { always: 8, long: 16 };

/** Values that name something: ARNs, UUIDs, ids of keys, addresses, digests, and paths of objects. */
const NAMES_SOMETHING =
  /^(arn:|alias\/|mrk-|https?:|sha\d+[:-]|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$)|\/.*\/|\.\w{2,4}$/i;

function isSecretValue(value: string, shortest: number): boolean {
  if (value.length < shortest || NAMES_SOMETHING.test(value)) return false;
  return /\d/.test(value) && /[a-z]/i.test(value);
}

/** As AWS makes secret access keys. Digests in hexadecimal have no capitals. */
const AWS_SECRET = /(?<![\w+/-])[A-Za-z\d+/]{40}(?![\w+/=-])/g;

/** Fewest changes between small letters, capitals and other characters: random text has about 25, words have few. */
const FEWEST_CHANGES = { awsSecret: 14, inSentence: 6 };

const kindsOf = (text: string) =>
  Array.from(text, (each) => (/[a-z]/.test(each) ? 'a' : /[A-Z]/.test(each) ? 'A' : '0'));

function changesIn(text: string): number {
  const kinds = kindsOf(text);
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
}

const isRandom = (text: string) =>
  changesIn(text) >= FEWEST_CHANGES.awsSecret && new Set(kindsOf(text)).size === 3;

interface Text {
  readonly path: Problem['path'];
  readonly text: string;
  /** The text with its key in front of it. @default - it is a key itself, or in a list */
  readonly named?: string;
}

/** Refuses credentials and Terraform expressions in any text of an environment file. */
export function checkTexts(data: unknown): Problem[] {
  return [...texts(data)].flatMap((found) => [...checkSecret(found), ...checkExpression(found)]);
}

/** Refuses texts in the quotation marks of a word processor, which YAML takes as part of the text. */
export function checkQuotes(data: unknown): Problem[] {
  return [...texts(data)]
    .filter(({ text }) =>
      /^[\u2018-\u201f\u00ab\u00bb][^\u201c-\u201f\u00ab\u00bb]*[\u2018-\u201f\u00ab\u00bb]$/u.test(
        text,
      ),
    )
    .map(({ path, text }) => ({
      rule: 'config-format',
      path,
      what: `${JSON.stringify(text)} has typographic quotation marks, which are part of the text`,
      fix: "Replace them by ' at both ends.",
    }));
}

/**
 * Keeps credentials out of every message: other problems at the same place are left out, since they would repeat the
 * value, and everywhere else the text is replaced.
 */
export function withoutSecrets(problems: readonly Problem[], data: unknown): Problem[] {
  const secrets = [...texts(data)].filter((found) => tryFindSecret(found) !== undefined);
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

/** Refuses credentials in the comments of a file. */
export function checkComments(file: string): (Problem & Position)[] {
  let [line, column] = [1, 1];
  const problems: (Problem & Position)[] = [];
  for (const lexeme of new Lexer().lex(file)) {
    // Marks of the lexer, which are not in the file.
    if (/^[\x02\x18\x1f]$/.test(lexeme)) continue;
    if (lexeme.startsWith('#')) {
      problems.push(
        ...checkSecret({ path: [], text: lexeme }).map((each) => ({ ...each, line, column })),
      );
    }
    const lines = lexeme.split('\n');
    column = (lines.length > 1 ? 1 : column) + (lines.at(-1)?.length ?? 0);
    line += lines.length - 1;
  }
  return problems;
}

/** A problem of YAML quotes a line; where that contains a credential, the problem says no more than this. */
export function withoutSecretLine(file: string) {
  const lines = file.split('\n');
  return <P extends Problem & { readonly line?: number }>(problem: P): P => {
    if (tryFindSecret({ text: lines[(problem.line ?? 1) - 1] ?? '' }) === undefined) return problem;
    return {
      ...problem,
      what: 'the line cannot be read as YAML, and contains what looks like a credential',
      fix: 'Remove the credential and revoke it, then correct the line.',
    };
  };
}

/** What a text contains; undefined if it contains no credential. */
function tryFindSecret({ text, named = text }: Pick<Text, 'text' | 'named'>): string | undefined {
  const known = SECRETS.find(({ test }) => test.test(text));
  if (known) return known.what;
  if ([...text.matchAll(AWS_SECRET)].some(([found]) => isRandom(found))) {
    return 'an AWS secret access key';
  }
  const found = [...named.matchAll(NAMED)].find(
    ([, always, , between = '', value = '']) =>
      isSecretValue(value, always === undefined ? SHORTEST.long : SHORTEST.always) &&
      // A sentence also says the name of a key or of a secret.
      (/[=:]/.test(between) || changesIn(value) >= FEWEST_CHANGES.inSentence),
  );
  return found && `the value of a ${(found[1] ?? found[2] ?? '').toLowerCase()}`;
}

function* texts(value: unknown, path: Problem['path'] = []): Generator<Text> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value)) yield { path: below, text: key };
    if (typeof child === 'string' && !Array.isArray(value)) {
      yield { path: below, text: child, named: `${key}: ${child}` };
    } else yield* texts(child, below);
  }
}

function checkSecret(found: Text): Problem[] {
  const secret = tryFindSecret(found);
  if (secret === undefined) return [];
  return [
    {
      rule: 'config-no-secrets',
      path: found.path,
      what: `this looks like ${secret}, and the file is committed`,
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
