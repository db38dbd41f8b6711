/** A version such as `5.100.0`, as numbers; undefined for any other text. */
function tryParseVersion(text: string): number[] | undefined {
  const [, ...parts] = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(text) ?? [];
  return parts.length > 0 ? parts.map(Number) : undefined;
}

/** Whether a version is a given one or a later one. A text that is not a version is not. */
export function isAtLeast(version: string, least: string): boolean {
  const [parts, other] = [tryParseVersion(version), tryParseVersion(least)];
  if (!parts || !other) return false;
  const index = parts.findIndex((part, at) => part !== other[at]);
  return index < 0 || (parts[index] ?? 0) > (other[index] ?? 0);
}
