/** The value of a header, by its name in lower case. Headers are names and values in turn. */
export function tryFindHeader(headers: readonly string[], name: string): string | undefined {
  const at = headers.findIndex((header, i) => i % 2 === 0 && header.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}

/** The headers without those of the given names, which are in lower case. */
export function withoutHeaders(
  headers: readonly string[],
  names: ReadonlySet<string>,
): readonly string[] {
  // A value follows its name.
  return headers.filter((_, i) => !names.has((headers[i - (i % 2)] ?? '').toLowerCase()));
}

/** The query of a path. */
export function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'));
}
