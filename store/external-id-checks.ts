import { many } from '../core/policy';
import { type Problem, problemIf, under } from '../core/problem';
import { checkExternalId } from '../modules/trust';
import { type Oidc, tryFindExternalId } from './profile';
import { isShared } from './shared-issuers';
import type { Store } from './store';

/** Words that an attacker would try first, alone and combined with the names of the store. */
const GUESSES =
  'test demo changeme external id secret password callvault customer call recording ' +
  'production prod staging dev bucket storage account company example default admin deadbeef ' +
  'contract client tenant vendor access role archive backup audio video voice meeting ' +
  'uuid todo replace insert goes here please this your random unique value string token ' +
  'letmein welcome iloveyou trustno hunter monkey dragon football baseball sunshine princess master ' +
  'shadow superman batman correct horse battery staple winter spring summer autumn hello world ' +
  'quick brown cafebabe foobar';

/** Values that documents and standards print as examples, without separators. */
const PRINTED = [
  '123e4567e89b12d3a456426614174000',
  '123e4567e89b12d3a456426655440000',
  '550e8400e29b41d4a716446655440000',
  'f81d4fae7dec11d0a76500a0c91e6bf6',
  '6ba7b8109dad11d180b400c04fd430c8',
  '31415926535897932384626433832795',
  '27182818284590452353602874713526',
];

const isPrinted = (value: string) => {
  const plain = value.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return plain !== '' && PRINTED.some((each) => each.startsWith(plain));
};

/** Digits and signs that people write for letters. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
};

/** Refuses an external id that STS does not accept, or that can be guessed. */
export function checkExternal(store: Store): Problem[] {
  const externalId = tryFindExternalId(store.profile);
  if (!externalId) return [];
  const { value, source, setting } = externalId;
  const invalid = checkExternalId(value);
  const weak = source === 'chosen' && invalid.length === 0 ? checkGuessable(value, store) : [];
  const shared = source === 'fixed' ? [sharedExternalId(value, store)] : [];
  return [...invalid, ...weak, ...shared].map(under(...setting));
}

/** @see IAM User Guide, "The confused deputy problem" */
function sharedExternalId(value: string, { profile, principalName }: Store): Problem {
  return {
    rule: 'external-id-shared',
    path: [],
    what: `${value} is the external id of every ${profile.title} customer, so any of them who knows this role's ARN could have recordings written with it`,
    fix: `Treat the role's ARN as confidential (principalName, now ${principalName}, can be made hard to guess), or ask ${profile.title} for an external id of your own.`,
    warning: true,
  };
}

/**
 * Refuses a role that anyone's token of a shared issuer may assume, and warns of tokens that the vendor may issue for all
 * of its customers alike.
 *
 * @see IAM User Guide, "Create a role for OpenID Connect federation": limit the role with the `sub` claim
 */
export function checkTokenSubject({ profile, principalName }: Store): Problem[] {
  const { access, title } = profile;
  if (access.kind !== 'oidc') return [];
  if (access.subject !== undefined) return checkExactClaims(access);
  const audience = many(access.audience).join(' or ');
  if (isShared(access.issuer, many(access.audience))) {
    return [
      {
        rule: 'oidc-subject',
        path: ['access', 'issuer'],
        what: `${access.issuer} issues tokens for many organizations, and without access.subject the token of any of them for ${audience} may assume the role`,
        fix: `Set access.subject to the sub of the tokens of ${title}.`,
      },
      ...checkExactClaims(access),
    ];
  }
  return [
    ...checkExactClaims(access),
    {
      rule: 'oidc-subject',
      path: ['access'],
      what: `any token of ${access.issuer} for ${audience} may assume the role; if ${title} issues such tokens for all of its customers, each who knows this role's ARN could have recordings written with it`,
      fix: `Set access.subject to the sub that ${title} uses for you; if it has none of your own, treat the role's ARN as confidential (principalName, now ${principalName}, can be made hard to guess).`,
      warning: true,
    },
  ];
}

/**
 * The trust policy compares claims as they are: with a wildcard no token would match.
 *
 * @see IAM API Reference, "CreateRole", the pattern of AssumeRolePolicyDocument
 */
