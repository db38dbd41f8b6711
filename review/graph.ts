import { changedKeys, text, textsIn } from './attributes';
import type { Action, Change } from './plan';
import { trustedPrincipals } from './policy/subject';

/** What a plan does with a part of a store. */
export type PartState = 'created' | 'destroyed' | 'recreated' | 'changed' | 'unchanged';

/** A part of a store, such as a bucket, a key or a role. */
export interface StorePart {
  /** The address; unique in the graph. */
  readonly id: string;
  /** In our own words, e.g. `bucket`. */
  readonly kind: string;
  /** The name in AWS. */
  readonly name: string;
  readonly state: PartState;
  /** The settings that change, by the end of their resource type, e.g. `lifecycle configuration`. */
  readonly settings: readonly string[];
}

/** How one part uses another. */
export interface PartLink {
  readonly from: string;
  readonly to: string;
  /** In our own words, e.g. `encrypted with`. */
  readonly how: string;
}

/** The parts of a store that a plan changes, those next to them, and how they use each other. */
export interface StoreGraph {
  readonly parts: readonly StorePart[];
  readonly links: readonly PartLink[];
}

/** The most parts of a graph, and the most in a row: with more, its text is too small at the width of a comment. */
const MAX_PARTS = 14;
const MAX_IN_ROW = 4;

/** The most parts of a plan that a graph is read from. */
const MAX_READ = 200;

/** The resources that are parts of a store, and the attribute with their name. */
const PARTS: Readonly<Record<string, readonly [kind: string, name: string]>> = {
  aws_iam_role: ['role', 'name'],
  aws_iam_user: ['user', 'name'],
  aws_kms_key: ['key', 'description'],
  aws_lambda_function: ['function', 'function_name'],
  aws_s3_bucket: ['bucket', 'bucket'],
  aws_secretsmanager_secret: ['secret', 'name'],
  aws_sns_topic: ['topic', 'name'],
};

/** The attributes by which other resources name a part. */
const NAMES = ['arn', 'bucket', 'function_name', 'key_id', 'name'];

/** The part that a resource is a setting of: its type, and the attribute that names it. */
const OWNERS: readonly (readonly [setting: RegExp, type: string, key: string])[] = [
  [/^aws_s3_bucket_/, 'aws_s3_bucket', 'bucket'],
  [/^aws_iam_role_/, 'aws_iam_role', 'role'],
  [/^aws_iam_user_/, 'aws_iam_user', 'user'],
  [/^aws_iam_group_membership$/, 'aws_iam_user', 'users'],
  [/^aws_kms_key_policy$/, 'aws_kms_key', 'key_id'],
  [/^aws_kms_alias$/, 'aws_kms_key', 'target_key_id'],
  [/^aws_secretsmanager_secret_/, 'aws_secretsmanager_secret', 'secret_arn'],
  [/^aws_sns_topic_policy$/, 'aws_sns_topic', 'arn'],
  [/^aws_sns_topic_subscription$/, 'aws_sns_topic', 'topic_arn'],
  [/^aws_lambda_/, 'aws_lambda_function', 'function_name'],
];

/** What a resource says about the use of another part: the attribute that names the part, and the part's type. */
const USES: Readonly<Record<string, readonly [key: string, type: string, how: string]>> = {
  aws_cloudwatch_metric_alarm: ['alarm_actions', 'aws_sns_topic', 'notify'],
  aws_iam_group_policy: ['policy', 'aws_s3_bucket', 'uses'],
  aws_iam_role_policy: ['policy', 'aws_s3_bucket', 'uses'],
  aws_iam_user_policy: ['policy', 'aws_s3_bucket', 'uses'],
  aws_lambda_function: ['role', 'aws_iam_role', 'runs as'],
  aws_s3_bucket_logging: ['target_bucket', 'aws_s3_bucket', 'is logged to'],
  aws_s3_bucket_replication_configuration: ['rule', 'aws_s3_bucket', 'is copied to'],
  aws_s3_bucket_server_side_encryption_configuration: ['rule', 'aws_kms_key', 'is encrypted with'],
  aws_secretsmanager_secret: ['kms_key_id', 'aws_kms_key', 'is encrypted with'],
  aws_sns_topic: ['kms_master_key_id', 'aws_kms_key', 'is encrypted with'],
};

const STATES: Readonly<Partial<Record<Action, PartState>>> = {
  create: 'created',
  delete: 'destroyed',
  replace: 'recreated',
  update: 'changed',
};

/**
 * The graph of a plan.
 *
 * @returns undefined when too few connected parts change for a graph to help, or too many for one that can be read
 */
