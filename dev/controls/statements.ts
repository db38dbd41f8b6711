import { many, type Statement } from '../../core/policy';

/** Whether an IAM pattern, with `*` and `?`, fits an action. Case does not count in actions. */
function fits(pattern: string, action: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}

/** Whether a statement is about an action: by name, by a pattern, or by not leaving it out. */
export function covers({ Action, NotAction }: Statement, action: string): boolean {
  const named = (patterns: Statement['Action']) =>
    many(patterns).some((pattern) => fits(pattern, action));
  return NotAction === undefined ? named(Action) : !named(NotAction);
}

/** Who a statement is about. `NotPrincipal` is everybody but a few, and so everybody. */
export function principalsOf(statement: Statement): { kind: string; name: string }[] {
  const { Principal } = statement;
  if (Principal === '*' || 'NotPrincipal' in statement) return [{ kind: 'AWS', name: '*' }];
  return Object.entries(Principal ?? {}).flatMap(([kind, names]) =>
    many(names).map((name) => ({ kind, name })),
  );
}

/** Whether a statement is about everybody, alone or in a list. */
export function isForEverybody(statement: Statement): boolean {
  return principalsOf(statement).some(({ name }) => name === '*');
}

/** The keys of all conditions of a statement. */
export function conditionKeys({ Condition = {} }: Statement): string[] {
  return Object.values(Condition).flatMap((keys) => Object.keys(keys));
}

/** Whether services are let in on behalf of one account or resource only. */
export function isForOneSource(statement: Statement): boolean {
  return conditionKeys(statement).some((key) => /^aws:Source(Account|Arn)$/.test(key));
}

/** Whether a statement refuses everybody an action over plain HTTP. A further condition would weaken it. */
export function refusesPlainHttp(statement: Statement, action: string): boolean {
  return (
    statement.Effect === 'Deny' &&
    isForEverybody(statement) &&
    covers(statement, action) &&
    JSON.stringify(statement.Condition) === '{"Bool":{"aws:SecureTransport":"false"}}'
  );
}
