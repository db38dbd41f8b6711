import { type Attributes, block, isRecord, text } from './attributes';
import { relevantDrift } from './drift';
import { maskPair } from './mask';
import { type SwitchedOffPart, switchedOffIn } from './parts-off';
import { parseRawPlan, type RawChange, type RawPlan, stateResources } from './raw-plan';
import { TARGETS } from './targets';
import { unreadParts } from './unread-parts';

/** What Terraform does with a resource. `unknown` is an action that this version of callvault does not know. */
export type Action =
  'no-op' | 'create' | 'read' | 'update' | 'delete' | 'replace' | 'forget' | 'unknown';

/** What a plan does with one resource. */
export interface Change {
  readonly address: string;
  /** The resource type, e.g. `aws_s3_bucket`. */
  readonly type: string;
  readonly action: Action;
  /** The actions as the plan lists them. */
  readonly actions: readonly string[];
  /** The attributes before the plan; empty when the resource does not exist. Sensitive values are masked. */
  readonly before: Attributes;
  /** The known attributes after the plan; empty when the resource is deleted. Sensitive values are masked. */
  readonly after: Attributes;
  /** Which attributes are known only after apply. */
  readonly unknown: Attributes;
  /** The previous address. @default - the address does not change */
  readonly previousAddress?: string;
  /** Whether `prevent_destroy` was removed. A plan does not contain it. @default - not known */
  readonly unguarded?: boolean;
  /** Addresses of other resources that configure the same thing. @default - none */
  readonly overwrites?: readonly string[];
  /** Set when it replaces a setting of an existing resource that the plan does not show. */
  readonly replacesUnknown?: boolean;
  /** Addresses that its configuration refers to. @default - the plan does not contain them */
  readonly references?: readonly string[];
  /** What a setting applies to, unmasked: for comparisons only, because it can be sensitive. */
  readonly targets?: { readonly before?: string; readonly after?: string };
  /** Set when it is destroyed because it is no longer configured. */
  readonly isUnconfigured?: true;
  /** Set when it exists, and becomes part of the state by an import. */
  readonly isImported?: true;
  /** Set on an object that an incomplete replacement left behind. */
  readonly deposed?: string;
}

/** An output whose value changes. Its values are for comparisons only, because they can be sensitive. */
export interface OutputChange {
  /** `output.<name>` */
  readonly address: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Whether the new value is known only after apply. */
  readonly isUnknown: boolean;
}

/** The part of a plan that the review reads. */
export interface Plan {
  /** Where the plan comes from, e.g. a file name. */
  readonly source: string;
  /** Changes of the managed resources, in the order of the plan. */
  readonly changes: readonly Change[];
  /** What was changed outside Terraform, as far as it matters for this plan. */
  readonly drift: readonly Change[];
  /** Whether the plan defers changes to a later plan. */
  readonly deferred: boolean;
  /** Parts of the plan that have an effect and that this version of callvault does not read. @default - none */
  readonly unread?: readonly string[];
  /** Tags of the resources in the state before the plan. @default - the plan does not contain the state */
  readonly stateTags?: readonly unknown[];
  /** The regions that the store moves between. @default - the ARNs of keys say it */
  readonly regionMove?: readonly [from: string, to: string];
  /** Outputs whose values change. @default - none */
  readonly outputs?: readonly OutputChange[];
  /** The output that says that the store is retired, and whether the plan sets it. @default - it is not retired */
  readonly retired?: { readonly value: unknown; readonly isSet: boolean };
  /** The parts of the store that the plan switches off. @default - none */
  readonly switchedOff?: readonly SwitchedOffPart[];
  /** Regions of the providers, as far as the configuration names them. */
  readonly regions: readonly string[];
}

/** Every list of actions a plan can have. @see Terraform documentation, "JSON Output Format", `actions` */
const ACTIONS: Readonly<Record<string, Action>> = {
  'no-op': 'no-op',
  create: 'create',
  read: 'read',
  update: 'update',
  delete: 'delete',
  'delete create': 'replace',
  'create delete': 'replace',
  forget: 'forget',
  'create forget': 'replace',
};

