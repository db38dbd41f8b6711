import * as z from 'zod';
import { type Problem, RefusedError } from '../core/problem';
import { type Attributes, block, isRecord, text } from './attributes';
import { relevantDrift } from './drift';
import { maskPair } from './mask';
import { TARGETS } from './targets';

/** What Terraform is going to do with a resource. `unknown` is what this version of callvault has not heard of. */
export type Action =
  'no-op' | 'create' | 'read' | 'update' | 'delete' | 'replace' | 'forget' | 'unknown';

/** A resource, and what becomes of it. */
export interface Change {
  /** Its address in Terraform. */
  readonly address: string;
  /** Its type, e.g. `aws_s3_bucket`. */
  readonly type: string;
  /** What is done. */
  readonly action: Action;
  /** The actions as the plan names them. */
  readonly actions: readonly string[];
  /** Its attributes now; empty when there is nothing yet. Sensitive ones are masked. */
  readonly before: Attributes;
  /** Its attributes afterwards, as far as they are known; empty when it is gone. Sensitive ones are masked. */
  readonly after: Attributes;
  /** Which attributes are known only once the plan is applied. */
  readonly unknown: Attributes;
  /** The address it had. @default - it has not moved */
  readonly previousAddress?: string;
  /** Set where Terraform is no longer kept from destroying it. No plan says so. @default - not known of */
  readonly unguarded?: boolean;
  /** Addresses of other resources that set the same thing: each apply of one overwrites the other. @default - none */
  readonly overwrites?: readonly string[];
  /** Set where it replaces a setting of a thing that exists, of which the plan does not show what it is. */
  readonly replacesUnknown?: boolean;
  /** Addresses that its configuration refers to. @default - the plan does not say */
  readonly references?: readonly string[];
  /** What a setting applies to, as it stands in the plan: for comparisons only, as it may be sensitive. */
  readonly targets?: { readonly before?: string; readonly after?: string };
  /** Set on an object that an earlier, broken replacement left behind. */
  readonly deposed?: string;
}

/** A plan, as far as the review reads it. */
export interface Plan {
  /** Where it was read from. */
  readonly source: string;
  /** What is done to the managed resources, in the order of the plan. */
  readonly changes: readonly Change[];
  /** What Terraform found changed outside of it, as far as it matters for this plan. */
  readonly drift: readonly Change[];
  /** Whether the plan leaves something for a later one. */
  readonly deferred: boolean;
  /** Parts of the plan that act and that this version does not read, by their names in it. @default - none */
  readonly unread?: readonly string[];
  /** Regions of its providers, as far as the configuration names them. */
  readonly regions: readonly string[];
}

/** Every list of actions a plan can have. @see Terraform documentation, "JSON Output Format", `actions` */
const TUPLES = [
  [['no-op'], 'no-op'],
  [['create'], 'create'],
  [['read'], 'read'],
  [['update'], 'update'],
  [['delete'], 'delete'],
  [['delete', 'create'], 'replace'],
  [['create', 'delete'], 'replace'],
  [['forget'], 'forget'],
  [['create', 'forget'], 'replace'],
] as const satisfies readonly (readonly [readonly string[], Action])[];

function actionOf(actions: readonly string[]): Action {
  const same = JSON.stringify(actions);
  return TUPLES.find(([tuple]) => JSON.stringify(tuple) === same)?.[1] ?? 'unknown';
}

const values = z.record(z.string(), z.unknown()).nullish();
const marks = z.unknown().optional();

const resourceChange = z.object({
  name: z.string().optional(),
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  deposed: z.string().optional(),
  change: z.object({
    actions: z.array(z.string()).min(1),
    before: values,
    after: values,
    after_unknown: marks,
    before_sensitive: marks,
    after_sensitive: marks,
    importing: z.unknown().optional(),
  }),
});

/** A resource in a plan, as it is written there. */
export type RawChange = z.infer<typeof resourceChange>;

const configuredResource = z
  .object({ address: z.string(), expressions: z.record(z.string(), z.unknown()).optional() })
  .loose();

const planSchema = z.looseObject({
  // Only the first number says whether a reader still understands it.
  format_version: z.string().regex(/^1\.\d+$/),
  terraform_version: z.string(),
  // A state has none; without it "no changes" would be said of what is no plan.
  planned_values: z.record(z.string(), z.unknown()),
  resource_changes: z.array(resourceChange).optional(),
  resource_drift: z.array(resourceChange).optional(),
  relevant_attributes: z
    .array(z.object({ resource: z.string(), attribute: z.array(z.unknown()) }))
    .optional(),
  configuration: z
    .object({
      provider_config: z.record(z.string(), z.unknown()).optional(),
      root_module: z
        .object({ resources: z.array(configuredResource).optional() })
        .loose()
        .optional(),
    })
    .optional(),
  deferred_changes: z.array(z.unknown()).optional(),
  complete: z.boolean().optional(),
  errored: z.boolean().optional(),
});

/** A plan, as it is written. */
export type RawPlan = z.infer<typeof planSchema>;

/** The plans of a text that has one to a line; any other text is taken for one plan. */
export function splitPlans(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const each = lines.every((line) => line.startsWith('{') && line.endsWith('}'));
  return each && lines.length > 1 ? lines : [text];
}

/**
 * Reads the output of `terraform show -json <plan>`.
 *
 * @param source - where it comes from, for messages
 * @throws RefusedError for whatever is no plan, or not all of one: it is never taken for "no changes"
 */
