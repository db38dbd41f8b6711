import { isRecord, text } from './attributes';
import { type ComparedPlan, type Finding, finding } from './finding';
import { tryReadRetired } from './retired';
import { sentence } from './sentence';

/** A stack that was removed from the environment files. No plan contains it: CDKTF plans only the stacks it synthesizes. */
export interface RemovedStack {
  readonly id: string;
  /** Id of a new stack that describes the same resources. @default - there is none */
  readonly renamedTo?: string | undefined;
  /** What it was before. @default - not a store, or one of a throw-away environment */
  readonly was?: 'moved' | 'in use' | 'retired' | 'destroyable' | undefined;
}

/** A stack's id, and its `cdk.tf.json`. */
interface StackText {
  readonly id: string;
  readonly text: string;
}

/** The stacks that only the first of two syntheses has. */
export function findRemovedStacks(
  before: readonly StackText[],
  after: readonly StackText[],
): RemovedStack[] {
  const isIn = (stacks: readonly StackText[]) => {
    const ids = new Set(stacks.map(({ id }) => id));
    return ({ id }: StackText) => ids.has(id);
  };
  const [wasThere, isThere] = [isIn(before), isIn(after)];
  const added = after
    .filter((stack) => !wasThere(stack))
    .map((stack) => ({
      id: stack.id,
      names: new Set(namesIn(stack)),
      previous: previousStacks(stack.text),
    }));
  return before
    .filter((stack) => !isThere(stack))
    .map((stack) => {
      const names = namesIn(stack);
      const renamed = added.find((each) => names.some((name) => each.names.has(name)));
      if (renamed) {
        const isMoved = renamed.previous.includes(stack.id);
        return { id: stack.id, renamedTo: renamed.id, ...(isMoved && { was: 'moved' as const }) };
      }
      const was = tryFindUse(stack);
      return { id: stack.id, ...(was && { was }) };
    });
}

/** Ids that a stack says it had before, newest first. */
export function previousStacks(json: string): readonly string[] {
  const { output } = JSON.parse(json) as {
    readonly output?: { readonly previous_stacks?: { readonly value?: unknown } };
  };
  const ids = output?.previous_stacks?.value;
  return Array.isArray(ids) ? ids.map(String) : [];
}

/** How a store was used; undefined for other stacks, and for stores that can be destroyed with everything in them. */
function tryFindUse({ text: json }: StackText): RemovedStack['was'] {
  const { output, resource } = JSON.parse(json) as {
    readonly output?: Readonly<Record<string, { readonly value?: unknown }>>;
    readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  if (!output?.recordings_bucket) return undefined;
  const buckets = Object.values(resource?.aws_s3_bucket ?? {}).filter(isRecord);
  if (buckets.every((each) => each.force_destroy === true)) return undefined;
  const retired = tryReadRetired(output.retired?.value);
  if (!retired) return 'in use';
  return retired.destroyable ? 'destroyable' : 'retired';
}

/** Attributes with a name that only one resource of an account can have. */
const UNIQUE_NAMES: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'bucket',
  aws_iam_role: 'name',
  aws_iam_user: 'name',
};

function namesIn({ text: json }: StackText): string[] {
  const { resource } = JSON.parse(json) as { readonly resource?: unknown };
  return Object.entries(UNIQUE_NAMES).flatMap(([type, key]) => {
    const named = isRecord(resource) ? resource[type] : undefined;
    return Object.values(isRecord(named) ? named : {})
      .filter(isRecord)
      .map((attributes) => text(attributes, key))
      .filter((name) => name !== '')
      .map((name) => `${type} ${name}`);
  });
}

/** A plan without changes, whose finding says what happens to a removed stack. */
export function planOfRemoved({ id, renamedTo = '', was }: RemovedStack): ComparedPlan {
  const moved = sentence`${id} is now ${renamedTo}. Its state is moved when ${renamedTo} is deployed, and its resources are kept.`;
  const found =
    was === 'moved'
      ? finding('stack-moved', { address: id }, moved)
      : removedOrRenamed({ id, renamedTo, was });
  return { source: id, changes: [], drift: [], deferred: false, regions: [], known: [found] };
}

function removedOrRenamed({ id, renamedTo = '', was }: RemovedStack): Finding {
  if (renamedTo === '') return removedFinding(id, was);
  const what = sentence`${id} was renamed to ${renamedTo}, which has a state of its own: Terraform would create everything again, although its resources exist. Add previousName: to the store, or move the state first. See docs/rename.md.`;
  return finding('stack-renamed', { address: id }, what);
}

function removedFinding(id: string, was: RemovedStack['was']): Finding {
  const removed = sentence`${id} was removed from the environment files. Its resources stay, but Terraform no longer manages them.`;
  if (was === undefined) return finding('stack-removed', { address: id }, removed);
  if (was === 'in use') {
    const what = sentence`${removed} The store is not retired: its vendor still writes to it, and nothing reports what happens to the recordings. Restore it, and retire it first. See docs/retire.md.`;
    return finding('stack-not-retired', { address: id }, what);
  }
  const what =
    was === 'retired'
      ? sentence`${removed} The store is retired, but recordings may remain until its lifecycle has deleted them. Keep it until callvault retire says that nothing is left, and destroy it first. See docs/retire.md.`
      : sentence`${removed} The store was retired and could be destroyed with callvault destroy. If that was not done, do it before this change. See docs/retire.md.`;
  return finding('stack-removed', { address: id }, what);
}
