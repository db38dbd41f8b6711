import { isRecord, text } from './attributes';
import { type ComparedPlan, finding } from './finding';
import { sentence } from './sentence';

/** A stack that was removed from the environment files. No plan contains it: CDKTF plans only the stacks it synthesizes. */
export interface RemovedStack {
  readonly id: string;
  /** Id of a new stack that describes the same resources. @default - there is none */
  readonly renamedTo?: string | undefined;
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
    .map((stack) => ({ id: stack.id, names: new Set(namesIn(stack)) }));
  return before
    .filter((stack) => !isThere(stack))
    .map((stack) => {
      const names = namesIn(stack);
      const renamed = added.find((each) => names.some((name) => each.names.has(name)));
      return renamed ? { id: stack.id, renamedTo: renamed.id } : { id: stack.id };
    });
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
export function planOfRemoved({ id, renamedTo }: RemovedStack): ComparedPlan {
  const found =
    renamedTo === undefined
      ? finding(
          'stack-removed',
          { address: id },
          sentence`${id} was removed from the environment files. Its resources stay, but Terraform no longer manages them.`,
        )
      : finding(
          'stack-renamed',
          { address: id },
          sentence`${id} was renamed to ${renamedTo}, which has a state of its own: Terraform would create everything again, although its resources exist. Move the state first. See docs/migration.md.`,
        );
  return { source: id, changes: [], drift: [], deferred: false, regions: [], known: [found] };
}
