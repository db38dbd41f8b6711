import { contains } from '../../core/policy-element';
import type { Condition } from '../policy/condition';
import { accountOf } from '../policy/principal';
import type { NormalStatement } from '../policy/statement';
import { tryParseRange } from '../policy/address-range';
import { KNOWN_ACTIONS, type KnownAction, type ResourceKind } from './actions';
import type { PolicySides } from './planned';
import { OUTSIDE_ADDRESS, type RequestCaller, STRANGER } from './request';

/** The actions of a statement: those that it lists first, then those that its patterns match. */
export function knownActionsOf({ action }: NormalStatement): KnownAction[] {
  const isListed = ({ name }: KnownAction) => action.patterns.includes(name.toLowerCase());
  const matched = KNOWN_ACTIONS.filter(({ name }) =>
    contains(action, { patterns: [name.toLowerCase()], except: false }),
  );
  return action.except
    ? matched
    : [...matched.filter(isListed), ...matched.filter((each) => !isListed(each))];
}

/** What a wildcard of a pattern is filled with. */
const FILLINGS = ['x', '0'];

/** Texts that match a pattern, without wildcards and variables. */
function filled(pattern: string): string[] {
  const named = pattern.replaceAll(/\$\{[*?$]\}/g, '_');
  if (named.includes('${')) return [];
  return [...new Set(FILLINGS.map((each) => named.replaceAll(/[*?]/g, each)))];
}

/** The most callers and buckets that are tried although no statement names them. */
const MAX_OTHERS = 10;

type ByKind = Readonly<Record<ResourceKind, readonly string[]>>;

const known = new WeakMap<PolicySides, ByKind>();

/** The ARNs of the resources whose policies a plan contains, read once: a large plan has many findings. */
export function knownResources(sides: PolicySides): ByKind {
  const found =
    known.get(sides) ??
    byKind([...new Set([...sides.before.resources.keys(), ...sides.after.resources.keys()])]);
  known.set(sides, found);
  return found;
}

/** ARNs by the kinds of resources that they are. */
export function byKind(arns: readonly string[]): ByKind {
  const entries = Object.entries(KINDS).map(([kind, form]) => [
    kind,
    arns.filter((arn) => form.test(arn)),
  ]);
  return Object.fromEntries(entries) as ByKind;
}

/** The resources that an action of a kind can be about: of an object, names that the statements distinguish. */
export function resourcesOf(
  resources: ByKind,
  statements: readonly NormalStatement[],
  kind: ResourceKind,
): readonly string[] {
  const ofKind = resources[kind];
  if (kind !== 'object') return ofKind;
  const patterns = statements.flatMap(({ resource }) => resource.patterns);
  const keys = patterns.flatMap((pattern) => filled(pattern.replace(/^[^/]*\/?/, '')));
  const names = [...new Set([...keys.filter((key) => key !== ''), ...FILLINGS])];
  // Patterns that name the bucket come first.
  const named = new Set(patterns.flatMap((pattern) => /^[^/]*(?=\/)/.exec(pattern) ?? []));
  const isNamed = (arn: string) => named.has(arn);
  const others = ofKind.filter((arn) => !isNamed(arn)).slice(0, MAX_OTHERS);
  return [...ofKind.filter(isNamed), ...others].flatMap((arn) =>
    names.map((name) => `${arn}/${name}`),
  );
}

const KINDS: Readonly<Record<ResourceKind, RegExp>> = {
  object: /^arn:[a-z-]+:s3:::[^/]+$/,
  bucket: /^arn:[a-z-]+:s3:::[^/]+$/,
  key: /^arn:[a-z-]+:kms:/,
  role: /^arn:[a-z-]+:iam::\d+:role\//,
  secret: /^arn:[a-z-]+:secretsmanager:/,
  topic: /^arn:[a-z-]+:sns:/,
  queue: /^arn:[a-z-]+:sqs:/,
};

/** The ARNs of the roles and users of a plan, by what their policies are about and by where they come from. */
interface IdentityIndex {
  readonly byResource: ReadonlyMap<string, ReadonlySet<string>>;
  readonly bySource: ReadonlyMap<string, ReadonlySet<string>>;
}

const indexes = new WeakMap<PolicySides, IdentityIndex>();