export function tryStoreGraph(changes: readonly Change[]): StoreGraph | undefined {
  const count = changes.filter(({ type }) => Object.hasOwn(PARTS, type)).length;
  if (count > MAX_READ) return undefined;
  const { parts, links } = new GraphReader(changes).read();
  const changed = new Set(parts.filter(isChanged).map(({ id }) => id));
  const near = links.filter(({ from, to }) => changed.has(from) || changed.has(to));
  const graphs = [parts, parts.filter(isChanged)].map((each) => connected(each, near));
  return graphs.find((graph) => isHelpful(graph) && isReadable(graph));
}

/** All parts of the stack of a plan, however many they are. */
export function wholeGraph(changes: readonly Change[]): StoreGraph {
  return new GraphReader(changes).read();
}

/** The row of each part: below those that use it. */
export function rowsOf({ parts, links }: StoreGraph): ReadonlyMap<string, number> {
  const rows = new Map(parts.map(({ id }) => [id, 0]));
  // Each round moves parts below those that use them. In a circle, this ends after as many rounds as there are parts.
  parts.forEach(() => {
    for (const { from, to } of links) {
      rows.set(to, Math.min(Math.max(rows.get(to) ?? 0, (rows.get(from) ?? 0) + 1), parts.length));
    }
  });
  return rows;
}

/** Whether parts come or go, or several change together. */
function isHelpful({ parts }: StoreGraph): boolean {
  const changed = parts.filter(isChanged);
  return (
    changed.length > 2 || (changed.length > 1 && changed.some(({ state }) => state !== 'changed'))
  );
}

const isChanged = ({ state }: StorePart) => state !== 'unchanged';

function connected(parts: readonly StorePart[], links: readonly PartLink[]): StoreGraph {
  const ids = new Set(parts.map(({ id }) => id));
  const kept = links.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const linked = new Set(kept.flatMap(({ from, to }) => [from, to]));
  return { parts: parts.filter(({ id }) => linked.has(id)), links: kept };
}

/** Whether a graph from top to bottom is narrow enough. */
function isReadable(graph: StoreGraph): boolean {
  if (graph.parts.length > MAX_PARTS) return false;
  const numbers = [...rowsOf(graph).values()];
  return numbers.every((row) => numbers.filter((each) => each === row).length <= MAX_IN_ROW);
}

class GraphReader {
  private readonly parts: readonly Change[];
  private readonly byName = new Map<string, string>();
  private readonly settings = new Map<string, Change[]>();

  constructor(private readonly changes: readonly Change[]) {
    this.parts = changes.filter(({ type }) => Object.hasOwn(PARTS, type));
    for (const part of this.parts) {
      for (const name of namesOf(part)) this.byName.set(`${part.type} ${name}`, part.address);
    }
    for (const change of changes) {
      for (const owner of this.ownersOf(change)) {
        this.settings.set(owner, [...(this.settings.get(owner) ?? []), change]);
      }
    }
  }

  read(): StoreGraph {
    const alarms = this.changes.filter(({ type }) => type === 'aws_cloudwatch_metric_alarm');
    const vendors = this.parts.flatMap(vendorsOf);
    const links = [
      ...vendors.map(({ id, role }) => ({ from: id, to: role, how: 'assumes' })),
      ...this.changes.flatMap((each) => this.linksOf(each)),
    ];
    return {
      parts: [
        ...vendors.map(({ id, name }) => partWithout(id, 'vendor', name)),
        ...this.parts.map((each) => this.partOf(each)),
        ...(alarms.length > 0 ? [alarmsPart(alarms)] : []),
      ],
      links: [...new Map(links.map((each) => [JSON.stringify(each), each])).values()],
    };
  }

  private partOf(change: Change): StorePart {
    const part = partWithout(change.address, PARTS[change.type]?.[0] ?? '', nameOf(change));
    const own = isReal(change) ? STATES[change.action] : undefined;
    if (own !== undefined && own !== 'changed') return { ...part, state: own };
    const settings = (this.settings.get(change.address) ?? []).filter(isReal).map(settingName);
    const names = [...(own ? attributesOf(change) : []), ...settings].map(inWords);
    return {
      ...part,
      state: names.length > 0 ? 'changed' : 'unchanged',
      settings: [...new Set(names)],
    };
  }

  /** The parts that a resource is a setting of. */
  private ownersOf(change: Change): string[] {
    const group = text(change.before, 'group') || text(change.after, 'group');
    if (change.type === 'aws_iam_group_policy') return this.membersOf(group);
    const [, type, key] = OWNERS.find(([setting]) => setting.test(change.type)) ?? [];
    if (type === undefined || key === undefined) return [];
    const named = this.named(change, key, type);
    const [first] = this.referencedBy(change, type);
    return named.length > 0 || first === undefined ? named : [first];
  }