function checkExactClaims({ audience, subject }: Oidc): Problem[] {
  return Object.entries({ audience, subject }).flatMap(([key, claims]) =>
    many(claims).flatMap((claim, index) => {
      const path = ['access', key, ...(typeof claims === 'string' ? [] : [index])];
      return [
        ...problemIf(/[*?]/.test(claim), {
          rule: 'oidc-claim-exact',
          path,
          what: `${claim} has a wildcard, but it is compared with the token as it is written, so no token matches`,
          fix: 'Write the whole value, or a list of them.',
        }),
        ...problemIf(/[^\x00-\xff]/u.test(claim), {
          rule: 'oidc-claim-characters',
          path,
          what: `${JSON.stringify(claim)} has characters that IAM does not accept in a trust policy`,
          fix: `Have the vendor issue tokens whose ${key === 'audience' ? 'aud' : 'sub'} has characters of ISO 8859-1 only.`,
        }),
      ];
    }),
  );
}

/** Few enough values that all of them can be tried: STS does not limit the number of attempts. */
function isShort(value: string, isOneKind: boolean): boolean {
  const once = value.replace(/^(.+?)\1+$/, '$1');
  const least = isOneKind || /^\d*$/.test(once) ? 16 : 8;
  return once.length < least || new Set(once).size < 4;
}

/** Letters of one case are words. */
const ONE_CASE = /^(?:[^A-Z\d]*|[^a-z\d]*)$/;

/** Fewer characters than this are left of words that are written with digits. */
const LEFT_OF_WORDS = 6;

/** A date of this century or the last, which people choose, or a year that stands alone. */
const DATE =
  /(?:19|20)\d\d([-_./]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?<![\da-f])(?:19|20)\d\d(?![\da-f])/g;

/** Characters in the orders that people type them in. */
const RUNS =
  'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm ' +
  '1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 1q2w3e4r5t6z7u 1q2w3e4r5t6y7u8i9o0p';

/** Each character of a text that is not in a run of three or more, forwards or backwards, or repeated as often. */
function withoutRuns(text: string): string {
  const both = `${RUNS} ${Array.from(RUNS).reverse().join('')}`;
  let left = '';
  for (let at = 0; at < text.length;) {
    const isOrdered = (run: string) => both.includes(run) || new Set(run).size === 1;
    let end = at + 1;
    while (end < text.length && isOrdered(text.slice(at, end + 1))) end += 1;
    const isRun = end - at > 2;
    if (!isRun) left += text.charAt(at);
    at = isRun ? end : at + 1;
  }
  return left;
}

/** What is left of a value without the words that others know, without runs and separators. */
function withoutWords(value: string, words: readonly string[]): string {
  const longestFirst = words
    .flatMap((each) => each.toLowerCase().split(/[^a-z0-9]+/))
    .filter((each) => each.length > 1)
    .sort((one, other) => other.length - one.length);
  const rest = longestFirst.reduce(
    (left, word) => left.replaceAll(word, '-'),
    value
      .toLowerCase()
      .replaceAll(DATE, '-')
      .replaceAll(/[^a-z0-9]+/g, '-'),
  );
  const left = withoutRuns(rest).replaceAll('-', '');
  // Letters and digits in turn can be two runs.
  const apart = [/[^a-z]/g, /\D/g]
    .map((others) => withoutRuns(rest.replaceAll(others, '')))
    .join('');
  return apart.length < 4 ? apart : left;
}

/** @see IAM User Guide, "The confused deputy problem": one value per customer, which other customers do not have */
function checkGuessable(value: string, store: Store): Problem[] {
  const { account, region, bucketName, profile, name, environment } = store;
  const words = [GUESSES, account, region.slice(3), bucketName, profile.title, name, environment];
  const inLetters = value.replaceAll(/[013457@]/g, (sign) => LOOKALIKES[sign] ?? sign);
  const isWords =
    isShort(withoutWords(value, words), ONE_CASE.test(value)) ||
    withoutWords(inLetters, words).length < LEFT_OF_WORDS;
  return problemIf(isWords || isPrinted(value), {
    rule: 'external-id-not-guessable',
    path: [],
    what: `${JSON.stringify(value)} can be guessed, so it does not keep the vendor's other customers out`,
    fix: 'Choose a random value, for example a UUID, and give it to the vendor.',
  });
}
