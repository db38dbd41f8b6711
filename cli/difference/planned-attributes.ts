import type { ResourceAttributes, Resources, StackPlace } from '../../access/tokens';
import { tryFindPartition } from '../../core/region';
import { block, isRecord, text, textsOf } from '../../review/attributes';
import { USED } from '../../review/classes';
import type { Written } from './moves';
import { resolveValue, type Scope } from './resolve';
import type { ComparedStack } from './stack-json';

/** Arguments of Terraform itself, which no plan lists as attributes. */
const META_ARGUMENTS = ['//', 'connection', 'depends_on', 'lifecycle', 'provider', 'provisioner'];

/** Attributes that AWS computes and that references of callvault's stacks use. */
const COMPUTED = ['arn', 'key_id', 'url'];

/** The providers of a stack by the name that resources refer to, e.g. `aws.replica`. */
export function providersOf({ provider = {} }: ComparedStack): Map<string, ResourceAttributes> {
  return new Map(
    Object.entries(provider).flatMap(([type, blocks]) =>
      blocks.map((each) => {
        const alias = text(each, 'alias');
        return [alias === '' ? type : `${type}.${alias}`, each] as const;
      }),
    ),
  );
}

/** A side of a comparison. */
export interface PlannedSide {
  readonly json: ComparedStack;
  readonly written: Written;
  /** Previous addresses of renamed resources, by address. */
  readonly moves: ReadonlyMap<string, string>;
  /** Previous addresses of the resources that are replaced: what AWS computes of them is not known. */
  readonly replaced: ReadonlySet<string>;
}

/**
 * The attributes of resources as a plan would list them, by address: with references resolved, default tags, and the
 * ARNs of deployed resources. `settle` removes the marks of references that cannot be resolved.
 *
 * @param place - what invented ARNs contain; the same for both sides
 */
export function plannedAttributes(
  { json, written, moves, replaced }: PlannedSide,
  place: StackPlace,
): Map<string, ResourceAttributes> {
  const providers = providersOf(json);
  const scope = { place, resources: regroup(written, moves), renamed: moves, replaced };
  return new Map(
    [...written].map(([address, attributes]) => {
      const origin = moves.get(address) ?? address;
      const own = Object.entries(attributes).filter(([key]) => !META_ARGUMENTS.includes(key));
      const resolved = resolveValue(Object.fromEntries(own), scope) as ResourceAttributes;
      const provider = providers.get(text(attributes, 'provider') || 'aws') ?? {};
      return [
        address,
        { ...computedOf(origin, scope), ...resolved, ...tagsOf(origin, resolved, provider) },
      ];
    }),
  );
}

/** The region of a provider; empty if it is an expression, e.g. a value in the state. */
export function regionIn(provider: ResourceAttributes): string {
  const region = text(provider, 'region');
  return region.includes('${') ? '' : region;
}

/** Where the resources of a stack are. A stack that moves has the previous place: its ARNs show what stays the same. */
export function placeOf(stack: string, before: ComparedStack, after: ComparedStack): StackPlace {
  const providers = [...providersOf(after), ...providersOf(before)];
  const regions = new Map(
    providers.map(([name, each]) => [name, regionIn(each)] as const).filter(([, each]) => each),
  );
  const main = new Map(providers).get('aws') ?? {};
  const region = regions.get('aws') ?? 'us-east-1';
  return {
    stack,
    region,
    regions,
    account: textsOf(main, 'allowed_account_ids')[0] ?? '',
    partition: tryFindPartition(region) ?? 'aws',
  };
}

/** Resources by type and name; a renamed resource has its previous name. */
function regroup(written: Written, moves: ReadonlyMap<string, string>): Resources {
  const types = new Map<string, Map<string, ResourceAttributes>>();
  for (const [address, attributes] of written) {
    const [type = '', name = ''] = (moves.get(address) ?? address).split('.');
    types.set(
      type,
      (types.get(type) ?? new Map<string, ResourceAttributes>()).set(name, attributes),
    );
  }
  const entries = [...types].map(([type, named]) => [type, Object.fromEntries(named)] as const);
  return Object.fromEntries(entries);
}

/** What a plan knows of a deployed resource. The ARN shows that a renamed resource is the same one. */
function computedOf(address: string, scope: Scope): ResourceAttributes {
  const known = { ...scope, replaced: new Set<string>() };
  const found = COMPUTED.map((key) => {
    const token = `\${${address}.${key}}`;
    return [key, resolveValue(token, known)] as const;
  });
  return {
    ...Object.fromEntries(found.filter(([, value]) => !String(value).includes('${'))),
    // The provider reads the settings of a bucket back into it: without one of them, they count as not known.
    ...(address.startsWith('aws_s3_bucket.') && { request_payer: 'BucketOwner' }),
  };
}

function tagsOf(
  address: string,
  { tags }: ResourceAttributes,
  provider: ResourceAttributes,
): ResourceAttributes {
  const type = address.split('.')[0] ?? '';
  const isTagged = Object.hasOwn(USED, type) && USED[type]?.attributes.tags_all !== undefined;
  if (!isTagged) return {};
  const defaults = block(provider, 'default_tags').tags;
  return {
    tags_all: { ...(isRecord(defaults) && defaults), ...(isRecord(tags) && tags) },
  };
}
