import type { StackJson } from './workspace';

/** Attributes of a resource in a stack's JSON. */
export type Values = Record<string, unknown>;

/** A statement of a policy. */
export type AnyStatement = Record<string, unknown>;

/** A change of a stack's JSON, as a change of the code would cause it. */
export type Edit = (json: StackJson) => void;

/** Changes the resources of a type whose names start with the prefix; at least one must exist. */
export function change(type: string, prefix: string, how: (values: Values) => void): Edit {
  return (json) => {
    const found = Object.entries(json.resource[type] ?? {}).filter(([name]) =>
      name.startsWith(prefix),
    );
    if (found.length === 0) throw new Error(`${type}.${prefix}… does not exist`);
    for (const [, values] of found) how(values);
  };
}

/** Sets attributes. */
export function set(type: string, prefix: string, values: Values): Edit {
  return change(type, prefix, (resource) => Object.assign(resource, values));
}

/** Removes the resources whose names start with the prefix. @param types - of these types; all types when omitted */
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
    if (count === 0) throw new Error(`${prefix}… does not exist`);
  };
}

/** Removes every `lifecycle` block, so that Terraform can plan a destroy. */
export const unprotected: Edit = (json) => {
  for (const named of Object.values(json.resource)) {
    for (const values of Object.values(named)) Reflect.deleteProperty(values, 'lifecycle');
  }
};

/** Removes the outputs, which refer to resources that a story removes. */
export const withoutOutputs: Edit = (json) => {
  Reflect.deleteProperty(json, 'output');
};

/** Adds the provider of the replica, which Terraform needs to destroy it. */
export const withReplicaProvider: Edit = ({ provider: { aws } }) => {
  aws.push({ ...aws[0], alias: 'replica', region: 'eu-central-1' });
};

/** Adds a resource. */
export function add(type: string, name: string, values: Values): Edit {
  return ({ resource }) => {
    resource[type] = { ...resource[type], [name]: values };
  };
}

/** Renames a resource with a `moved` block. */
export function moved(type: string, prefix: string, to: string): Edit {
  return (json) => {
    const named = json.resource[type] ?? {};
    const name = Object.keys(named).find((each) => each.startsWith(prefix));
    const values = name === undefined ? undefined : named[name];
    if (name === undefined || !values) throw new Error(`${type}.${prefix}… does not exist`);
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

/** Changes the statement with the given Sid. */
export function statement(sid: string, how: (found: AnyStatement) => AnyStatement) {
  return (statements: AnyStatement[]) =>
    statements.map((each) => (each.Sid === sid ? how(each) : each));
}

/** Combines several edits. */
export function all(...edits: readonly Edit[]): Edit {
  return (json) => {
    for (const edit of edits) edit(json);
  };
}