  private membersOf(group: string): string[] {
    return this.changes
      .filter(({ type }) => type === 'aws_iam_group_membership')
      .filter(({ before, after }) => [text(before, 'group'), text(after, 'group')].includes(group))
      .flatMap((membership) => this.named(membership, 'users', 'aws_iam_user'));
  }

  /** The parts of a type that an attribute names, in itself or in a text such as a policy. */
  private named({ before, after }: Change, key: string, type: string): string[] {
    const texts = [before, after].flatMap((side) => textsIn(side[key]));
    const arns = texts.flatMap((each) => each.match(/arn:[a-z-]+:s3:::[a-z0-9.-]+/g) ?? []);
    const found = [...texts, ...arns].flatMap((each) => this.byName.get(`${type} ${each}`) ?? []);
    return [...new Set(found)];
  }

  /** The parts of a type that the configuration of a resource refers to, in the order of its attributes. */
  private referencedBy({ references = [] }: Change, type: string): string[] {
    const addresses = new Set(this.parts.map(({ address }) => address));
    return references.filter((each) => each.startsWith(`${type}.`) && addresses.has(each));
  }

  private linksOf(change: Change): PartLink[] {
    const [key, type, how] = USES[change.type] ?? [];
    if (key === undefined || type === undefined || how === undefined) return [];
    const isPart = Object.hasOwn(PARTS, change.type);
    const isAlarm = change.type === 'aws_cloudwatch_metric_alarm';
    const owners = isPart ? [change.address] : isAlarm ? [ALARMS] : this.ownersOf(change);
    const named = this.named(change, key, type);
    const targets = named.length > 0 ? named : this.referencedBy(change, type);
    return owners.flatMap((from) =>
      targets.filter((to) => to !== from).map((to) => ({ from, to, how })),
    );
  }
}

const ALARMS = 'alarms';

function alarmsPart(alarms: readonly Change[]): StorePart {
  const changed = alarms.filter(isReal);
  const states = new Set(changed.map(({ action }) => STATES[action] ?? 'changed'));
  const [only = 'unchanged'] = states;
  const isWhole = changed.length === alarms.length && states.size === 1;
  const part = partWithout(ALARMS, alarms.length === 1 ? 'alarm' : `${alarms.length} alarms`, '');
  return { ...part, state: changed.length === 0 || isWhole ? only : 'changed' };
}

/** The description of a key starts with what it is for. */
function nameOf({ type, address, before, after }: Change): string {
  const [kind, key = ''] = PARTS[type] ?? [];
  const name = text(before, key) || text(after, key) || address;
  return kind === 'key' ? name.replace(/:.*$/s, '') : name;
}

const partWithout = (id: string, kind: string, name: string): StorePart => ({
  id,
  kind,
  name,
  state: 'unchanged',
  settings: [],
});

/** The names of a part. The ARN of a new bucket follows from its name. */
function namesOf({ before, after, type }: Change): string[] {
  const names = [before, after].flatMap((side) => NAMES.map((key) => text(side, key)));
  const buckets = type === 'aws_s3_bucket' ? [text(before, 'bucket'), text(after, 'bucket')] : [];
  return [...names, ...buckets.map((each) => `arn:aws:s3:::${each}`)].filter((each) => each !== '');
}

/** The accounts and identity providers that can assume a role. */
function vendorsOf({ type, address, before, after }: Change) {
  if (type !== 'aws_iam_role') return [];
  const side = Object.keys(after).length > 0 ? after : before;
  const names = (trustedPrincipals(side) ?? [])
    .filter((each) => !each.startsWith('Service:'))
    .map((each) => each.replace(/^\w+:(?:arn:[a-z-]+:iam::)?/, '').replace(/:.*\//, ' '));
  return names.length === 0
    ? []
    : [{ id: `vendor of ${address}`, name: names.join(' '), role: address }];
}

/** Whether a plan changes more than tags. */
function isReal(change: Change): boolean {
  if (change.action !== 'update') return STATES[change.action] !== undefined;
  return attributesOf(change).length > 0;
}

/** The attributes that change, without tags. */
const attributesOf = ({ before, after, unknown }: Change) =>
  [...changedKeys(before, after, unknown)].filter((key) => key !== 'tags' && key !== 'tags_all');

const settingName = ({ type }: Change) =>
  type.replace(
    /^aws_(s3_bucket|iam_(role|user|group)|kms|secretsmanager_secret|sns_topic|lambda)_/,
    '',
  );

const inWords = (name: string) => name.replaceAll('_', ' ');
