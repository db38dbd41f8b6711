import type { NormalStatement } from '../policy/statement';
import { ownWords, type Sentence, sentence } from '../sentence';
import { statementsAbout } from './decide';
import type { PolicySides } from './planned';
import { callerContext, type RequestCaller, usualContext } from './request';
import type { AccessExample, PolicyDifference } from './search';

const NETWORK = ['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];

/** An example in words. */
export function exampleText(
  sides: PolicySides,
  { statement, nearest }: PolicyDifference,
  example: AccessExample,
): Sentence {
  const { request, change, keyDenies } = example;
  const { caller, action, resource } = request;
  const can = ownWords(change === 'allowed' ? 'can now' : 'can no longer');
  const compared = nearest ? [statement, nearest] : [statement];
  const circumstances = circumstancesOf(sides, compared, example);
  const folder = nearest && change === 'allowed' ? outside(nearest, resource) : sentence``;
  const what = sentence`For example, ${callerText(caller, sides)} ${can} perform ${action.name} on ${resource}${folder}${circumstances}.`;
  if (keyDenies === undefined) return what;
  return sentence`${what} S3 also needs ${keyDenies} for it, which no policy of the plan allows.`;
}

function callerText(
  { kind, name, account, own, standsFor }: RequestCaller,
  sides: PolicySides,
): Sentence {
  if (kind !== 'principal') return sentence`the ${ownWords(kind)} ${name}`;
  if (own === 'planned') return sentence`${name.slice(name.lastIndexOf('/') + 1)}`;
  if (standsFor === 'everyone') return sentence`a role of any other account`;
  const who = standsFor === 'account' ? sentence`a role of account ${account}` : sentence`${name}`;
  // What a role of another account does always depends on its own policies, too.
  const isOwn = account === (sides.after.account ?? sides.before.account);
  return own === 'everything' && isOwn ? sentence`${who}, if its own policies allow it,` : who;
}

/** The folders that the similar statement was limited to. */
function outside({ resource: { patterns, except } }: NormalStatement, resource: string): Sentence {
  const bucket = resource.slice(0, resource.indexOf('/') + 1);
  const folders = patterns.map((pattern) => /^(.+:::[^/]+\/)([^*?$]+)\*$/.exec(pattern));
  const names = folders.flatMap((match) => (match?.[1] === bucket ? [match[2] ?? ''] : []));
  const isOutside = names.every((name) => !resource.startsWith(`${bucket}${name}`));
  if (except || bucket === '' || names.length < patterns.length || !isOutside) return sentence``;
  return sentence` (outside ${names})`;
}

function circumstancesOf(
  sides: PolicySides,
  compared: readonly NormalStatement[],
  { request, change, context: written }: AccessExample,
): Sentence {
  const { caller, action, context } = request;
  const usual = usualContext(caller, action);
  const near = [sides.before, sides.after].flatMap((side) => statementsAbout(side, request));
  const keys = keysOf(compared).filter((key) => !Object.hasOwn(callerContext(caller), key));
  const unusual = Object.keys(context).filter((key) => context[key] !== usual[key]);
  const shown = [...new Set([...keys, ...unusual])];
  const names = new Map(Object.keys(written).map((key) => [key.toLowerCase(), key]));
  for (const { key, shown: text } of compared.flatMap(({ conditions }) => conditions)) {
    names.set(key, text.split(' ')[0] ?? key);
  }
  const texts = shown.map((key) => circumstance(key, names.get(key) ?? key, context[key]));
  const isAnywhere =
    change === 'allowed' &&
    caller.kind === 'principal' &&
    'aws:sourceip' in context &&
    !keysOf(near).some((key) => NETWORK.includes(key));
  return [...(isAnywhere ? [sentence` from anywhere`] : []), ...texts].reduce(
    (all, each) => sentence`${all}${each}`,
    sentence``,
  );
}

const keysOf = (statements: readonly NormalStatement[]) =>
  statements.flatMap(({ conditions }) => conditions.map(({ key }) => key));

/** A condition key of a request: ` from 192.0.2.1`; empty for what every request has. */
function circumstance(key: string, written: string, value: string | undefined): Sentence {
  const words = WORDS[key];
  if (words) return words(value);
  return value === undefined ? sentence` without ${written}` : sentence` with ${written} ${value}`;
}

const only = (words: (value: string) => Sentence) => (value: string | undefined) =>
  value === undefined ? sentence`` : words(value);

const WORDS: Readonly<Record<string, (value: string | undefined) => Sentence>> = {
  'aws:securetransport': (value) => (value === 'false' ? sentence` over plain HTTP` : sentence``),
  'aws:viaawsservice': () => sentence``,
  'aws:sourceip': only((value) => sentence` from ${value}`),
  'aws:sourcevpce': only((value) => sentence` through the VPC endpoint ${value}`),
  'aws:sourcearn': only((value) => sentence` on behalf of ${value}`),
  'aws:sourceaccount': only((value) => sentence` for account ${value}`),
  's3:tlsversion': only((value) => sentence` with TLS ${value}`),
  'sts:externalid': (value) =>
    value === undefined
      ? sentence` without an external ID`
      : sentence` with the external ID ${value}`,
  'kms:viaservice': (value) =>
    value === undefined ? sentence` without another service` : sentence` through ${value}`,
};
