import { type Attributes, blocks, differs, isMarked, text } from './attributes';
import type { Change } from './plan';

/** Resources that can hold the policy that a resource of its own makes. */
const HOLDERS: Readonly<Record<string, readonly [type: string, target: string, own: string]>> = {
  aws_secretsmanager_secret: ['aws_secretsmanager_secret_policy', 'secret_arn', 'arn'],
  aws_sns_topic: ['aws_sns_topic_policy', 'arn', 'arn'],
  aws_sqs_queue: ['aws_sqs_queue_policy', 'queue_url', 'url'],
};

/** The policies that a resource itself changes, as changes of the resource that would make them. */
export function inlinePolicies(change: Change): Change[] {
  if (change.action !== 'update') return [];
  if (change.type === 'aws_iam_role') return inlineRolePolicies(change);
  const [type, target, own] = HOLDERS[change.type] ?? [];
  const { address, before, after, unknown } = change;
  if (type === undefined || target === undefined || own === undefined) return [];
  if (isMarked(unknown.policy) || !differs(before.policy, after.policy)) return [];
  const as = ({ policy }: Attributes): Attributes =>
    policy ? { [target]: before[own], policy } : {};
  return [made({ address, type, before: as(before), after: as(after) })];
}

/** A role's own blocks are all the policies that it keeps: an empty one removes the others. */
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
  const [was, is] = [policies(before), policies(after)];
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => {
    const as = (policy: string | undefined) => (policy === undefined ? {} : { name, role, policy });
    return made({ address, type, before: as(was.get(name)), after: as(is.get(name)) });
  });
}

function made(change: Pick<Change, 'address' | 'type' | 'before' | 'after'>): Change {
  const [was, is] = [change.before, change.after].map((each) => Object.keys(each).length > 0);
  const action = was && is ? 'update' : is ? 'create' : 'delete';
  return { ...change, action, actions: [action], unknown: {} };
}
