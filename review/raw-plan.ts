import * as z from 'zod';
import { type Problem, RefusedError } from '../core/problem';
import { type Attributes, isRecord } from './attributes';
import { isTooDeep } from './plan-text';

const attributes = z.record(z.string(), z.unknown()).nullish();
const marks = z.unknown().optional();

const resourceChange = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change: z.object({
    actions: z.array(z.string()).min(1),
    before: attributes,
    after: attributes,
    after_unknown: marks,
    before_sensitive: marks,
    after_sensitive: marks,
    importing: z.unknown().optional(),
  }),
});

/** A resource change as `terraform show -json` prints it. */
export type RawChange = z.infer<typeof resourceChange>;

const configuredResource = z.looseObject({
  address: z.string(),
  expressions: z.record(z.string(), z.unknown()).optional(),
});

const priorState = z.looseObject({
  values: z
    .looseObject({
      root_module: z
        .looseObject({
          resources: z.array(z.looseObject({ type: z.string(), values: attributes })).optional(),
        })
        .optional(),
    })
    .optional(),
});

const planSchema = z.looseObject({
  // Terraform increases the first number for changes that a reader has to know.
  format_version: z.string().regex(/^1\.\d+$/),
  terraform_version: z.string(),
  // Only a plan has it: without this check a state would pass as a plan without changes.
  planned_values: z.record(z.string(), z.unknown()),
  resource_changes: z.array(resourceChange).optional(),
  resource_drift: z.array(resourceChange).optional(),
  prior_state: priorState.optional(),
  relevant_attributes: z
    .array(z.object({ resource: z.string(), attribute: z.array(z.unknown()) }))
    .optional(),
  configuration: z
    .object({
      provider_config: z.record(z.string(), z.unknown()).optional(),
      root_module: z.looseObject({ resources: z.array(configuredResource).optional() }).optional(),
    })
    .optional(),
  output_changes: z
    .record(
      z.string(),
      z.looseObject({
        actions: z.array(z.string()).optional(),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
        after_unknown: marks,
      }),
    )
    .nullish(),
  deferred_changes: z.array(z.unknown()).optional(),
  complete: z.boolean().optional(),
  errored: z.boolean().optional(),
});

/**
 * A plan as `terraform show -json` prints it.
 *
 * @see Terraform documentation, "JSON Output Format"
 */
export type RawPlan = z.infer<typeof planSchema>;

/**
 * Parses the output of `terraform show -json <plan file>`.
 *
 * @param source - where the text comes from, for messages
 * @throws RefusedError when the text is not a complete plan: it must never pass as "no changes"
 */
export function parseRawPlan(json: string, source: string): RawPlan {
  const data = parseJson(json, source);
  const parsed = planSchema.safeParse(data);
  if (!parsed.success) throw refused(source, shapeProblem(data, parsed.error.issues));
  if (parsed.data.errored) throw refused(source, FAILED);
  if (!hasChanges(parsed.data)) throw refused(source, WITHOUT_CHANGES);
  return parsed.data;
}

/** The changes of a plan that Terraform could not finish; none if the text is not a plan. */
export function tryReadChanges(json: string): readonly RawChange[] {
  return planSchema.safeParse(JSON.parse(json)).data?.resource_changes ?? [];
}

/** The resources in the state before the plan. */
export function stateResources({ prior_state: state }: RawPlan) {
  return state?.values?.root_module?.resources ?? [];
}

const PASS_A_PLAN =
  'Pass the complete output of terraform show -json <plan file>, for a plan file that terraform plan -out wrote.';

const ONE_PER_LINE = 'Pass several plans as several files, or as one text with a plan per line.';

const FAILED = {
  rule: 'review-plan-complete',
  what: 'Terraform failed while planning, so the plan is incomplete',
  fix: 'Fix the error that terraform plan reports, and plan again.',
};

const WITHOUT_CHANGES = {
  rule: 'review-plan-complete',
  what: 'the plan has "planned_values", but no "resource_changes"',
  fix: PASS_A_PLAN,
};

/**
 * Terraform lists every resource as a change, even those that stay the same, and writes no empty list. A plan has none if
 * it only refreshes, which drift tells, or if nothing but outputs is left, as after a destroy that was interrupted.
 */
function hasChanges({ planned_values: planned, prior_state: prior, ...plan }: RawPlan): boolean {
  if ((plan.resource_changes ?? []).length > 0) return true;
  if (hasResources(planned)) return false;
  if ((plan.resource_drift ?? []).length > 0) return true;
  return !hasResources(prior?.values) && Object.keys(plan.output_changes ?? {}).length > 0;
}

/** Whether a module of a state or of planned values contains anything. */
function hasResources(values: Attributes | undefined): boolean {
  const root = values?.root_module;
  return isRecord(root) && Object.keys(root).length > 0;
}

function parseJson(json: string, source: string): unknown {
  const refuse = (what: string, fix = PASS_A_PLAN) =>
    refused(source, { rule: 'review-plan-json', what, fix });
  if (json.trim() === '') throw refuse('the input is empty');
  if (isTooDeep(json)) throw refuse('the input is nested more deeply than any plan');
  try {
    return JSON.parse(json.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    const isFollowed = /after JSON/.test(String(cause));
    throw (
      isFollowed
        ? refuse('the input continues after the end of a plan', ONE_PER_LINE)
        : refuse(`the input (${Buffer.byteLength(json)} bytes) is not complete JSON`)
    ).causedBy(cause);
  }
}

function shapeProblem(data: unknown, issues: readonly z.core.$ZodIssue[]): Omit<Problem, 'path'> {
  const paths = issues.map(({ path }) => path.map(String).join('.'));
  const version = isRecord(data) ? data.format_version : undefined;
  if (paths.includes('format_version') && typeof version === 'string') {
    return {
      rule: 'review-plan-format',
      what: `format version ${JSON.stringify(version)} is not supported; this version of callvault reads 1.x`,
      fix: 'Update callvault, or plan with a Terraform 1.x.',
    };
  }
  if (Array.isArray(data)) {
    return {
      rule: 'review-plan-shape',
      what: 'the input is a list, not a plan',
      fix: ONE_PER_LINE,
    };
  }
  const place = paths[0] ? JSON.stringify(paths[0]) : 'the input';
  const what = `${place} does not match the format of a Terraform plan`;
  return { rule: 'review-plan-shape', what, fix: PASS_A_PLAN };
}

const refused = (source: string, problem: Omit<Problem, 'path'>) =>
  new RefusedError([{ ...problem, path: [] }], source);
