/** @see IAM User Guide, "Troubleshoot access denied error messages" */
const EXPLICIT = /with an explicit deny(?: in (?:an?|the) ([a-z -]*?(?:policy|boundary)))?/i;

const IMPLICIT = /because no ([a-z -]*?(?:policy|boundary)) allows/i;

/** The kind of policy whose Deny an answer of AWS names; empty if the answer does not name it, undefined without a Deny. */
export function tryFindDenier(answer: string): string | undefined {
  const found = EXPLICIT.exec(answer);
  return found ? (found[1] ?? '') : undefined;
}

/** The kind of policy in which an answer of AWS misses an Allow; undefined if the answer does not say. */
export function tryFindSilent(answer: string): string | undefined {
  return IMPLICIT.exec(answer)?.[1];
}
