import { didYouMean } from '../../core/did-you-mean';
import type { Problem } from '../../core/problem';

/** Tokens that no two recordings share. @see Genesys guide, section 3 */
const UNIQUE_TOKENS = ['conversation_uuid', 'recording_uuid', 'uuid'];

/** Tokens that the recordings of one conversation do not share. */
const RECORDING_TOKENS = ['recording_uuid', 'uuid'];

const DATE_TOKENS = ['yyyy', 'mm', 'dd'];

/** Tokens callvault knows. Others may exist: they are accepted with a warning. */
const KNOWN_TOKENS = [
  ...DATE_TOKENS,
  ...UNIQUE_TOKENS,
  'hh',
  'format',
  'organization_uuid',
  'queue_id',
  'agent_id',
  'channel',
];

/**
 * Refuses a key pattern with which recordings would overwrite each other, or be written where neither the role nor
 * the lifecycle rules apply.
 *
 * @see Genesys guide, section 3, "The Trap: Hardcoding static directory paths or omitting date
 *   partitioning tokens"
 */
export function checkPathPattern(pattern: string, prefix: string): Problem[] {
  const tokens = [...pattern.matchAll(/\{([^{}]*)\}/g)].map(([, token = '']) => token);
  return [
    ...checkFolder(pattern, prefix),
    ...checkBraces(pattern),
    ...checkDates(pattern, tokens),
    ...checkUnique(pattern, tokens),
    ...checkKnown(tokens),
  ];
}

function checkFolder(pattern: string, prefix: string): Problem[] {
  if (pattern.startsWith(prefix)) return [];
  return [
    {
      rule: 'path-pattern-in-prefix',
      path: [],
      what: `${pattern} does not begin with ${prefix}, the only folder the vendor may write to`,
      fix: `Begin the pattern with ${prefix}, or set prefix to its first folder.`,
    },
  ];
}

function checkBraces(pattern: string): Problem[] {
  const rest = pattern.replaceAll(/\{[a-z_]+\}/g, '');
  if (/^[\w./=-]*$/.test(rest)) return [];
  return [
    {
      rule: 'path-pattern-syntax',
      path: [],
      what: `${pattern} does not consist of folders and {tokens}`,
      fix: 'Write tokens in lower case between braces, and plain characters around them.',
    },
  ];
}

function checkDates(pattern: string, tokens: readonly string[]): Problem[] {
  const positions = DATE_TOKENS.map((token) => tokens.indexOf(token));
  const ordered = positions.every((at, index) => at >= 0 && at > (positions[index - 1] ?? -1));
  if (ordered) return [];
  return [
    {
      rule: 'path-pattern-dated',
      path: [],
      what: `${pattern} has no {yyyy}, {mm} and {dd}, in this order, so recordings have no folder for each day`,
      fix: 'Add them after the prefix: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}.',
    },
  ];
}

function checkUnique(pattern: string, tokens: readonly string[]): Problem[] {
  if (tokens.some((token) => RECORDING_TOKENS.includes(token))) return [];
  if (tokens.some((token) => UNIQUE_TOKENS.includes(token))) return [sharedByConversation(pattern)];
  return [
    {
      rule: 'path-pattern-unique',
      path: [],
      what: `${pattern} has no token that is unique to a recording, so recordings overwrite each other`,
      fix: `Add {${UNIQUE_TOKENS.join('}, {')}} or another unique one before the extension.`,
    },
  ];
}

/** @see purecloud-platform-client-v2, `getConversationRecordings`: the recordings of a conversation are a list */
function sharedByConversation(pattern: string): Problem {
  return {
    rule: 'path-pattern-unique',
    path: [],
    what: `${pattern} has no {recording_uuid}: a conversation with several recordings, for example after a transfer, gives them all one key, and all but the last are removed after retention.noncurrentDays`,
    fix: 'Write {conversation_uuid}_{recording_uuid} instead of {conversation_uuid}, before the first deployment; later, it is a move to a new path.',
    warning: true,
  };
}

function checkKnown(tokens: readonly string[]): Problem[] {
  return (
    tokens
      // Others are refused for their characters.
      .filter((token) => /^[a-z_]+$/.test(token) && !KNOWN_TOKENS.includes(token))
      .map((token) => ({
        rule: 'path-pattern-known-tokens',
        path: [],
        what: `unknown token {${token}}${didYouMean(token, KNOWN_TOKENS)}`,
        fix: 'Check it in the Recording Rule node: an unknown token is not replaced and becomes part of every key.',
        warning: true as const,
      }))
  );
}