const actionOf = (actions: readonly string[]) => {
  const key = actions.join(' ');
  return Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined;
};

/** Splits a text with one plan per line into its plans; any other text is one plan. */
export function splitPlans(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const each = lines.every((line) => line.startsWith('{') && line.endsWith('}'));
  return each && lines.length > 1 ? lines : [text];
}

/**
 * Reads the output of `terraform show -json <plan file>`.
 *
 * @param source - where the text comes from, for messages
 * @throws RefusedError when the text is not a complete plan: it must never pass as "no changes"
 */
export function parsePlan(json: string, source: string): Plan {
  const raw = parseRawPlan(json, source);
  const references = referencesOf(raw);
  const managed = (raw.resource_changes ?? []).filter(({ mode }) => mode === 'managed');
  return {
    source,
    changes: managed.map((each) => toChange(each, references)),
    drift: relevantDrift(raw).map((each) => toChange(each, references)),
    regions: regionsOf(raw),
    outputs: outputsOf(raw),
    ...retiredIn(raw),
    switchedOff: switchedOffIn(raw),
    unread: unreadParts(raw),
    stateTags: stateResources(raw).map(({ values }) => values?.tags_all),
    deferred: raw.complete === false || (raw.deferred_changes ?? []).length > 0,
  };
}

function outputsOf({ output_changes: outputs = {} }: RawPlan): OutputChange[] {
  return Object.entries(outputs ?? {})
    .filter(([, { actions }]) => actions?.join() === 'update')
    .map(([name, { before, after, after_unknown: unknown }]) => ({
      address: `output.${name}`,
      before,
      after,
      isUnknown: unknown === true,
    }));
}

function retiredIn({ output_changes: outputs }: RawPlan): Pick<Plan, 'retired'> {
  const { after, actions = [] } = outputs?.retired ?? {};
  if (!isRecord(after)) return {};
  return { retired: { value: after, isSet: actions.some((each) => /create|update/.test(each)) } };
}

function regionsOf({ configuration }: RawPlan): string[] {
  return Object.values(configuration?.provider_config ?? {})
    .filter(isRecord)
    .map((provider) => text(block(provider, 'expressions', 'region'), 'constant_value'))
    .filter((region) => region !== '');
}

/** The addresses that the configuration of each resource refers to, by the resource's address. */
function referencesOf({ configuration }: RawPlan): ReadonlyMap<string, readonly string[]> {
  const resources = configuration?.root_module?.resources ?? [];
  return new Map(
    resources.map(({ address, expressions }) => [address, [...new Set(referencesIn(expressions))]]),
  );
}

/** Terraform lists both `aws_s3_bucket.A.id` and `aws_s3_bucket.A`. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  const own = Array.isArray(value.references) ? value.references.map(String) : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

function targetsOf({ type, change }: RawChange): Pick<Change, 'targets'> {
  const key = Object.hasOwn(TARGETS, type) ? TARGETS[type] : undefined;
  if (key === undefined) return {};
  const { before, after } = change;
  return { targets: { before: text(before ?? {}, key), after: text(after ?? {}, key) } };
}

function toChange(raw: RawChange, allReferences: ReadonlyMap<string, readonly string[]>): Change {
  const { address, type, change, previous_address, deposed } = raw;
  const { actions, after_unknown: unknown } = change;
  const references = allReferences.get(address);
  return {
    address,
    type,
    actions,
    ...maskPair(change),
    action: actionOf(actions) ?? 'unknown',
    unknown: isRecord(unknown) ? unknown : {},
    ...targetsOf(raw),
    ...(references && { references }),
    ...(previous_address !== undefined && { previousAddress: previous_address }),
    ...(deposed !== undefined && { deposed }),
    ...(raw.action_reason === 'delete_because_no_resource_config' && { isUnconfigured: true }),
    ...((change.importing ?? undefined) !== undefined && { isImported: true }),
  };
}
