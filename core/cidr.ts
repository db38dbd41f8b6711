import * as ipaddr from 'ipaddr.js';
import { type Problem, problemIf } from './problem';

/** The parser also accepts zones (`fe80::1%eth0/64`) and `/024`; IAM does not. */
const PLAIN = /^[\da-f.:]+\/(?:0|[1-9]\d*)$/i;

/** Refuses address ranges that AWS would reject, or that restrict nothing. */
export function checkCidrs(cidrs: readonly string[]): Problem[] {
  const seen = new Set<string>();
  const problems = cidrs.flatMap((cidr, index) => {
    const problem = checkCidr(cidr) ?? checkRepeated(cidr, seen);
    return problem ? [{ ...problem, path: [index] }] : [];
  });
  return problems.length > 0 ? problems : checkSum(cidrs);
}

/** Bits of the widest range that is accepted: the size of a /8, the most that one organization was ever given. */
const WIDEST = { ipv4: 8, ipv6: 16 } as const;

/** How many of the widest ranges a list may cover. All addresses of the largest clouds together are fewer. */
const MOST_WIDEST = 16;

const REMEDY = 'List the ranges the vendor publishes, or set sourceIp.mode to off.';

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
      fix: REMEDY,
    };
  }
  if (isDocumentation(address) || (range === 'unicast' && isAllocated(address))) return undefined;
  return {
    rule: 'cidr-public',
    what: `${cidr} is not public (${range === 'unicast' ? 'unallocated' : wordsOf(range)}); S3 sees public addresses only`,
    fix: 'List the public ranges that the vendor publishes for its requests.',
  };
}

/** @see IANA, "Internet Protocol Version 6 Address Space": all public addresses begin with the bits of 2000::/3 */
function isAllocated(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv4' || address.match(ipaddr.parseCIDR('2000::/3'));
}

/** Many ranges that are narrow enough can together cover as much as one that is too wide. */
function checkSum(cidrs: readonly string[]): Problem[] {
  return (['ipv4', 'ipv6'] as const).flatMap((kind) => {
    const ranges = cidrs.map((each) => ipaddr.parseCIDR(each)).filter(([at]) => at.kind() === kind);
    return problemIf(shareOf(ranges) > MOST_WIDEST * 2 ** -WIDEST[kind], {
      rule: 'cidr-restricts',
      path: [],
      what: `the ${ranges.length} ranges of ${kind === 'ipv4' ? 'IPv4' : 'IPv6'} together cover more than one of ${2 ** WIDEST[kind] / MOST_WIDEST} parts of all addresses, so they restrict next to nothing`,
      fix: REMEDY,
    });
  });
}

/** The part of all addresses that ranges of one kind cover: of two ranges, one contains the other, or they are apart. */
function shareOf(ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][]): number {
  const hex = ([at]: (typeof ranges)[number]) => Buffer.from(at.toByteArray()).toString('hex');
  const inOrder = [...ranges].sort((a, b) => hex(a).localeCompare(hex(b)) || a[1] - b[1]);
  let share = 0;
  let outer: (typeof ranges)[number] | undefined;
  for (const range of inOrder) {
    if (outer && range[0].match(outer)) continue;
    outer = range;
    share += 2 ** -range[1];
  }
  return share;
}

/** The documentation ranges of RFC 5737 and RFC 3849: harmless, and used in every example. */
function isDocumentation(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const ranges = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'];
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === address.kind() && address.match(network, bits);
  });
}

/** IPv6 has several notations of one range. */
function checkRepeated(cidr: string, seen: Set<string>): CidrProblem | undefined {
  const range = ipaddr.parseCIDR(cidr).toString();
  if (!seen.has(range)) {
    seen.add(range);
    return undefined;
  }
  return {
    rule: 'cidr-once',
    what: `${cidr} is listed twice`,
    fix: 'Remove one of them.',
  };
}