/** Reads the index once: a large plan has as many differences as identities. */
function indexOf(sides: PolicySides): IdentityIndex {
  const known = indexes.get(sides);
  if (known) return known;
  const identities = [sides.before, sides.after].flatMap((side) => [...side.identities.values()]);
  const byResource = new Map<string, Set<string>>();
  const bySource = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, arn: string) =>
    map.set(key, (map.get(key) ?? new Set()).add(arn));
  for (const { arn, sources, statements = [] } of identities) {
    for (const source of sources) add(bySource, source, arn);
    for (const key of new Set(statements.flatMap(resourceKeys))) add(byResource, key, arn);
  }
  const index = { byResource, bySource };
  indexes.set(sides, index);
  return index;
}

/** The buckets and other resources that an Allow names; `*` for patterns of them. */
function resourceKeys({ effect, resource: { patterns, except } }: NormalStatement): string[] {
  if (effect === 'Deny') return [];
  if (except) return ['*'];
  return patterns.map((pattern) => {
    const key = pattern.includes(':s3:::') ? pattern.replace(/\/.*$/s, '') : pattern;
    return /[*?$]/.test(key) ? '*' : key;
  });
}

/** The roles and users whose permissions a resource of the plan contains. */
export function holdersOf(sides: PolicySides, address: string): RequestCaller[] {
  return [...(indexOf(sides).bySource.get(address) ?? [])].map(planned);
}

const planned = (arn: string): RequestCaller => ({
  kind: 'principal',
  name: arn,
  account: arn.split(':')[4] ?? '',
  own: 'planned',
});

/** The callers that a statement of a resource's policy can be about. */
export function callersOf(
  sides: PolicySides,
  statements: readonly NormalStatement[],
  address: string,
): RequestCaller[] {
  const [first] = statements;
  if (!first) return [];
  const limits = statements.flatMap(({ conditions }) => conditions.filter(isLimit));
  const named = statements.flatMap(({ principal }) => (principal.except ? [] : principal.patterns));
  const everyone = statements.some(
    ({ principal }) => principal.except || principal.patterns.includes('*'),
  );
  const account = sides.after.account ?? sides.before.account ?? '';
  const accountWide = everyone || named.includes(`AWS:${account}`);
  const list = [
    ...limits.flatMap(({ values }) => values.flatMap(filled)).flatMap((arn) => byArn(sides, arn)),
    ...named.flatMap((each) => byPattern(sides, each)),
    ...(accountWide ? identitiesAbout(sides, address) : []),
    ...(everyone ? outsider(`arn:aws:iam::${STRANGER}:role/x`, 'everyone') : []),
    ...(accountWide && account !== '' ? insiders(`arn:aws:iam::${account}:role/x`, 'account') : []),
  ];
  return [...new Map(list.map((each) => [`${each.name} ${each.own}`, each])).values()];
}

/** The ARN of the resource that a policy is for. @returns an empty text when the plan does not contain it */
export function ownerAt({ before, after }: PolicySides, address: string): string {
  return after.owners.get(address) ?? before.owners.get(address) ?? '';
}

/** The roles and users whose own policies are about the resource of a policy. */
function identitiesAbout(sides: PolicySides, address: string): RequestCaller[] {
  const { byResource } = indexOf(sides);
  const named = [ownerAt(sides, address), '*'].flatMap((key) => [...(byResource.get(key) ?? [])]);
  return [...new Set(named)].slice(0, MAX_OTHERS).map(planned);
}

const isLimit = ({ key }: Condition) => key === 'aws:principalarn';

