/** The words of a name, as a reader compares them: without case, accents, width, punctuation and characters that are not shown. */
export function wordsOfName(name: string): string[] {
  const plain = name.normalize('NFKD').replaceAll(/[\p{M}\p{Cf}]/gu, '');
  return plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Whether a name is that of the caller: its ARN, its account, user, role or session, the part of an email address before
 * the @, or the same words in another order or spelling. Another session of the caller's role is another person: the name
 * of a session of IAM Identity Center is that of its user.
 *
 * @param who - ARN of the caller
 */
export function isSamePerson(who: string, name: string): boolean {
  const account = who.split(':')[4] ?? '';
  const own = new Set([who, account, ...identityOf(who)].flatMap(spell));
  return namesIn(name.normalize('NFKC').trim()).some((each) => own.has(each));
}

/** The user, or the role and session, of an ARN. */
function identityOf(arn: string): string[] {
  const [kind = '', ...names] = (arn.split(':')[5] ?? '').split('/');
  if (names.length === 0) return [kind];
  return kind === 'assumed-role' ? names : names.slice(-1);
}

function namesIn(name: string): string[] {
  if (/^arn:/i.test(name)) return [name, ...identityOf(name).slice(-1)].flatMap(spell);
  return [name, ...name.split(/[/:<>,;()[\]"'\s]+/)].flatMap(spell);
}

/** A name or an address as one word, and as words in order of the alphabet. */
function spell(name: string): string[] {
  const local = name.replace(/(\+[^@]*)?@.*$/, '');
  return [name, local]
    .map(wordsOfName)
    .filter(({ length }) => length > 0)
    .flatMap((words) => [words.join(''), words.toSorted().join(' ')]);
}
