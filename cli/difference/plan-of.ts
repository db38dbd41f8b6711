import { isDeepStrictEqual } from 'node:util';
import { block, differs, isRecord } from '../../review/attributes';
import type { ComparedPlan } from '../../review/finding';
import { findUnguarded, withUnguarded } from '../../review/guards';
import { PARTS_OFF_OUTPUTS, switchedOffIn } from '../../review/parts-off';
import type { Change } from '../../review/plan';
import { findRemovedStacks, planOfRemoved } from '../../review/removed-stacks';
import type { Synthesized } from '../../synth/synthesize';
import {
  changedConfiguration,
  changedProviders,
  changedProvisioners,
  unreadBlocks,
} from './configuration';
import { FIXED_ATTRIBUTES } from './fixed-attributes';
import { readMoves, readResources, type Written } from './moves';
import { placeOf, plannedAttributes, providersOf, regionIn } from './planned-attributes';
import { referencesIn, settle } from './resolve';
import { parseStack, type ComparedStack } from './stack-json';

/**
 * What Terraform would plan if exactly the previous synthesis were deployed: one plan for each stack that differs, and
 * one without changes for each stack that was removed. A renamed stack is compared with its predecessor.
 */
export function plansOf(
  before: readonly Synthesized[],
  after: readonly Synthesized[],
): ComparedPlan[] {
  const removed = findRemovedStacks(before, after);
  const previous = new Map(before.map((stack) => [stack.id, stack]));
  for (const { id, renamedTo } of removed) {
    const predecessor = previous.get(id);
    if (renamedTo !== undefined && predecessor) previous.set(renamedTo, predecessor);
  }
  const plans = after
    .filter((stack) => previous.get(stack.id)?.text !== stack.text)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((stack) => planOf(previous.get(stack.id) ?? { id: stack.id, text: '{}' }, stack));
  return [...plans, ...removed.map(planOfRemoved)];
}

function planOf(previous: Synthesized, { id, text: json }: Synthesized): ComparedPlan {
  const [before, after] = [parseStack(previous.text), parseStack(json)];
  const isNew = before.resource === undefined;
  const isRenamed = previous.id !== id;
  const configuration = isNew ? [] : changedConfiguration(id, before, after);
  const [old, current] = [readResources(before), readResources(after)];
  const plan: ComparedPlan = {
    source: id,
    stack: id,
    changes: changesOf({ id: previous.id, before, after }, old, current),
    drift: [],
    deferred: false,
    regions: [...providersOf(after).values()].map(regionIn).filter((region) => region !== ''),
    ...regionMoveOf(before, after),
    ...retiredIn(before, after),
    switchedOff: switchedOffIn({ output_changes: outputChanges(before, after) }),
    unread: [...unreadBlocks(before, after), ...changedProvisioners(old, current)],
    known: [
      // The state of a renamed stack has another name: its own finding says so.
      ...configuration.filter((found) => !(isRenamed && found.id === 'state-moved')),
      ...changedProviders(old, current),
    ],
  };
  return withUnguarded(plan, findUnguarded(previous.text, json));
}

/** The output that says that a store is retired, as a plan has it. */
function retiredIn(before: ComparedStack, after: ComparedStack): Pick<ComparedPlan, 'retired'> {
  const value = outputOf(after, 'retired');
  if (value === undefined) return {};
  return { retired: { value, isSet: !isDeepStrictEqual(outputOf(before, 'retired'), value) } };
}

const outputOf = ({ output }: ComparedStack, name: string): unknown => {
  const found = isRecord(output) ? output[name] : undefined;
  return isRecord(found) ? found.value : undefined;
};

/** The outputs that say what is switched off, as a plan has them. */
function outputChanges(before: ComparedStack, after: ComparedStack) {
  const changes = PARTS_OFF_OUTPUTS.map((name) => {
    const [old, value] = [outputOf(before, name), outputOf(after, name)];
    const action = value === undefined ? 'delete' : 'update';
    const actions = isDeepStrictEqual(old, value) ? ['no-op'] : [action];
    return [name, { actions, before: old, after: value }] as const;
  });
  return Object.fromEntries(changes);
}