export function parsePlan(json: string, source: string): Plan {
  const raw = checkShape(parseJson(json, source), source);
  if (raw.errored) throw refused(source, FAILED);
  const references = referencesOf(raw);
  const managed = (raw.resource_changes ?? []).filter(({ mode }) => mode === 'managed');
  return {
    source,
    changes: managed.map((each) => toChange(each, references)),
    drift: relevantDrift(raw).map((each) => toChange(each, references)),
    regions: regionsOf(raw),
    unread: unreadParts(raw, raw.resource_changes),
    deferred: raw.complete === false || (raw.deferred_changes ?? []).length > 0,
  };
}

/** Parts that say nothing about what the plan does, or that are read elsewhere. */
const READ = [
  'applyable',
  'complete',
  'configuration',
  'deferred_changes',
  'errored',
  'format_version',
  'output_changes',
  'planned_values',
  'prior_state',
  'proposed_unknown',
  'relevant_attributes',
  'resource_changes',
  'resource_drift',
  'terraform_version',
  'timestamp',
  'variables',
];

/** @see Terraform documentation, "JSON Output Format": later 1.x formats may add parts */
function unreadParts(raw: RawPlan, changes: RawPlan['resource_changes'] = []): string[] {
  const parts = Object.entries(raw)
    .filter(
      ([key, value]) =>
        !READ.includes(key) && !isEmpty(value) && !(key === 'checks' && allPass(value)),
    )
    .map(([key]) => key);
  const modes = changes
    .map(({ mode }) => mode)
    .filter((mode) => mode !== 'managed' && mode !== 'data');
  const imported = changes.filter(
    ({ change }) => change.importing !== undefined && change.importing !== null,
  );
  return [...parts, ...new Set(modes), ...imported.map(({ address }) => `import of ${address}`)];
}

const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const allPass = (checks: unknown) =>
  Array.isArray(checks) && checks.every((check) => isRecord(check) && check.status === 'pass');

function regionsOf({ configuration }: RawPlan): string[] {
  return Object.values(configuration?.provider_config ?? {})
    .filter(isRecord)
    .map((provider) => text(block(provider, 'expressions', 'region'), 'constant_value'))
    .filter((region) => region !== '');
}

const FAILED = {
  rule: 'review-plan-complete',
  what: 'Terraform failed while it planned, so the plan lacks what came after the failure',
  fix: 'Correct what terraform plan complains of, and plan again.',
} as const;

function parseJson(json: string, source: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    const what = `${Buffer.byteLength(json)} bytes that are not JSON from beginning to end`;
    throw refused(source, { rule: 'review-plan-json', what, fix: GIVE_A_PLAN }, { cause });
  }
}

const GIVE_A_PLAN =
  'Give the whole output of terraform show -json <plan file>, for a file that terraform plan -out wrote.';

function checkShape(data: unknown, source: string): RawPlan {
  const version = isRecord(data) ? data.format_version : undefined;
  if (typeof version === 'string' && !planSchema.shape.format_version.safeParse(version).success) {
    const what = `format ${JSON.stringify(version)} is none that this version of callvault reads; it reads 1.x`;
    throw refused(source, {
      rule: 'review-plan-format',
      what,
      fix: 'Update callvault, or plan with a Terraform 1.x.',
    });
  }
  const parsed = planSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = (issue?.path ?? []).map(String).join('.');
  const what = `${place === '' ? 'the whole' : JSON.stringify(place)} is not what a plan has there`;
  throw refused(source, { rule: 'review-plan-shape', what, fix: GIVE_A_PLAN });
}

function refused(
  source: string,
  problem: Omit<Problem, 'path'>,
  options?: ErrorOptions,
): RefusedError {
  const error = new RefusedError([{ ...problem, path: [] }], source);
  if (options) error.cause = options.cause;
  return error;
}

function targetsOf(type: string, { before, after }: RawChange['change']) {
  const key = TARGETS[type];
  if (key === undefined) return {};
  return { targets: { before: text(before ?? {}, key), after: text(after ?? {}, key) } };
}

/** The resources that each resource's configuration refers to. */
function referencesOf({ configuration }: RawPlan): ReadonlyMap<string, readonly string[]> {
  const resources = configuration?.root_module?.resources ?? [];
  return new Map(
    resources.map(({ address, expressions }) => [address, [...new Set(referredTo(expressions))]]),
  );
}

/** `aws_s3_bucket.A.id` refers to `aws_s3_bucket.A`; Terraform lists both. */
function referredTo(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referredTo);
  if (!isRecord(value)) return [];
  const own = Array.isArray(value.references) ? value.references.map(String) : [];
  return [...own, ...Object.values(value).flatMap(referredTo)];
}

function toChange(
  { address, type, change, ...rest }: RawChange,
  references: ReadonlyMap<string, readonly string[]>,
): Change {
  const { before, after } = maskPair(change);
  const { actions, after_unknown: unknown } = change;
  return {
    ...{ address, type, actions, before, after },
    action: actionOf(actions),
    unknown: isRecord(unknown) ? unknown : {},
    ...targetsOf(type, change),
    ...(references.has(address) && { references: references.get(address) ?? [] }),
    ...(rest.previous_address !== undefined && { previousAddress: rest.previous_address }),
    ...(rest.deposed !== undefined && { deposed: rest.deposed }),
  };
}
