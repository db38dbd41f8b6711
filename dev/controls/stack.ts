import { STORAGE_KIND_TAG } from '../../core/tags';
import type { Statement } from '../../core/policy';

/** Attributes of a resource, as they stand in the synthesized JSON. */
export type SynthesizedAttributes = Readonly<Record<string, unknown>>;

/** A resource of a stack. */
export interface SynthesizedResource {
  /** `<type>.<name>` */
  readonly address: string;
  /** Its name in Terraform. */
  readonly name: string;
  /** Its attributes. */
  readonly attributes: SynthesizedAttributes;
}

/** What a bucket holds, as its tag says. */
export type Holds = 'recordings' | 'replica' | 'logs' | 'reports' | 'state';

/** A bucket, with what it holds. */
export interface BucketResource extends SynthesizedResource {
  /** Undefined where the tag is missing. */
  readonly holds: Holds | undefined;
}

/** A statement of a policy, and where it stands. */
export interface PlacedStatement {
  /** Address of the resource whose policy it is in. */
  readonly address: string;
  /** The statement. */
  readonly statement: Statement;
}

/** What decides how strict some controls are. */
export type ControlledEnvironmentType = 'production' | 'non-production' | 'throw-away';

type ResourcesByType = Readonly<Record<string, Readonly<Record<string, SynthesizedAttributes>>>>;

interface TerraformJson {
  readonly resource: ResourcesByType;
  readonly provider?: { readonly aws?: readonly SynthesizedAttributes[] };
}

/** A synthesized stack, read the way the controls need it. */
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

  /** All resource types there are. */
  types(): string[] {
    return Object.keys(this.resources);
  }

  /** All buckets. */
  buckets(...holding: readonly Holds[]): BucketResource[] {
    const buckets = this.all('aws_s3_bucket').map((bucket) => {
      const tags = (bucket.attributes.tags ?? {}) as Readonly<Record<string, Holds>>;
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
      parsePolicy(attributes[attribute], address).map((statement) => ({ address, statement })),
    );
  }

  /** The statements of all policies of roles, users and groups. */
  identityStatements(): PlacedStatement[] {
    return this.statements('policy', ...IDENTITY_POLICIES);
  }
}

/** Resource types that hold a policy of a role, user or group. */
export const IDENTITY_POLICIES = [
  ...(['aws_iam_role_policy', 'aws_iam_group_policy', 'aws_iam_user_policy'] as const),
  'aws_iam_policy',
] as const;

/**
 * The statements of a policy.
 *
 * @throws Error for a policy that cannot be read: it must never count as a good one
 */
export function parsePolicy(policy: unknown, address: string): Statement[] {
  if (policy === undefined) return [];
  const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
  try {
    return [(JSON.parse(text) as { Statement: Statement | Statement[] }).Statement].flat();
  } catch (cause) {
    throw new Error(`The policy of ${address} cannot be read: ${text}`, { cause });
  }
}

/** A nested block, which Terraform JSON has as an object or as a list of one. */
export function blocks(value: unknown): SynthesizedAttributes[] {
  return value === undefined ? [] : ([value].flat() as SynthesizedAttributes[]);
}
