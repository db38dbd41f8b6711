import { createHash } from 'node:crypto';
import type { AccountScope } from '../core/arn';

/** Attributes of a resource in a stack's JSON. */
export type ResourceAttributes = Readonly<Record<string, unknown>>;

/** All resources of a stack: type → name → attributes. */
export type Resources = Readonly<Record<string, Readonly<Record<string, ResourceAttributes>>>>;

/** Where the resources will be. */
export interface StackPlace extends AccountScope {
  /** Id of the stack. */
  readonly stack: string;
  /** Region of the stack. */
  readonly region: string;
  /** Region of the resources that have the provider `aws.replica`. @default - the stack's */
  readonly replicaRegion?: string | undefined;
  /** Regions by the name of the provider, e.g. `aws.replica`. @default - every other provider has the replica's */
  readonly regions?: ReadonlyMap<string, string>;
}

/** `${aws_s3_bucket.Recordings_Bucket_1A2B.arn}` */
const TOKEN = /\$\{(\w+)\.(\w+)\.(\w+)\}/g;

/** Attributes of a resource that can be derived from its configuration. */
const VALUES: Readonly<
  Record<
    string,
    (attributes: ResourceAttributes, place: StackPlace, id: string) => Record<string, string>
  >
> = {
  aws_s3_bucket: ({ bucket }, { partition }) => ({
    id: String(bucket),
    bucket: String(bucket),
    arn: `arn:${partition}:s3:::${String(bucket)}`,
  }),
  aws_kms_key: (_, { partition, region, account }, id) => ({
    key_id: uuid(id),
    arn: `arn:${partition}:kms:${region}:${account}:key/${uuid(id)}`,
  }),
  aws_iam_role: ({ name }, place) => iamValues('role', String(name), place),
  aws_iam_user: ({ name }, place) => iamValues('user', String(name), place),
  aws_iam_group: ({ name }, place) => iamValues('group', String(name), place),
  aws_cloudwatch_log_group: ({ name }, place) => ({
    arn: regional('logs', `log-group:${String(name)}`, place),
  }),
  aws_lambda_function: ({ function_name: name }, place) => ({
    function_name: String(name),
    arn: regional('lambda', `function:${String(name)}`, place),
  }),
  aws_sns_topic: ({ name }, place) => ({ arn: regional('sns', String(name), place) }),
  aws_sqs_queue: ({ name }, place) => ({
    url: `https://sqs.${place.region}.amazonaws.com/${place.account}/${String(name)}`,
    arn: regional('sqs', String(name), place),
  }),
  aws_secretsmanager_secret: ({ name }, { partition, region, account }) => ({
    arn: `arn:${partition}:secretsmanager:${region}:${account}:secret:${String(name)}-AbCdEf`,
  }),
};

function regional(
  service: string,
  name: string,
  { partition, region, account }: StackPlace,
): string {
  return `arn:${partition}:${service}:${region}:${account}:${name}`;
}

function iamValues(kind: string, name: string, { partition, account }: StackPlace) {
  return { id: name, name, arn: `arn:${partition}:iam::${account}:${kind}/${name}` };
}

/** The region of a resource: that of its provider. */
function regionOf(
  { provider }: ResourceAttributes,
  { region, replicaRegion = region, regions }: StackPlace,
): string {
  if (typeof provider !== 'string') return region;
  return regions?.get(provider) ?? replicaRegion;
}

/** A stand-in for a key's id, always the same for the same resource. */
function uuid(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/**
 * Replaces each reference to another resource with the value that Terraform would insert.
 *
 * @throws Error for a reference whose value is not known before the apply: a policy that is read in part must not be
 *   taken for the whole policy
 */
export function resolveTokens(text: string, resources: Resources, place: StackPlace): string {
  return text.replace(TOKEN, (token, ...[type, name, attribute]: [string, string, string]) => {
    const attributes = resources[type]?.[name];
    if (attributes && type === 'aws_s3_bucket_policy' && attribute === 'bucket') {
      return resolveTokens(String(attributes.bucket), resources, place);
    }
    const at = attributes && { ...place, region: regionOf(attributes, place) };
    const value = at && VALUES[type]?.(attributes, at, `${place.stack}.${name}`)[attribute];
    if (value === undefined) throw new Error(`The value of ${token} is not known.`);
    return value;
  });
}
