import { type Engine, ENGINE_PACKAGE } from '../../access/engine';
import { type Principal, readPolicies, type StackPolicies } from '../../access/policies';
import type { Policy } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import type { Synthesized } from '../../synth/synthesize';
import type { Live } from '../doctor/live';
import { observedValue } from '../doctor/observed';
import { accessMatrix } from '../explain/matrix';
import { describeStatements } from '../explain/statements';
import type { AccessReport } from './model';

/** The access of a store, and what of it is not known. */
export interface AccessFound {
  readonly access: AccessReport;
  readonly unknown: readonly string[];
}

/**
 * Who can do what with a store, decided by the synthesized policies, or by the deployed ones.
 *
 * @param live - what is deployed. @default - the synthesized policies decide
 * @param engine - evaluates the policies. @default - none is installed: the statements are shown without decisions
 */
export async function accessReport(
  { id, text }: Synthesized,
  live: Live | undefined,
  engine: Engine | undefined,
): Promise<AccessFound> {
  const synthesized = readPolicies(id, text);
  const policies = live ? 'deployed' : 'synthesized';
  try {
    const stack = live ? deployedPolicies(synthesized, live) : synthesized;
    const statements = describeStatements(stack);
    if (!engine) return { access: { policies, rows: [], statements }, unknown: [withoutEngine()] };
    return {
      access: { policies, rows: await accessMatrix(engine, stack), statements },
      unknown: [],
    };
  } catch (error) {
    const { message } = error as Error;
    return {
      access: { policies, rows: [], statements: [] },
      unknown: [
        `Who can do what was not decided, because the ${policies} policies cannot be evaluated: ${message}`,
      ],
    };
  }
}

function withoutEngine(): string {
  return `Who can do what was not decided, because ${ENGINE_PACKAGE} is not installed: npx callvault explain says how to add it`;
}

/** The policies of what is deployed, by the name of what each belongs to, as AWS returned them. */
export function policiesOf(live: Live): Record<string, object> {
  const { access, bucket, key } = live;
  const texts = {
    bucket: observedValue(bucket.policy)?.text,
    'recordings-key': key && observedValue(key.policy)?.text,
    ...(access.kind !== 'none' && { [access.kind]: observedValue(access.policy)?.text }),
    ...(access.kind === 'role' && { trust: observedValue(access.self)?.trustText }),
  };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, JSON.parse(text) as object]],
    ),
  );
}

/** The synthesized policies, with those that were read instead. A policy that does not exist allows nothing. */
function deployedPolicies(stack: StackPolicies, live: Live): StackPolicies {
  const { bucket, key, access } = live;
  const arn = key?.arn;
  const synthesizedArn = stack.keys.find(({ kind }) => kind === 'recordings')?.arn;
  const keyArnOf = (each: string | undefined) => (each === synthesizedArn ? (arn ?? each) : each);
  return {
    ...stack,
    buckets: stack.buckets.map((each) => ({
      ...each,
      keyArn: keyArnOf(each.keyArn),
      ...(each.kind === 'recordings' && { policy: parsed(bucket.policy) }),
    })),
    keys: stack.keys.map((each) =>
      each.kind === 'recordings' && key
        ? { ...each, arn: arn ?? each.arn, policy: parsed(key.policy) }
        : each,
    ),
    principals: stack.principals.map((each) => deployedPrincipal(each, access)),
  };
}

function deployedPrincipal(principal: Principal, access: Live['access']): Principal {
  if (principal.of !== 'vendor' || access.kind === 'none') return principal;
  const policy = parsed(access.policy);
  if (access.kind === 'user') return { ...principal, policy };
  const { self } = access;
  if (self.kind === 'refused') throw new Error(`${self.call}: ${self.answer}`);
  const trust = observedValue(self)?.trustText;
  return { ...principal, policy, trust: trust === undefined ? NOTHING : asPolicy(trust) };
}

const NOTHING: Policy = { Version: '2012-10-17', Statement: [] };

function parsed(policy: Live['bucket']['policy']): Policy {
  if (policy.kind === 'refused') throw new Error(`${policy.call}: ${policy.answer}`);
  return policy.kind === 'missing' || policy.value.text === undefined
    ? NOTHING
    : asPolicy(policy.value.text);
}

/** A deployed policy can have statements without Sid. */
function asPolicy(text: string): Policy {
  const { Statement, ...rest } = parsePolicy(text);
  const statements = Statement.map((each, index) => {
    const { Sid = `statement ${index + 1} without Sid` } = each as Partial<typeof each>;
    return { ...each, Sid };
  });
  return { ...rest, Statement: statements };
}
