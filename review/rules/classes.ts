import { type Attributes, changedKeys, isMarked } from '../attributes';
import { ACTING, type AttributeClass, USED } from '../classes';
import { type Category, type Finding, finding, type FindingId, type Rule } from '../finding';
import { isMasked } from '../mask';
import type { Change } from '../plan';
import { mentionsStack } from '../mentions';
import type { Scene } from '../scene';
import { type Sentence, sentence } from '../sentence';

/** The finding of a change that no rule compares, by what it endangers. */
const REPORTED = {
  'data-loss': 'recordings-setting-changed',
  'writes-stop': 'writer-setting-changed',
  access: 'access-setting-changed',
  unclear: 'attribute-unclassified',
  unwatched: 'monitoring-changed',
  retention: 'storage-setting-changed',
} as const satisfies Record<Category, FindingId>;

/** The longest value that is shown whole. */
const MAX_SHOWN = 120;
/** Characters that are shown before the first that differs. */
const CONTEXT = 30;

/** Whatever no other rule compares: by the table of classes, or, where that has nothing, by a person. */
export const classRule: Rule = (change, scene) => {
  if (change.action === 'no-op' || change.action === 'read' || change.action === 'forget')
    return [];
  const used = USED[change.type];
  if (!used) return ofOtherType(change, scene);
  if (change.action === 'create')
    return scene.isNew ? [] : whole(change, used.created, 'is created');
  if (change.action === 'delete') return whole(change, used.destroyed, 'is destroyed');
  const replaced = change.action === 'replace' ? whole(change, used.destroyed, 'is recreated') : [];
  const attributes = changedAttributes(change, (key) => used.attributes[key]);
  return [
    ...replaced,
    ...attributes.filter((each) => each.id !== 'value-unknown' || !follows(change, scene)),
  ];
};

/** Whether a value is another one because what it names is recreated, which is told of that. */
function follows({ references }: Change, { changes }: Scene): boolean {
  return changes.some(
    ({ address, action, type }) =>
      action === 'replace' && (references ? references.includes(address) : type === 'aws_kms_key'),
  );
}

function whole(change: Change, found: AttributeClass, action: string): Finding[] {
  if (!('reported' in found)) return [];
  const what = sentence`${change.address} ${{ parts: [action] }}.`;
  return [finding(REPORTED[found.reported], change, what)];
}

/** One finding for each category, with a line for each attribute. */
function changedAttributes(
  change: Change,
  classOf: (key: string) => AttributeClass | undefined,
): Finding[] {
  const { before, after, unknown } = change;
  const lines = new Map<FindingId, Sentence[]>();
  for (const key of changedKeys(before, after, unknown)) {
    const found = classOf(key) ?? { reported: 'unclear' as const };
    if (!('reported' in found)) continue;
    const later = isMarked(unknown[key]) && !hasKnownPart(after[key]);
    // Of what is recreated, AWS computes all that the configuration does not set.
    if (later && change.action === 'replace') continue;
    const id = later ? 'value-unknown' : REPORTED[found.reported];
    lines.set(id, [...(lines.get(id) ?? []), lineOf(key, change)]);
  }
  return [...lines].flatMap(([id, each]) => each.map((line) => finding(id, change, line)));
}

/** Whether the plan shows a part of a value of which another part is known later. */
const hasKnownPart = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  JSON.stringify(value) !== '[]' &&
  JSON.stringify(value) !== '{}';

function lineOf(key: string, { before, after, unknown }: Change): Sentence {
  if (isMarked(unknown[key])) {
    return sentence`${key} becomes a value that is known only after the apply; it is ${shown(before[key])} now.`;
  }
  const [was, is] = shownPair(before[key], after[key]);
  return sentence`${key} changes from ${was} to ${is}.`;
}

/** Two long values are shown from shortly before the place where they begin to differ. */
function shownPair(before: unknown, after: unknown): [string, string] {
  const [was, is] = [written(before), written(after)];
  const common = [...was].findIndex((letter, index) => letter !== is[index]);
  const start = Math.max(was.length, is.length) > MAX_SHOWN ? Math.max(0, common - CONTEXT) : 0;
  const from = (value: string) => shorten(start === 0 ? value : `…${value.slice(start)}`);
  return [from(was), from(is)];
}

function shown(value: unknown): string {
  return shorten(written(value));
}

function written(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const shorten = (value: string) =>
  value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;

/** A type that callvault does not use: known to act on what a store is made of, or one that names something of it. */
function ofOtherType(change: Change, scene: Scene): Finding[] {
  if (onlyTags(change)) return [];
  // The other provider of AWS can act on the same things.
  const acting = ACTING[change.type] ?? (change.type.startsWith('awscc_') ? 'unclear' : undefined);
  if (acting === 'judged' || acting === 'harmless') return [];
  if (acting === undefined && !mentionsStack(change, scene)) return [];
  if (change.action === 'update')
    return changedAttributes(change, () => ({ reported: acting ?? 'unclear' }));
  const id = acting === undefined ? 'resource-unclassified' : REPORTED[acting];
  return [finding(id, change, sentence`${summaryOf(change)}`)];
}

const TAG_KEYS = ['tags', 'tags_all'];

function onlyTags({ action, before, after, unknown }: Change): boolean {
  return (
    action === 'update' &&
    [...changedKeys(before, after, unknown)].every((key) => TAG_KEYS.includes(key))
  );
}

const ACTIONS: Readonly<Record<string, string>> = {
  create: 'is created',
  delete: 'is destroyed',
  replace: 'is recreated',
};

function summaryOf({ action, type, before, after }: Change): Sentence {
  const attributes: Attributes = action === 'delete' ? before : after;
  const set = Object.entries(attributes)
    .filter(([key, value]) => isSet(value) && !TAG_KEYS.includes(key))
    .map(([key, value]) => `${key} = ${isMasked(value) ? '(sensitive value)' : shown(value)}`);
  return sentence`A resource of type ${type}, which callvault does not judge, ${{ parts: [ACTIONS[action] ?? 'changes'] }}: ${set}.`;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
