import type { Statement } from '../../core/policy';

/** Attributes that can be changed. */
export type Mutable = Record<string, unknown>;

/** A stack's JSON that can be changed. */
export interface Json {
  resource: Record<string, Record<string, Mutable>>;
  provider: { aws: Mutable[] };
  terraform: { backend?: Record<string, Mutable> };
}

/** The first resource of a type whose name begins so. */
export function first({ resource }: Json, type: string, prefix = ''): Mutable {
  const named = Object.entries(resource[type] ?? {});
  const found = named.find(([name]) => name.startsWith(prefix))?.[1];
  if (!found) throw new Error(`there is no ${type} ${prefix}`);
  return found;
}

/** Changes the statements of a policy attribute. */
export function changePolicy(
  attributes: Mutable,
  change: (statements: Statement[]) => Statement[],
  attribute = 'policy',
): void {
  const document = JSON.parse(String(attributes[attribute])) as { Statement: Statement[] };
  const changed = { ...document, Statement: change(document.Statement) };
  attributes[attribute] = JSON.stringify(changed);
}

/** Changes the statement with a Sid. */
export const statement =
  (sid: string, change: Partial<Record<keyof Statement, unknown>>) =>
  (all: Statement[]): Statement[] =>
    all.map((each) => (each.Sid === sid ? ({ ...each, ...change } as Statement) : each));

/** Adds a statement. */
export const adding =
  (added: Partial<Record<keyof Statement | 'NotPrincipal', unknown>>) =>
  (all: Statement[]): Statement[] => [
    ...all,
    { Sid: 'Added', Effect: 'Allow', ...added } as Statement,
  ];
