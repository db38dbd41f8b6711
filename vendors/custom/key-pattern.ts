import { type Problem, problemIf } from '../../core/problem';

const DATE_TOKENS = ['yyyy', 'mm', 'dd'];

/** Tokens that recordings of a day share. */
const COMMON_TOKENS = [...DATE_TOKENS, 'hh', 'format'];

/** Refuses a pattern by which the check could not list the keys of a day. */
export function checkKeyPattern(pattern: string, prefix: string): Problem[] {
  const tokens = [...pattern.matchAll(/\{([^{}]*)\}/g)].map(([, token = '']) => token);
  const constant = pattern.replaceAll(/\{[a-z][a-z0-9_]*\}/g, '');
  return [
    ...problemIf(!pattern.startsWith(prefix), {
      rule: 'path-pattern-in-prefix',
      path: [],
      what: `${pattern} does not begin with ${prefix}, the only folder the vendor may write to`,
      fix: `Begin the pattern with ${prefix}, or set prefix to its first folder.`,
    }),
    ...problemIf(/[{}|"'`$*?\\<>%]/.test(constant), {
      rule: 'path-pattern-syntax',
      path: [],
      what: `${pattern} does not consist of folders and {tokens}`,
      fix: 'Write tokens as {yyyy}, {mm}, {dd} or {name}, in lower case, and plain characters around them.',
    }),
    ...problemIf(tokens.slice(0, 3).join() !== DATE_TOKENS.join(), {
      rule: 'path-pattern-dated',
      path: [],
      what: `${pattern} does not begin with {yyyy}, {mm} and {dd}, in this order and before other tokens, so its keys are not filed by day`,
      fix: 'Leave pathPattern out if the vendor files its keys in another way; the check then lists the whole folder.',
    }),
    ...problemIf(
      tokens.every((token) => COMMON_TOKENS.includes(token)),
      {
        rule: 'path-pattern-unique',
        path: [],
        what: `${pattern} has no token that tells the recordings of a day apart, so they would overwrite each other`,
        fix: 'Add it, for example {recording_id}.{format}.',
      },
    ),
  ];
}