function byArn(sides: PolicySides, arn: string): RequestCaller[] {
  const account = accountOf(`AWS:${arn}`);
  if (account === undefined || !/:iam::\d{12}:(role|user)\//.test(arn)) return [];
  if (sides.before.identities.has(arn) || sides.after.identities.has(arn)) return [planned(arn)];
  const own = sides.after.account ?? sides.before.account;
  return account === own ? insiders(arn) : outsider(arn);
}

function byPattern(sides: PolicySides, pattern: string): RequestCaller[] {
  const [, type = '', name = ''] = /^(Service|Federated|AWS):(.*)$/s.exec(pattern) ?? [];
  if (type === 'Service') return [{ kind: 'service', name, account: '', own: 'nothing' }];
  if (type === 'Federated')
    return [{ kind: 'identity provider', name, account: '', own: 'nothing' }];
  if (!/^\d{12}$/.test(name)) return byArn(sides, name);
  const own = sides.after.account ?? sides.before.account;
  return name === own ? [] : outsider(`arn:aws:iam::${name}:role/x`, 'account');
}

type StandsFor = RequestCaller['standsFor'];

/** A principal of the stack's account: its own policies are not in the plan, so both extremes are tried. */
const insiders = (name: string, standsFor?: StandsFor) =>
  (['nothing', 'everything'] as const).map((own) => principal(name, own, standsFor));

const outsider = (name: string, standsFor?: StandsFor) => [
  principal(name, 'everything', standsFor),
];

function principal(name: string, own: RequestCaller['own'], standsFor: StandsFor): RequestCaller {
  const account = name.split(':')[4] ?? '';
  return { kind: 'principal', name, account, own, ...(standsFor && { standsFor }) };
}

/** Values that policies usually compare, besides those of the plan. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  'aws:securetransport': ['true', 'false'],
  'aws:sourceaccount': [STRANGER],
  'aws:sourceip': [OUTSIDE_ADDRESS],
  'kms:viaservice': ['secretsmanager.us-east-1.amazonaws.com'],
  's3:tlsversion': ['1.2', '1.3', '1.1'],
  's3:x-amz-acl': ['bucket-owner-full-control', 'private', 'public-read'],
  's3:x-amz-server-side-encryption': ['aws:kms', 'AES256'],
  's3:x-amz-server-side-encryption-customer-algorithm': ['AES256'],
  's3:x-amz-server-side-encryption-aws-kms-key-id': [
    `arn:aws:kms:us-east-1:${STRANGER}:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d`,
  ],
};

/** What a key can be, if not every text. */
const VALID: Readonly<Record<string, RegExp>> = {
  'aws:sourceaccount': /^\d{12}$/,
  'kms:viaservice': /^[a-z0-9-]+\.[a-z]{2}-[a-z-]+-\d\.amazonaws\.com(\.cn)?$/,
  's3:tlsversion': /^1\.[0-3]$/,
  's3:x-amz-acl':
    /^(private|public-read|public-read-write|authenticated-read|bucket-owner-(read|full-control))$/,
  's3:x-amz-server-side-encryption': /^(AES256|aws:kms|aws:kms:dsse)$/,
};

/** Values of a key for which the conditions of statements can decide differently; undefined is an absent key. */
export function valuesOf(
  key: string,
  statements: readonly NormalStatement[],
): (string | undefined)[] {
  const conditions = statements.flatMap((each) => each.conditions.filter((one) => one.key === key));
  const written = conditions.flatMap(({ operator, values }) =>
    operator === 'null' ? [] : values.flatMap((value) => around(operator, value)),
  );
  const isAlways = key === 'aws:securetransport' || key === 'aws:viaawsservice';
  const values = [...written, ...(USUAL[key] ?? [])].filter(
    (each) => VALID[key]?.test(each) ?? true,
  );
  return [...new Set([...(isAlways ? [] : [undefined]), ...values])];
}

/** Values that a condition's value matches, and some next to it. */
function around(operator: string, value: string): string[] {
  if (operator.endsWith('ipaddress')) return addressesIn(value);
  if (/^numeric/.test(operator)) return [0, 1, -1].map((each) => String(Number(value) + each));
  if (operator === 'bool') return ['true', 'false'];
  const isText = /^(string|arn)/.test(operator);
  const isPattern = operator.includes('like') || operator.startsWith('arn');
  if (!isText) return [value];
  const exact = isPattern ? filled(value) : filled(value.replaceAll(/[*?]/g, '_')).slice(0, 1);
  return operator.includes('equals') && /[*?$]/.test(value) ? [] : exact;
}

/** The first and the last address of a range, as far as they are IPv4. */
function addressesIn(text: string): string[] {
  const range = tryParseRange(text);
  if (!range) return [];
  if (range.kind === 'ipv6') return text.includes('/') ? [text.replace(/\/.*/, '')] : [text];
  // The first address of a network is not one of a host.
  const first = range.last - range.first > 1n ? range.first + 1n : range.first;
  return [first, range.last].map((number) =>
    [24n, 16n, 8n, 0n].map((bits) => String((number >> bits) & 255n)).join('.'),
  );
}
