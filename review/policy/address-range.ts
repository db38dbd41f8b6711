import * as ipaddr from 'ipaddr.js';

/** The addresses from the first to the last, as numbers. */
export interface AddressRange {
  readonly kind: 'ipv4' | 'ipv6';
  readonly first: bigint;
  readonly last: bigint;
}

/** The addresses of a range in CIDR notation or of one address; undefined for any other text. */
export function tryParseRange(text: string): AddressRange | undefined {
  const cidr = tryParseCidr(text);
  if (!cidr) return undefined;
  const [address, prefixLength] = cidr;
  const kind = address.kind();
  const hostBits = BigInt((kind === 'ipv4' ? 32 : 128) - prefixLength);
  const number = address.toByteArray().reduce((total, byte) => (total << 8n) + BigInt(byte), 0n);
  const first = (number >> hostBits) << hostBits;
  return { kind, first, last: first + (1n << hostBits) - 1n };
}

function tryParseCidr(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** The same addresses in as few ranges as possible: ranges that overlap or adjoin become one. */
export function mergeRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const merged: AddressRange[] = [];
  const sorted = [...ranges].sort(
    (a, b) => a.kind.localeCompare(b.kind) || (a.first < b.first ? -1 : Number(a.first > b.first)),
  );
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last?.kind !== range.kind || range.first > last.last + 1n) merged.push(range);
    else if (range.last > last.last) merged[merged.length - 1] = { ...last, last: range.last };
  }
  return merged;
}