interface Pair {
  /** Id of the stack before the change: invented ARNs contain it. */
  readonly id: string;
  readonly before: ComparedStack;
  readonly after: ComparedStack;
}

function changesOf({ id, before, after }: Pair, old: Written, current: Written): Change[] {
  const moves = readMoves(after, old, current);
  const place = placeOf(id, before, after);
  const [none, moved] = [new Set<string>(), new Set(moves.values())];
  const from = plannedAttributes(
    { json: before, written: old, moves: new Map(), replaced: none },
    place,
  );
  const planAfter = (replaced: ReadonlySet<string>) =>
    plannedAttributes({ json: after, written: current, moves, replaced }, place);
  const originOf = (address: string) => moves.get(address) ?? address;
  const replaced = [...planAfter(none)]
    .filter(([address, to]) => isReplaced(address, from.get(originOf(address)), to))
    .map(([address]) => originOf(address));
  const to = planAfter(new Set(replaced));
  const forgotten = new Set((after.removed ?? []).filter(isKept).map((each) => each.from));
  const addresses = [...old.keys()].filter((each) => !moved.has(each));
  return [...new Set([...addresses, ...current.keys()])].sort().map((address): Change => {
    const origin = originOf(address);
    const sides = [from.get(origin), to.get(address)] as const;
    return {
      ...valuesOf(address, ...sides),
      ...actionsOf(address, sides, current.get(address)),
      ...(sides[1] === undefined && { isUnconfigured: true as const }),
      ...(origin !== address && { previousAddress: origin }),
      ...(forgotten.has(address) && !sides[1] && { action: 'forget', actions: ['forget'] }),
      references: referencesIn(current.get(address) ?? {}),
    };
  });
}

/** The regions that the store moves between, or else its replica. */
function regionMoveOf(
  before: ComparedStack,
  after: ComparedStack,
): Pick<ComparedPlan, 'regionMove'> {
  const previous = providersOf(before);
  const moves = [...providersOf(after)].map(
    ([name, each]) => [regionIn(previous.get(name) ?? each), regionIn(each)] as const,
  );
  const regionMove = moves.find(([from, to]) => from !== to && from !== '' && to !== '');
  return regionMove ? { regionMove } : {};
}

const isKept = ({ lifecycle }: { readonly lifecycle?: unknown }) =>
  [lifecycle].flat().some((each) => isRecord(each) && each.destroy === false);

type Attributes = Change['before'];

function valuesOf(
  address: string,
  from: Attributes | undefined,
  to: Attributes | undefined,
): Pick<Change, 'address' | 'type' | 'before' | 'after' | 'unknown'> {
  const settled = Object.entries(to ?? {}).map(
    ([key, value]) => [key, settle(value, from?.[key])] as const,
  );
  const known = settled.filter(([, { value }]) => value !== undefined);
  return {
    address,
    type: typeOf(address),
    before: settle(from ?? {}, from).value as Attributes,
    after: Object.fromEntries(known.map(([key, { value }]) => [key, value])),
    unknown: Object.fromEntries(settled.map(([key, { mark }]) => [key, mark])),
  };
}

function isReplaced(address: string, from: Attributes | undefined, to: Attributes): boolean {
  const type = typeOf(address);
  const fixed = Object.hasOwn(FIXED_ATTRIBUTES, type) ? (FIXED_ATTRIBUTES[type] ?? []) : [];
  return from !== undefined && fixed.some((name) => differs(from[name], to[name]));
}

/** @param written - the resource as it is written after the change */
function actionsOf(
  address: string,
  [from, to]: readonly [before: Attributes | undefined, after: Attributes | undefined],
  written: Attributes = {},
): Pick<Change, 'action' | 'actions'> {
  if (!from) return { action: 'create', actions: ['create'] };
  if (!to) return { action: 'delete', actions: ['delete'] };
  if (isDeepStrictEqual(from, to)) return { action: 'no-op', actions: ['no-op'] };
  if (!isReplaced(address, from, to)) return { action: 'update', actions: ['update'] };
  const createsFirst = block(written, 'lifecycle').create_before_destroy === true;
  return { action: 'replace', actions: createsFirst ? ['create', 'delete'] : ['delete', 'create'] };
}

const typeOf = (address: string) => address.split('.')[0] ?? '';
