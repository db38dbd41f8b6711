type Parameters = Readonly<Record<string, unknown>>;

/** How services call a tag's key and value. */
const KEYS = ['TagKey', 'Key', 'key'];
const VALUES = ['TagValue', 'Value', 'value'];

/** The tags that a call asks for: a list, a map, or members of a form. */
export function tagsOf(parameters: Parameters): Record<string, string> {
  const said = parameters.Tags ?? parameters.tags;
  const list = Array.isArray(said) ? (said as Parameters[]) : membersOf(parameters);
  const map = Array.isArray(said) ? {} : ((said ?? {}) as Record<string, string>);
  return { ...map, ...Object.fromEntries(list.map((tag) => [text(tag, KEYS), text(tag, VALUES)])) };
}

/** The keys of the tags that a call adds or removes. */
export function tagKeysOf(parameters: Parameters): string[] {
  const { TagKeys, tagKeys = TagKeys } = parameters;
  const removed = Object.keys(parameters).filter((name) => /^TagKeys\.member\.\d+$/.test(name));
  return [
    ...(Array.isArray(tagKeys) ? (tagKeys as string[]) : []),
    ...removed.map((name) => text(parameters, [name])),
    ...Object.keys(tagsOf(parameters)),
  ];
}

function membersOf(parameters: Parameters): Parameters[] {
  const prefixes = Object.keys(parameters).flatMap(
    (name) => /^(Tags?\.(?:member\.)?\d+\.)Key$/.exec(name)?.[1] ?? [],
  );
  return prefixes.map((prefix) => ({
    Key: parameters[`${prefix}Key`],
    Value: parameters[`${prefix}Value`],
  }));
}

function text(of: Parameters, names: readonly string[]): string {
  const value = names.map((name) => of[name]).find((each) => each !== undefined);
  return typeof value === 'string' ? value : '';
}
