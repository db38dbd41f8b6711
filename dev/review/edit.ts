import type { StackJson } from './workspace';

/** Attributes of a resource in a stack's JSON. */
export type Values = Record<string, unknown>;

/** A statement of a policy, free to be changed. */
export type AnyStatement = Record<string, unknown>;

/** A change of a stack's JSON, as somebody who changes the code would make it. */
export type Edit = (json: StackJson) => void;

/** Changes the resources of a type whose names begin with the given text; there must be one. */
export function change(type: string, prefix: string, how: (values: Values) => void): Edit {
  return (json) => {
    const found = Object.entries(json.resource[type] ?? {}).filter(([name]) =>
      name.startsWith(prefix),
    );
    if (found.length === 0) throw new Error(`there is no ${type}.${prefix}…`);
    for (const [, values] of found) how(values);
  };
}

/** Sets attributes. */
export function set(type: string, prefix: string, values: Values): Edit {
  return change(type, prefix, (resource) => Object.assign(resource, values));
}

/** Removes all resources whose names begin with the text, of the given types or of all. */
export function remove(prefix: string, ...types: readonly string[]): Edit {
  return (json) => {
    let count = 0;
    for (const [type, named] of Object.entries(json.resource)) {
      if (types.length > 0 && !types.includes(type)) continue;
      for (const name of Object.keys(named).filter((each) => each.startsWith(prefix))) {
        Reflect.deleteProperty(named, name);
        count += 1;
      }
      if (Object.keys(named).length === 0) Reflect.deleteProperty(json.resource, type);
    }
    if (count === 0) throw new Error(`there is no ${prefix}…`);
  };
}

/** Takes away what would stop a plan that destroys. */
export const unprotected: Edit = (json) => {
  for (const named of Object.values(json.resource)) {
    for (const values of Object.values(named)) Reflect.deleteProperty(values, 'lifecycle');
  }
};

/** Outputs name what a story removes. */
export const withoutOutputs: Edit = (json) => {
  Reflect.deleteProperty(json, 'output');
};

/** Keeps the provider that what is removed was made with: Terraform destroys with it. */
export const withReplicaProvider: Edit = ({ provider: { aws } }) => {
  aws.push({ ...aws[0], alias: 'replica', region: 'eu-central-1' });
};

/** Adds a resource. */
export function add(type: string, name: string, values: Values): Edit {
  return ({ resource }) => {
    resource[type] = { ...resource[type], [name]: values };
  };
}

/** Gives a resource another address, and says so. */
export function moved(type: string, prefix: string, to: string): Edit {
  return (json) => {
    const named = json.resource[type] ?? {};
    const name = Object.keys(named).find((each) => each.startsWith(prefix));
    const values = name === undefined ? undefined : named[name];
    if (name === undefined || !values) throw new Error(`there is no ${type}.${prefix}…`);
    Reflect.deleteProperty(named, name);
    named[to] = values;
    const text = JSON.stringify(json).replaceAll(`${type}.${name}`, `${type}.${to}`);
    Object.assign(json, JSON.parse(text), {
      moved: [{ from: `${type}.${name}`, to: `${type}.${to}` }],
    });
  };
}

/** Changes the statements of a policy. */
export function policy(
  [type, prefix, key]: readonly [type: string, prefix: string, key: string],
  how: (statements: AnyStatement[]) => AnyStatement[],
): Edit {
  return change(type, prefix, (values) => {
    const document = JSON.parse(values[key] as string) as { Statement: AnyStatement[] };
    values[key] = JSON.stringify({ ...document, Statement: how(document.Statement) });
  });
}

/** Changes the statement of the given Sid. */
export function statement(sid: string, how: (found: AnyStatement) => AnyStatement) {
  return (statements: AnyStatement[]) =>
    statements.map((each) => (each.Sid === sid ? how(each) : each));
}

/** Several edits, one after the other. */
export function all(...edits: readonly Edit[]): Edit {
  return (json) => {
    for (const edit of edits) edit(json);
  };
}
