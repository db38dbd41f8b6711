/** The outputs that the review reads. */
const READ = ['retired', 'replication_off', 'integrity_off'];

/** The parts of a plan that the review reads. */
interface RawPlan {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly resource_changes?: readonly RawChange[];
  readonly resource_drift?: readonly RawChange[];
  readonly relevant_attributes?: readonly { resource: string; attribute: unknown[] }[];
  readonly configuration?: RawConfiguration;
  readonly output_changes?: Readonly<Record<string, unknown>>;
}

interface RawConfiguration {
  readonly provider_config?: Readonly<Record<string, RawProvider>>;
}

interface RawProvider {
  readonly name: string;
  readonly expressions?: Readonly<Record<string, unknown>>;
}

interface RawChange {
  readonly address: string;
  readonly type: string;
  readonly change: Readonly<Record<string, unknown>> & { readonly actions: readonly string[] };
}

/** Of unchanged buckets, the committed plans have only the names and contents. */
const KEPT_OF_BUCKETS = ['arn', 'bucket', 'replication_configuration', 'tags_all'];

/** Of other unchanged resources, they have the policies and what refers to another resource. */
const KEPT_OF_OTHERS = [
  'alarm_actions',
  'arn',
  'assume_role_policy',
  'bucket',
  'endpoint',
  'function_name',
  'group',
  'key_id',
  'kms_key_id',
  'managed_policy_arns',
  'name',
  'permissions_boundary',
  'policy',
  'policy_arn',
  'queue_url',
  'restrict_public_buckets',
  'role',
  'rule',
  'secret_arn',
  'target_bucket',
  'topic_arn',
  'url',
  'user',
  'users',
  'versioning_configuration',
];

/**
 * A plan as it is committed: only the parts that the review reads, without values that differ between deployments of the
 * same stack.
 */
export function normalizePlan(plan: unknown): unknown {
  const { format_version, terraform_version, ...rest } = plan as RawPlan;
  const { resource_changes = [], resource_drift, relevant_attributes = [] } = rest;
  const outputs = Object.entries(rest.output_changes ?? {}).filter(([name]) => READ.includes(name));
  const kept = {
    format_version,
    terraform_version,
    planned_values: {},
    configuration: { provider_config: providersOf(rest.configuration) },
    resource_changes: resource_changes.map(readPart),
    ...(outputs.length > 0 && { output_changes: Object.fromEntries(outputs) }),
    ...(resource_drift && { resource_drift: resource_drift.map(readPart) }),
    relevant_attributes: relevant_attributes.map(asText).sort().map(fromText),
  };
  return JSON.parse(withStableIds(JSON.stringify(kept))) as unknown;
}

/** The region and the tags that resources get from their provider. */
function providersOf({ provider_config: providers = {} }: RawConfiguration = {}): unknown {
  return Object.fromEntries(
    Object.entries(providers).map(([key, { name, expressions }]) => [
      key,
      {
        name,
        expressions: { region: expressions?.region, default_tags: expressions?.default_tags },
      },
    ]),
  );
}

const asText = (value: unknown) => JSON.stringify(value);
const fromText = (text: string): unknown => JSON.parse(text);

function readPart({ address, ...rest }: RawChange): unknown {
  const { type, change } = rest;
  const { mode, name, deposed, previous_address } = rest as Record<string, unknown>;
  const identity = { address, previous_address, mode, type, name, deposed };
  if (change.actions[0] !== 'no-op') return { ...identity, change: withoutIdentity(change) };
  const before = keep(change.before, type === 'aws_s3_bucket' ? KEPT_OF_BUCKETS : KEPT_OF_OTHERS);
  return { ...identity, change: { actions: change.actions, before, after: before } };
}

function withoutIdentity(change: RawChange['change']): unknown {
  const kept = Object.entries(change).filter(([key]) => !key.endsWith('_identity'));
  return Object.fromEntries(kept);
}

function keep(values: unknown, keys: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(values as Record<string, unknown>).filter(
      ([key, value]) => keys.includes(key) && value !== null && value !== '',
    ),
  );
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const UNIQUE_ID = /"unique_id":"[A-Za-z0-9]+"/g;
const SECRET_SUFFIX = /(:secret:[\w/-]+?)-[A-Za-z0-9]{6}"/g;
const TIME = /"20\d\d-\d\d-\d\dT[\d:.]+Z"/g;
const ENDPOINT = /http:\/\/127\.0\.0\.1:\d+/g;

/** Replaces random ids with numbers, in the order in which they appear, and other values of one deployment with constants. */
function withStableIds(text: string): string {
  const numbered = new Map<string, string>();
  const number = (id: string): string => {
    const known =
      numbered.get(id) ?? `00000000-0000-4000-8000-${String(numbered.size + 1).padStart(12, '0')}`;
    numbered.set(id, known);
    return known;
  };
  return text
    .replace(UUID, (id) => (id === '7c9e6679-7425-40de-944b-e07fc1f90ae7' ? id : number(id)))
    .replace(UNIQUE_ID, '"unique_id":"AROAEXAMPLEID"')
    .replace(SECRET_SUFFIX, '$1-AbCdEf"')
    .replace(TIME, '"2026-01-01T00:00:00Z"')
    .replace(ENDPOINT, 'http://127.0.0.1:4566');
}
