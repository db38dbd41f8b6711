import type { ResourceAttributes } from '../../access/tokens';
import { block, differs, isEmpty, isRecord, text } from '../../review/attributes';
import { type Finding, finding, type FindingId } from '../../review/finding';
import { excerptPair } from '../../review/rules/excerpt';
import { type Sentence, sentence } from '../../review/sentence';
import type { Written } from './moves';
import { providersOf, regionIn } from './planned-attributes';
import type { ComparedStack } from './stack-json';

type Found = readonly [FindingId, Sentence];

type Finder = (before: ComparedStack, after: ComparedStack) => readonly Found[];

/** Findings about what decides where resources and state are, and which no plan contains. */
export function changedConfiguration(
  stack: string,
  before: ComparedStack,
  after: ComparedStack,
): Finding[] {
  const finders: readonly Finder[] = [movedRegions, providerSettings, requirements, movedState];
  return finders
    .flatMap((find) => find(before, after))
    .map(([id, what]) => finding(id, { address: stack }, what));
}

/** Resources that another provider manages, which looks for them in another region or account. */
export function changedProviders(before: Written, after: Written): Finding[] {
  return [...after].flatMap(([address, attributes]) => {
    const [from, to] = [before.get(address) ?? attributes, attributes].map(
      (each) => text(each, 'provider') || 'aws',
    );
    if (from === undefined || to === undefined || from === to) return [];
    const what = sentence`${address} uses the provider ${to} instead of ${from}, which looks for it in another region or account.`;
    return [finding('provider-changed', { address }, what)];
  });
}

const movedRegions: Finder = (before, after) => {
  const previous = providersOf(before);
  return [...providersOf(after)].flatMap(([name, provider]): Found[] => {
    const reference = previous.get(name) ?? provider;
    if (reference.region === provider.region) return [];
    const [from, to] = [regionIn(reference), regionIn(provider)];
    if (from !== '' && to !== '') {
      const moved =
        name === 'aws' ? sentence`The store moves` : sentence`The provider ${name} moves`;
      const what = sentence`${moved} from ${from} to ${to}. Existing buckets and keys stay in ${from}, and new ones must be registered with the vendor. See docs/migration.md.`;
      return [['region-moved', what] as const];
    }
    // A provider whose region is in the state exists only to destroy what was removed.
    const isUsed = [[reference, before] as const, [provider, after] as const].some(
      ([each, side]) => regionIn(each) === '' && usesProvider(side, name),
    );
    if (!isUsed) return [];
    const values = excerptPair(reference.region, provider.region);
    const what = sentence`The region of the provider ${name} changes from ${values[0]} to ${values[1]}, whose value is known only after apply.`;
    return [['provider-changed', what] as const];
  });
};

const usesProvider = ({ resource = {} }: ComparedStack, name: string) =>
  Object.values(resource)
    .flatMap((named) => Object.values(named))
    .some((each) => (text(each, 'provider') || 'aws') === name);

/** Settings of a provider that have a finding of their own, or no effect. */
const OTHER_SETTINGS = ['alias', 'default_tags', 'region', 'skip_region_validation'];

const providerSettings: Finder = (before, after) => {
  const previous = providersOf(before);
  return [...providersOf(after)].flatMap(([name, provider]) => {
    // A provider for the replica has the settings of the main one.
    const reference = previous.get(name) ?? previous.get(name.split('.')[0] ?? '');
    if (!reference)
      return [['provider-changed', sentence`The provider ${name} is added.`] as const];
    return changedKeysOf(reference, provider)
      .filter((key) => !OTHER_SETTINGS.includes(key))
      .map((key) => {
        const [from, to] = excerptPair(reference[key], provider[key]);
        const what = sentence`The setting ${key} of the provider ${name} changes from ${from} to ${to}.`;
        return ['provider-changed', what] as const;
      });
  });
};

const requirements: Finder = (before, after) => {
  const previous = sourcesOf(before);
  return [...sourcesOf(after)].flatMap(([name, source]) => {
    if (previous.get(name) === source) return [];
    const from = previous.get(name) ?? 'no provider';
    const what = sentence`Terraform runs the provider ${source} as ${name} instead of ${from}.`;
    return [['provider-changed', what] as const];
  });
};

/** @see Terraform documentation, "Provider Requirements", "Source Addresses" */
function sourcesOf({ terraform = {} }: ComparedStack): Map<string, string> {
  const required = block(terraform, 'required_providers');
  return new Map(
    Object.entries(required).map(([name, requirement]) => {
      const source = (isRecord(requirement) && text(requirement, 'source')) || name;
      const parts = source.toLowerCase().split('/');
      const defaults = ['registry.terraform.io', 'hashicorp'].slice(
        0,
        Math.max(0, 3 - parts.length),
      );
      return [name, [...defaults, ...parts].join('/')] as const;
    }),
  );
}

/** Settings of a backend that do not say where the state is. Adding them makes it safer, or accepts a new region. */
const SAFER = ['encrypt', 'kms_key_id', 'skip_region_validation', 'use_lockfile'];

const movedState: Finder = (before, after) => {
  const [[kind, from], [newKind, to]] = [backendOf(before), backendOf(after)];
  const unlessMoved = sentence`Unless the state is moved first, Terraform starts with an empty one and plans to create everything again.`;
  if (kind !== newKind) {
    const what = sentence`The state backend changes from ${kind} to ${newKind}. ${unlessMoved}`;
    return [['state-moved', what] as const];
  }
  return changedKeysOf(from, to)
    .filter((key) => !(SAFER.includes(key) && isEmpty(from[key])))
    .map((key) => {
      const values = excerptPair(from[key], to[key]);
      const what = sentence`The setting ${key} of the state backend ${kind} changes from ${values[0]} to ${values[1]}. ${unlessMoved}`;
      return ['state-moved', what] as const;
    });
};

function backendOf({ terraform = {} }: ComparedStack): readonly [kind: string, ResourceAttributes] {
  const { cloud } = terraform;
  if (!isEmpty(cloud)) return ['cloud', block(terraform, 'cloud')];
  const backends = block(terraform, 'backend');
  const [kind = 'local'] = Object.keys(backends);
  return [kind, block(backends, kind)];
}

function changedKeysOf(before: ResourceAttributes, after: ResourceAttributes): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => differs(before[key], after[key]));
}

/** Top-level blocks that are compared, or that have no effect on AWS. */
const READ = ['//', 'moved', 'output', 'provider', 'removed', 'resource', 'terraform'];

/** Programs that Terraform runs when it creates or destroys a resource, in words. */
export function changedProvisioners(before: Written, after: Written): string[] {
  return [...after]
    .filter(([address, { provisioner }]) => differs(before.get(address)?.provisioner, provisioner))
    .map(([address]) => `a provisioner of ${address}`);
}

/** Blocks with an effect that cannot be compared without a plan, in words. */
export function unreadBlocks(before: ComparedStack, after: ComparedStack): string[] {
  const [old, current] = [before, after].map(
    (each) => new Map<string, unknown>(Object.entries(each)),
  );
  const blocks = [...(current ?? [])].filter(
    ([key, value]) => !READ.includes(key) && differs(old?.get(key), value),
  );
  return blocks.map(([key]) => `the block ${key}`);
}
