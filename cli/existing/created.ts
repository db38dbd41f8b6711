import { type Attributes, block, blocks, isRecord, text } from '../../review/attributes';
import type { RawChange, RawPlan } from '../../review/raw-plan';

/** The resources that AWS refuses to create, or changes silently, if their name exists: with the attribute that names them. */
const NAMES = {
  aws_cloudwatch_log_group: 'name',
  aws_iam_group: 'name',
  aws_iam_openid_connect_provider: 'url',
  aws_iam_policy: 'name',
  aws_iam_role: 'name',
  aws_iam_user: 'name',
  aws_kms_alias: 'name',
  aws_s3_bucket: 'bucket',
  aws_secretsmanager_secret: 'name',
  aws_sns_topic: 'name',
} as const;

/** A type of resource with a name of its own. */
export type NamedType = keyof typeof NAMES;

/** What a resource is called in sentences. */
export const NOUNS: Readonly<Record<NamedType, string>> = {
  aws_cloudwatch_log_group: 'log group',
  aws_iam_group: 'group',
  aws_iam_openid_connect_provider: 'identity provider',
  aws_iam_policy: 'policy',
  aws_iam_role: 'role',
  aws_iam_user: 'user',
  aws_kms_alias: 'alias',
  aws_s3_bucket: 'bucket',
  aws_secretsmanager_secret: 'secret',
  aws_sns_topic: 'topic',
};

/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>;

/** A resource that is to be created under a name of its own. */
export interface CreatedResource {
  readonly address: string;
  readonly type: NamedType;
  readonly name: string;
  readonly region: string;
  /** The tags that it gets, those of the provider included. */
  readonly tags: Tags;
  /** Set if it replaces a resource of another name, whose address cannot be imported. */
  readonly replaces?: true;
}

const isNamed = (type: string): type is NamedType => Object.hasOwn(NAMES, type);

/** Whether a change needs a name that the resource does not have yet. */
function takesName(type: string, { actions, before, after, importing }: RawChange['change']) {
  if (!isNamed(type) || !actions.includes('create') || Boolean(importing)) return false;
  return actions.length === 1 || before?.[NAMES[type]] !== after?.[NAMES[type]];
}

/** What a plan creates under new names. A name that is known only after apply is one that AWS chooses. */
export function createdBy(plan: RawPlan): CreatedResource[] {
  const providerOf = providersOf(plan);
  return (plan.resource_changes ?? []).flatMap(({ address, type, mode, change }) => {
    const { actions, after } = change;
    if (mode !== 'managed' || !takesName(type, change)) return [];
    const { region, tags } = providerOf(address);
    return named({
      address,
      type,
      attributes: after ?? {},
      region,
      // An alias has no tags of its own; its key has those of the provider.
      tags: after?.tags_all === undefined ? tags : tagsIn(after.tags_all),
      ...(actions.length > 1 && { replaces: true as const }),
    });
  });
}

/**
 * What a synthesized stack consists of, whether it was deployed or not.
 *
 * @param stack - its `cdk.tf.json`
 */
export function namedIn(stack: string): CreatedResource[] {
  const json = JSON.parse(stack) as Attributes;
  const providers = blocks(block(json, 'provider'), 'aws');
  const resources = block(json, 'resource');
  return Object.entries(resources).flatMap(([type, byName]) =>
    Object.keys(isRecord(byName) ? byName : {}).flatMap((name) => {
      const attributes = block(resources, type, name);
      const alias = text(attributes, 'provider').replace(/^aws\.?/, '');
      const provider = providers.find((each) => text(each, 'alias') === alias) ?? {};
      const defaults = tagsIn(block(provider, 'default_tags').tags);
      return named({
        address: `${type}.${name}`,
        type,
        attributes,
        region: text(provider, 'region'),
        tags: { ...defaults, ...tagsIn(attributes.tags) },
      });
    }),
  );
}

interface Unnamed extends Omit<CreatedResource, 'type' | 'name'> {
  readonly type: string;
  readonly attributes: Attributes;
}

function named({ attributes, type, ...rest }: Unnamed): CreatedResource[] {
  if (!isNamed(type)) return [];
  const name = text(attributes, NAMES[type]);
  return name === '' || name.includes('${') ? [] : [{ ...rest, type, name }];
}

function tagsIn(value: unknown): Tags {
  const entries = Object.entries(isRecord(value) ? value : {});
  return Object.fromEntries(entries.filter(([, each]) => typeof each === 'string')) as Tags;
}

/**
 * What each resource gets from its provider.
 *
 * @see Terraform's documentation, "JSON output format", configuration representation: blocks are lists of expressions
 */
function providersOf({ configuration }: RawPlan) {
  const resources = configuration?.root_module?.resources ?? [];
  const keys = new Map(
    resources.map((each) => [each.address, text(each, 'provider_config_key')] as const),
  );
  const expressions = (key: string) =>
    block(configuration?.provider_config ?? {}, key, 'expressions');
  const regionIn = (key: string) => text(block(expressions(key), 'region'), 'constant_value');
  const tagsOf = (key: string) => block(expressions(key), 'default_tags', 'tags').constant_value;
  return (address: string) => {
    const key = keys.get(address) ?? '';
    return {
      region: regionIn(key) || regionIn('aws'),
      tags: tagsIn(tagsOf(key) ?? tagsOf('aws')),
    };
  };
}
