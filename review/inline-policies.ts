import { type Attributes, blocks, differs, isMarked, text } from './attributes';
import type { Change } from './plan';

/** Resources that can contain the policy that a separate resource configures. */
const HOLDERS: Readonly<Record<string, readonly [type: string, target: string, own: string]>> = {
  aws_secretsmanager_secret: ['aws_secretsmanager_secret_policy', 'secret_arn', 'arn'],
  aws_sns_topic: ['aws_sns_topic_policy', 'arn', 'arn'],
  aws_sqs_queue: ['aws_sqs_queue_policy', 'queue_url', 'url'],
};

/** Policies that change in the resource itself, as changes of the separate resource. */
export function inlinePolicies(change: Change): Change[] {
  if (change.action !== 'update') return [];
  if (change.type === 'aws_iam_role') return inlineRolePolicies(change);
  const [type, target, own] = HOLDERS[change.type] ?? [];
  const { address, before, after, unknown } = change;
  if (type === undefined || target === undefined || own === undefined) return [];
  if (isMarked(unknown.policy) || !differs(before.policy, after.policy)) return [];
  const as = ({ policy }: Attributes): Attributes =>
    policy ? { [target]: before[own], policy } : {};
  return [asChange({ address, type, before: as(before), after: as(after) })];
}

/** A role with inline_policy blocks keeps only those policies: an empty block removes every other one. */
function inlineRolePolicies({ address, before, after, unknown }: Change): Change[] {
  const key = 'inline_policy';
  if (isMarked(unknown[key]) || !differs(before[key], after[key])) return [];
  const type = 'aws_iam_role_policy';
  const role = text(before, 'name');
  const policies = (side: Attributes) =>
    new Map(
      blocks(side, key)
        .filter((each) => text(each, 'name') !== '')
        .map((each) => [text(each, 'name'), text(each, 'policy')]),
    );
  const [old, current] = [policies(before), policies(after)];
  return [...new Set([...old.keys(), ...current.keys()])].map((name) => {
    const as = (policy: string | undefined) => (policy === undefined ? {} : { name, role, policy });
    return asChange({ address, type, before: as(old.get(name)), after: as(current.get(name)) });
  });
}

function asChange(change: Pick<Change, 'address' | 'type' | 'before' | 'after'>): Change {
  const [isSet = false, isKept = false] = [change.before, change.after].map(
    (each) => Object.keys(each).length > 0,
  );
  const kept = isSet ? 'update' : 'create';
  const action = isKept ? kept : 'delete';
  return { ...change, action, actions: [action], unknown: {} };
}
