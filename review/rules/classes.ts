import { type Attributes, changedKeys, isEmpty, isMarked } from '../attributes';
import { ACTING, type AttributeClass, USED } from '../classes';
import { type Category, type Finding, finding, type FindingId, type Rule } from '../finding';
import { isMasked } from '../mask';
import { mentionsStack } from '../mentions';
import type { Change } from '../plan';
import type { PlanContext } from '../plan-context';
import { perPlan } from '../per-plan';
import { ownWords, type Sentence, sentence } from '../sentence';
import { excerpt, excerptPair } from './excerpt';

/** The finding about a change that no other rule compares, by what it puts at risk. */
const REPORTED = {
  'data-loss': 'recordings-setting-changed',
  'writes-stop': 'writer-setting-changed',
  access: 'access-setting-changed',
  unclear: 'attribute-unclassified',
  unwatched: 'monitoring-changed',
  retention: 'storage-setting-changed',
} as const satisfies Record<Category, FindingId>;

const ACTIONS: Readonly<Record<string, string>> = {
  create: 'is created',
  delete: 'is destroyed',
  replace: 'is destroyed and recreated',
};

/** Everything that no other rule compares: as classified, or as a change that a person must review. */
export const classRule: Rule = (change, context) => {
  const { type, action } = change;
  if (!['create', 'update', 'delete', 'replace'].includes(action)) return [];
  const used = Object.hasOwn(USED, type) ? USED[type] : undefined;
  if (!used) return otherType(change, context);
  if (action === 'create') return context.isNewStack ? [] : wholeResource(change, used.created);
  if (action === 'delete') return wholeResource(change, used.destroyed);
  const attributes = changedAttributes(change, (key) => used.attributes[key]);
  return [
    ...(action === 'replace' ? wholeResource(change, used.destroyed) : []),
    ...attributes.filter(({ id }) => id !== 'value-unknown' || !dependsOnReplaced(change, context)),
  ];
};

/** Whether a value is unknown because the resource that it names is recreated, which has a finding of its own. */
export function dependsOnReplaced({ references }: Change, context: PlanContext): boolean {
  const { addresses, hasKey } = replacedOf(context);
  return references ? references.some((each) => addresses.has(each)) : hasKey;
}

const replacedOf = perPlan(({ changes }) => {
  const replaced = changes.filter(({ action }) => action === 'replace');
  return {
    addresses: new Set(replaced.map(({ address }) => address)),
    hasKey: replaced.some(({ type }) => type === 'aws_kms_key'),
  };
});

function wholeResource(change: Change, found: AttributeClass): Finding[] {
  if (!('reported' in found)) return [];
  const what = sentence`${change.address} ${ownWords(ACTIONS[change.action] ?? 'is changed')}.`;
  return [finding(REPORTED[found.reported], change, what)];
}

function changedAttributes(
  change: Change,
  classOf: (key: string) => AttributeClass | undefined,
): Finding[] {
  const { action, before, after, unknown } = change;
  return [...changedKeys(before, after, unknown)].flatMap((key) => {
    const found = classOf(key) ?? { reported: 'unclear' as const };
    if (!('reported' in found)) return [];
    const isUnknown = isMarked(unknown[key]) && !isKnownInPart(after[key]);
    // AWS computes every attribute of a recreated resource that the configuration does not set.
    if (isUnknown && action === 'replace') return [];
    const id = isUnknown ? 'value-unknown' : REPORTED[found.reported];
    return [finding(id, change, attributeText(change, key))];
  });
}

const isKnownInPart = (value: unknown) => typeof value === 'object' && !isEmpty(value);

function attributeText({ before, after, unknown }: Change, key: string): Sentence {
  if (isMarked(unknown[key])) {
    return sentence`${key} changes from ${excerpt(before[key])} to a value that is known only after apply.`;
  }
  const [from, to] = excerptPair(before[key], after[key]);
  return sentence`${key} changes from ${from} to ${to}.`;
}

/** A type that callvault's stacks do not use: it can act on their resources, or it mentions one of them. */
function otherType(change: Change, context: PlanContext): Finding[] {
  if (isTagChange(change)) return [];
  const acting = actingClass(change.type);
  if (acting === 'judged' || acting === 'harmless') return [];
  if (acting === undefined && !mentionsStack(change, context)) return [];
  if (change.action === 'update') {
    return changedAttributes(change, () => ({ reported: acting ?? 'unclear' }));
  }
  const id = acting === undefined ? 'resource-unclassified' : REPORTED[acting];
  return [finding(id, change, summaryOf(change))];
}

function actingClass(type: string) {
  if (Object.hasOwn(ACTING, type)) return ACTING[type];
  // The AWS Cloud Control provider manages the same resources under other types.
  return type.startsWith('awscc_') ? 'unclear' : undefined;
}

const TAGS = ['tags', 'tags_all'];

function isTagChange({ action, before, after, unknown }: Change): boolean {
  const keys = [...changedKeys(before, after, unknown)];
  return action === 'update' && keys.every((key) => TAGS.includes(key));
}

function summaryOf({ action, type, before, after }: Change): Sentence {
  const attributes: Attributes = action === 'delete' ? before : after;
  const values = Object.entries(attributes)
    .filter(([key, value]) => !isEmpty(value) && !TAGS.includes(key))
    .map(([key, value]) => `${key} = ${isMasked(value) ? '(sensitive value)' : excerpt(value)}`);
  const how = ownWords(ACTIONS[action] ?? 'is changed');
  return sentence`A resource of type ${type}, which callvault does not review, ${how}: ${values}.`;
}
