import { vendors } from '../vendors';
import type { CredentialPattern, Vendor } from '../vendors/vendor';

/** Patterns of credentials: of AWS, of the vendors and of GitHub, private keys and tokens. */
const SECRETS: readonly CredentialPattern[] = [
  { test: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, what: 'an AWS access key id' },
  { test: /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/, what: 'a private key' },
  { test: /\beyJ[\w-]{10,}\.[\w-]{10,}\./, what: 'a bearer token' },
  { test: /\bBearer\s+(?=[\w.~+/-]*\d)[\w.~+/-]{16,}/i, what: 'a bearer token' },
  { test: /\bBasic\s+[A-Za-z\d+/]{16,}={0,2}(?![\w+/])/, what: 'a user name and password' },
  { test: /\b(gh[opsur]_\w{36,}|github_pat_\w{22,})/, what: 'a GitHub token' },
  {
    test: /\b([a-z\d]{14}\.atlasv1\.[\w-]{20,}|hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|ya29\.[\w-]{20,}|sk-(?=[\w-]*\d)[\w-]{20,})/,
    what: 'a token of another service',
  },
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
    'secret(?:[_-]?access)?(?:[_-]?key)?|api[_-]?key|access[_-]?key|private[_-]?key|passw(?:or)?[dt]|kennwort|passphrase|pwd',
  long: 'auth[_-]?token|token|credentials?|key|signature|sig',
};

const NAME = `(?:[a-z\\d_-]{0,40}(${NAMES.always})|(?:[a-z\\d_-]{0,40}[_-])?(${NAMES.long}))`;
const ANY_NAME = `(?:${NAMES.always}|${NAMES.long})`;
const QUOTE = '["\'`\\\\]{0,4}';
const VALUE = '[^\\s"\'`&,;<>{}()[\\]]';
const IS = '(?:=>|->|→|:=|==|[=:>：＝]|%3D)';

/** A name and its value, e.g. in `client_secret: …`, `clientSecret=…`, `?X-Amz-Signature=…`, `the secret is …` and `token "…"`. */
const NAMED = new RegExp(
  `(?<![a-z\\d])${NAME}(${QUOTE}\\s*${IS}\\s*${QUOTE}|\\s+(?:is\\s+["'\`]?|["'\`])|\\s+(?=${VALUE}{20}))(${VALUE}+)`,
  'gi',
);

/** A value in front of its name, or apart from it: in a sentence, in a list of names and values, and as an argument. */
const APART: readonly RegExp[] = [
  new RegExp(
    `(?<value>${VALUE}{8,200})["'\`]?\\s+(?:is|was|=|:|->)\\s+(?:(?:the|a|an|our|my|your)\\s+)?(?:[a-z]{1,20}[ _-]){0,2}(?<name>${ANY_NAME})(?![a-z])`,
    'gi',
  ),
  new RegExp(
    `\\b(?:name|key|field|id)${QUOTE}\\s*[:=]\\s*${QUOTE}[\\w-]{0,40}(?<name>${ANY_NAME})${QUOTE}[,;\\s]+${QUOTE}value${QUOTE}\\s*[:=]\\s*${QUOTE}(?<value>${VALUE}+)`,
    'gi',
  ),
  new RegExp(
    `\\bvalue${QUOTE}\\s*[:=]\\s*${QUOTE}(?<value>${VALUE}+)${QUOTE}[,;\\s]+${QUOTE}(?:name|key|field|id)${QUOTE}\\s*[:=]\\s*${QUOTE}[\\w-]{0,40}(?<name>${ANY_NAME})`,
    'gi',
  ),
  new RegExp(`\\s--?[a-z-]{0,40}(?<name>${ANY_NAME})\\s+["']?(?<value>${VALUE}+)`, 'gi'),
  /\s(?:-u|--user|--proxy-user)\s+["']?[^\s:"']{1,99}:(?<value>[^\s"']+)(?<name>)/gi,
];

/** Characters without width, which hide a name. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g;

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

/** A text in which a credential is looked for. */
export interface Searched {
  readonly text: string;
  /** The text with its key in front of it. @default - it is a key itself, or in a list */
  readonly named?: string;
}

/** What a text contains; undefined if it contains no credential. */
export function tryFindSecret(searched: Searched): string | undefined {
  const text = searched.text.replaceAll(INVISIBLE, '');
  const named = (searched.named ?? text).replaceAll(INVISIBLE, '');
  const known = SECRETS.find(({ test }) => test.test(text));
  if (known) return known.what;
  if ([...text.matchAll(AWS_SECRET)].some(([found]) => isRandom(found))) {
    return 'an AWS secret access key';
  }
  const found = tryFindNamed(named) ?? tryFindApart(named);
  return found === undefined ? undefined : `the value of a ${found.toLowerCase() || 'password'}`;
}

/** What an anchor or alias in a text is named by: no name tells what it is, so only a random one is noticed. */
export function tryFindAnchor(text: string): string | undefined {
  const names = [...text.matchAll(/(?:^|\s)[&*]([^\s,[\]{}]+)/g)].map(([, name = '']) => name);
  const random = names.some(
    (name) => isSecretValue(name, SHORTEST.long) && changesIn(name) >= FEWEST_CHANGES.inSentence,
  );
  return random ? 'a password or a token' : undefined;
}

function tryFindNamed(text: string): string | undefined {
  const found = [...text.matchAll(NAMED)].find(
    ([, always, , between = '', value = '']) =>
      isSecretValue(value, always === undefined ? SHORTEST.long : SHORTEST.always) &&
      // A sentence also says the name of a key or of a secret.
      (SEPARATED.test(between) || changesIn(value) >= FEWEST_CHANGES.inSentence),
  );
  return found && (found[1] ?? found[2] ?? '');
}

const SEPARATED = new RegExp(IS, 'i');

function tryFindApart(text: string): string | undefined {
  const found = APART.flatMap((each) => [...text.matchAll(each)]).find(({ groups = {} }) => {
    const { value = '' } = groups;
    return isSecretValue(value, SHORTEST.always) && changesIn(value) >= FEWEST_CHANGES.inSentence;
  });
  return found?.groups?.name;
}
