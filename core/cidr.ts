import * as ipaddr from 'ipaddr.js';
import type { Problem } from './problem';

/** The parser also accepts zones (`fe80::1%eth0/64`) and `/024`; IAM does not. */
const PLAIN = /^[\da-f.:]+\/(?:0|[1-9]\d*)$/i;

/** Refuses address ranges that AWS would reject, or that restrict nothing. */
export function checkCidrs(cidrs: readonly string[]): Problem[] {
  const seen = new Set<string>();
  return cidrs.flatMap((cidr, index) => {
    const problem = checkCidr(cidr) ?? checkRepeated(cidr, seen);
    seen.add(cidr);
    return problem ? [{ ...problem, path: [index] }] : [];
  });
}

/** Bits of the widest range that is accepted: the size of a /8, the most that one organization was ever given. */
const WIDEST = { ipv4: 8, ipv6: 16 } as const;

type CidrProblem = Omit<Problem, 'path'>;

function checkCidr(cidr: string): CidrProblem | undefined {
  if (!PLAIN.test(cidr) || !ipaddr.isValidCIDR(cidr)) return notACidr(cidr);
  const [address, bits] = ipaddr.parseCIDR(cidr);
  if (address.kind() === 'ipv4' && !ipaddr.IPv4.isValidFourPartDecimal(cidr.split('/')[0] ?? '')) {
    return notACidr(cidr);
  }
  return checkHostBits(cidr) ?? checkRange(cidr, address, bits);
}

function notACidr(cidr: string): CidrProblem {
  return {
    rule: 'cidr-syntax',
    what: `${JSON.stringify(cidr)} is not an address range in CIDR notation`,
    fix: 'Write an IPv4 or IPv6 range, for example 203.0.113.0/24; one address is /32 or /128.',
  };
}

function checkHostBits(cidr: string): CidrProblem | undefined {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = family.networkAddressFromCIDR(cidr);
  if (network.toNormalizedString() === address.toNormalizedString()) return undefined;
  return {
    rule: 'cidr-network-address',
    what: `${cidr} has address bits set after its /${bits}, so the intended range is unclear`,
    fix: `Write ${network.toString()}/${bits} for the range, or ${address.toString()}/${address.kind() === 'ipv4' ? 32 : 128} for the one address.`,
  };
}

/** `uniqueLocal` is unique local. */
const wordsOf = (range: string) =>
  range.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function checkRange(
  cidr: string,
  address: ipaddr.IPv4 | ipaddr.IPv6,
  bits: number,
): CidrProblem | undefined {
  const range = address.range();
  const isWide = bits < WIDEST[address.kind()] && ['unicast', 'unspecified'].includes(range);
  if (bits === 0 || isWide) {
    const extent = bits === 0 ? 'every address' : `one of ${2 ** bits} parts of all addresses`;
    return {
      rule: 'cidr-restricts',
      what: `${cidr} covers ${extent}, so it restricts ${bits === 0 ? 'nothing' : 'next to nothing'}`,
      fix: 'List the ranges the vendor publishes, or set sourceIp.mode to off.',
    };
  }
  if (range === 'unicast' || isDocumentation(address)) return undefined;
  return {
    rule: 'cidr-public',
    what: `${cidr} is not public (${wordsOf(range)}); S3 sees public addresses only`,
    fix: 'List the public ranges that the vendor publishes for its requests.',
  };
}

/** The documentation ranges of RFC 5737 and RFC 3849: harmless, and used in every example. */
function isDocumentation(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const ranges = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'];
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === address.kind() && address.match(network, bits);
  });
}

function checkRepeated(cidr: string, seen: ReadonlySet<string>): CidrProblem | undefined {
  if (!seen.has(cidr)) return undefined;
  return {
    rule: 'cidr-once',
    what: `${cidr} is listed twice`,
    fix: 'Remove one of them.',
  };
}
