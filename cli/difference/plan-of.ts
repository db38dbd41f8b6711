import { resolveTokens, type StackPlace, type Resources } from '../../access/tokens';
import { findPartition } from '../../core/region';
import { findUnguarded, withUnguarded } from '../../review/guards';
import type { Action, Change, Plan } from '../../review/plan';
import type { Synthesized } from '../../synth/synthesize';

/**
 * Attributes that cannot be changed in place: Terraform replaces the resource.
 *
 * @see Terraform AWS provider, the pages of the resources, "Forces new resource"
 */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  aws_s3_bucket: ['bucket'],
  aws_iam_role: ['name', 'path'],
  aws_iam_group: ['name'],
  aws_kms_alias: ['name'],
  aws_secretsmanager_secret: ['name'],
  aws_sns_topic: ['name'],
  aws_sqs_queue: ['name'],
  aws_lambda_function: ['function_name'],
  aws_cloudwatch_log_group: ['name'],
};

interface StackJson {
  readonly resource?: Resources;
  readonly provider?: {
    readonly aws?: readonly {
      readonly region?: string;
      readonly allowed_account_ids?: readonly string[];
    }[];
  };
}

/**
 * What Terraform would plan if exactly the previous synthesis were deployed: one plan for each stack that differs. A
 * removed stack has no plan, as Terraform does not plan it either. ARNs that only AWS knows are replaced by invented
 * ones, the same on both sides.
 */
export function plansOf(before: readonly Synthesized[], after: readonly Synthesized[]): Plan[] {
  const textOf = (stacks: readonly Synthesized[], id: string) =>
    stacks.find((stack) => stack.id === id)?.text ?? '{}';
  return after
    .map(({ id }) => id)
    .sort()
    .filter((id) => textOf(before, id) !== textOf(after, id))
    .map((id) => planOf(id, textOf(before, id), textOf(after, id)));
}

function planOf(id: string, before: string, after: string): Plan {
  const [previous, current] = [readStack(id, before), readStack(id, after)];
  const addresses = [
    ...new Set([...previous.resources.keys(), ...current.resources.keys()]),
  ].sort();
  const changes = addresses.map((address) =>
    changeOf(address, previous.resources.get(address), current.resources.get(address)),
  );
  const regions = [...previous.regions, ...current.regions];
  const plan = { source: id, changes, drift: [], deferred: false };
  return withUnguarded({ ...plan, regions: [...new Set(regions)] }, findUnguarded(before, after));
}

type Attributes = Change['before'];

/** Arguments of Terraform itself, which no plan lists as attributes; `prevent_destroy` is compared separately. */
const META_ARGUMENTS = ['//', 'depends_on', 'lifecycle', 'provider'];

function withoutMetaArguments(attributes: Attributes): Attributes {
  const kept = Object.entries(attributes).filter(([name]) => !META_ARGUMENTS.includes(name));
  return Object.fromEntries(kept);
}

function changeOf(
  address: string,
  before: Attributes | undefined,
  after: Attributes | undefined,
): Change {
  const type = address.split('.')[0] ?? '';
  const action = actionOf(type, before, after);
  return {
    address,
    type,
    action,
    actions: [action],
    unknown: {},
    before: withoutMetaArguments(before ?? {}),
    after: withoutMetaArguments(after ?? {}),
  };
}

function actionOf(
  type: string,
  before: Attributes | undefined,
  after: Attributes | undefined,
): Action {
  if (!before) return 'create';
  if (!after) return 'delete';
  if (JSON.stringify(before) === JSON.stringify(after)) return 'no-op';
  const fixed = FIXED[type] ?? [];
  return fixed.some((name) => before[name] !== after[name]) ? 'replace' : 'update';
}

interface Stack {
  /** By address, without metadata of CDKTF. */
  readonly resources: ReadonlyMap<string, Attributes>;
  /** Regions of its providers. */
  readonly regions: readonly string[];
}

function readStack(stack: string, text: string): Stack {
  const { resource = {}, provider = {} } = JSON.parse(text) as StackJson;
  const providers = provider.aws ?? [];
  const regions = providers
    .flatMap(({ region }) => region ?? [])
    .filter((region) => !region.startsWith('${'));
  const [region = 'us-east-1', replicaRegion] = regions;
  const account = providers[0]?.allowed_account_ids?.[0] ?? '';
  const place = { stack, region, replicaRegion, account, partition: findPartition(region) };
  const all = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]): [string, Attributes] => [
      `${type}.${name}`,
      // A plan knows the ARN of a deployed resource: it shows that a renamed resource is the same one.
      {
        arn: fillIn(`\${${type}.${name}.arn}`, resource, place),
        ...filled(attributes, resource, place),
      },
    ]),
  );
  return { resources: new Map(all), regions };
}

function filled(attributes: Attributes, resources: Resources, place: StackPlace): Attributes {
  const read = Object.entries(attributes).filter(([name]) => name !== '//');
  return fillIn(Object.fromEntries(read), resources, place) as Attributes;
}

/** Replaces references by ARNs. Unknown references stay as they are: they read the same on both sides. */
function fillIn(value: unknown, resources: Resources, place: StackPlace): unknown {
  if (typeof value === 'string') {
    try {
      return resolveTokens(value, resources, place);
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map((each) => fillIn(each, resources, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, fillIn(each, resources, place)]),
  );
}
