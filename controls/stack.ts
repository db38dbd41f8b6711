import { conditionValues, type PolicyStatement, readStatements } from '../core/policy-statement';
import { STORAGE_KIND_TAG } from '../core/tags';

/** Attributes of a resource in the synthesized JSON. */
export type SynthesizedAttributes = Readonly<Record<string, unknown>>;

/** A resource of a stack. */
export interface SynthesizedResource {
  /** `<type>.<name>` */
  readonly address: string;
  readonly name: string;
  readonly attributes: SynthesizedAttributes;
}

/** What a bucket holds, by its tag. */
export type StorageContents = 'recordings' | 'replica' | 'logs' | 'reports' | 'state';

/** A bucket, with what it holds. */
export interface BucketResource extends SynthesizedResource {
  /** Undefined where the tag is missing. */
  readonly holds: StorageContents | undefined;
}

/** A statement, and the resource whose policy contains it. */
export interface PlacedStatement {
  readonly address: string;
  readonly statement: PolicyStatement;
}

/** The type of an environment. Some controls are stricter for production. */
export type ControlledEnvironmentType = 'production' | 'non-production' | 'throw-away';

type ResourcesByType = Readonly<Record<string, Readonly<Record<string, SynthesizedAttributes>>>>;

interface TerraformJson {
  readonly resource: ResourcesByType;
  readonly provider?: { readonly aws?: readonly SynthesizedAttributes[] };
}

/** A synthesized stack, as the controls read it. */
export class SynthesizedStack {
  /**
   * @param id - the stack's id
   * @param type - the type of its environment
   * @param text - its `cdk.tf.json`
   */
  constructor(
    readonly id: string,
    readonly type: ControlledEnvironmentType,
    readonly text: string,
  ) {
    const { resource, provider } = JSON.parse(text) as TerraformJson;
    this.resources = resource;
    this.providers = provider?.aws ?? [];
  }

  private readonly resources: ResourcesByType;
  private readonly providers: readonly SynthesizedAttributes[];

  /** The accounts that its provider may work in. */
  accounts(): string[] {
    return this.providers.flatMap(({ allowed_account_ids: ids }) => (ids ?? []) as string[]);
  }

  /** All resources of the types. */
  all(...types: readonly string[]): SynthesizedResource[] {
    return types.flatMap((type) =>
      Object.entries(this.resources[type] ?? {}).map(([name, attributes]) => ({
        address: `${type}.${name}`,
        name,
        attributes,
      })),
    );
  }

  types(): string[] {
    return Object.keys(this.resources);
  }

  /** All buckets, or those that hold something. */
  buckets(...holding: readonly StorageContents[]): BucketResource[] {
    const buckets = this.all('aws_s3_bucket').map((bucket) => {
      const tags = (bucket.attributes.tags ?? {}) as Readonly<Record<string, StorageContents>>;
      return { ...bucket, holds: tags[STORAGE_KIND_TAG] };
    });
    return holding.length === 0
      ? buckets
      : buckets.filter(({ holds }) => holds !== undefined && holding.includes(holds));
  }

  /** All resources of a type that belong to a bucket, by reference or by name. */
  linked({ name, attributes }: SynthesizedResource, type: string): SynthesizedResource[] {
    const bucket = `\${aws_s3_bucket.${name}.`;
    return this.all(type).filter(
      ({ attributes: { bucket: of } }) =>
        of === `${bucket}id}` || of === `${bucket}bucket}` || of === attributes.bucket,
    );
  }

  /** The statements of a policy attribute of all resources of the types. */
  statements(attribute: string, ...types: readonly string[]): PlacedStatement[] {
    return this.all(...types).flatMap(({ address, attributes }) =>
      statementsOf(attributes[attribute], address).map((statement) => ({ address, statement })),
    );
  }

  /** The statements of all policies of roles, users and groups. */
  identityStatements(): PlacedStatement[] {
    return this.statements('policy', ...IDENTITY_POLICIES);
  }
}

/** Resource types that hold a policy of a role, user or group. */
export const IDENTITY_POLICIES = [
  'aws_iam_role_policy',
  'aws_iam_group_policy',
  'aws_iam_user_policy',
  'aws_iam_policy',
] as const;

/**
 * The statements of a policy.
 *
 * @throws Error for a policy that cannot be read: it must not count as meeting a control
 */
export function statementsOf(policy: unknown, address: string): PolicyStatement[] {
  if (policy === undefined) return [];
  const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
  try {
    return readStatements(text);
  } catch (cause) {
    throw new Error(`The policy of ${address} cannot be read: ${text}`, { cause });
  }
}

/** Whether a statement serves callers only on behalf of one account or resource. */
export function isForOneSource(statement: PolicyStatement): boolean {
  return statement.conditions.some(({ key }) => /^aws:Source(Account|Arn)$/.test(key));
}

/** Whether all that a statement asks for is that the request came over plain HTTP. */
export function isOnlyForPlainHttp(statement: PolicyStatement): boolean {
  const { conditions } = statement;
  const refused = conditionValues(statement, 'aws:SecureTransport').join() === 'false';
  return refused && conditions.length === 1 && conditions[0]?.operator === 'Bool';
}

/** A nested block, which is an object or a list of one in Terraform JSON. */
export function nestedBlocks(value: unknown): SynthesizedAttributes[] {
  return value === undefined ? [] : ([value].flat() as SynthesizedAttributes[]);
}
