import { checkCidrs } from '../../core/cidr';
import type { Problem } from '../../core/problem';

const SYNTAX =
  'Write an IPv4 or IPv6 range, for example 203.0.113.0/24; one address is /32 or /128.';

test.each([
  '203.0.113.0/24',
  '198.51.100.7/32',
  '52.129.96.0/20',
  '128.0.0.0/8',
  '2001:db8::/32',
  '2600:1f14::/35',
  '2600:1f14::1/128',
])('%s is accepted', (cidr) => {
  expect(checkCidrs([cidr])).toEqual([]);
});

test.each([
  '',
  'example.com',
  '203.0.113.7',
  '203.0.113.0/',
  '203.0.113.0/33',
  '203.0.113.0/-1',
  '203.0.113.0/24/24',
  '203.0.113/24',
  '203.0.113.256/32',
  '0xcb.0.113.0/24',
  '0313.0.113.0/24',
  '3405803776/24',
  ' 203.0.113.0/24',
  '203.0.113.0/24\n',
  '203.0.113.0/255.255.255.0',
  '2001:db8::/129',
  '2001:db8::',
  '2001:db8:::/32',
  'fe80::1%eth0/64',
  '2600::1%eth0/128',
  '203.0.113.0/024',
])('%j is not a range', (cidr) => {
  expect(checkCidrs([cidr])).toEqual<Problem[]>([
    {
      rule: 'cidr-syntax',
      path: [0],
      what: `${JSON.stringify(cidr)} is not an address range in CIDR notation`,
      fix: SYNTAX,
    },
  ]);
});

test.each([
  [
    '203.0.113.9/24',
    24,
    'Write 203.0.113.0/24 for the range, or 203.0.113.9/32 for the one address.',
  ],
  [
    '203.0.113.1/31',
    31,
    'Write 203.0.113.0/31 for the range, or 203.0.113.1/32 for the one address.',
  ],
  [
    '2001:db8::1/64',
    64,
    'Write 2001:db8::/64 for the range, or 2001:db8::1/128 for the one address.',
  ],
])('%s means two ranges', (cidr, bits, fix) => {
  expect(checkCidrs([cidr])).toEqual<Problem[]>([
    {
      rule: 'cidr-network-address',
      path: [0],
      what: `${cidr} has address bits set after its /${bits}, so the intended range is unclear`,
      fix,
    },
  ]);
});

test.each(['3.0.0.0/8', '2600::/16'])('%s is the widest range that is accepted', (cidr) => {
  expect(checkCidrs([cidr])).toEqual([]);
});

test.each([
  ['0.0.0.0/1', '2'],
  ['64.0.0.0/2', '4'],
  ['2.0.0.0/7', '128'],
  ['2600::/15', '32768'],
])('%s is one of %s parts of all addresses', (cidr, parts) => {
  expect(checkCidrs([cidr])).toEqual<Problem[]>([
    {
      rule: 'cidr-restricts',
      path: [0],
      what: `${cidr} covers one of ${parts} parts of all addresses, so it restricts next to nothing`,
      fix: 'List the ranges the vendor publishes, or set sourceIp.mode to off.',
    },
  ]);
});

test.each(['0.0.0.0/0', '::/0'])('%s restricts nothing', (cidr) => {
  expect(checkCidrs([cidr])).toEqual<Problem[]>([
    {
      rule: 'cidr-restricts',
      path: [0],
      what: `${cidr} covers every address, so it restricts nothing`,
      fix: 'List the ranges the vendor publishes, or set sourceIp.mode to off.',
    },
  ]);
});

/** As many ranges of the same length, one after the other. */
const slash = (bits: 8 | 12, count: number) =>
  Array.from({ length: count }, (_, index) =>
    bits === 8 ? `${11 + index}.0.0.0/8` : `${20 + (index >> 4)}.${(index % 16) * 16}.0.0/12`,
  );
const hextets = (count: number) =>
  Array.from({ length: count }, (_, index) => `26${10 + index}::/16`);

test.each([
  ['16 of the widest ranges', slash(8, 16)],
  ['the same with narrower ranges inside them', [...slash(8, 16), '11.0.0.0/9', '12.1.0.0/16']],
  ['256 ranges of a sixteenth of that', slash(12, 256)],
  ['16 of the widest ranges of IPv6, and of IPv4', [...hextets(16), ...slash(8, 16)]],
])('%s are not too much', (_, cidrs) => {
  expect(checkCidrs(cidrs)).toEqual([]);
});

test.each([
  ['17 ranges of IPv4', slash(8, 17), 16],
  ['257 ranges of IPv4', slash(12, 257), 16],
  ['18 ranges of IPv4', [...slash(8, 16), '203.0.113.0/24', '198.51.100.7/32'], 16],
  ['17 ranges of IPv6', [...hextets(17), '203.0.113.0/24'], 4096],
])('%s can together be too much', (ranges, cidrs, parts) => {
  expect(checkCidrs(cidrs)).toEqual<Problem[]>([
    {
      rule: 'cidr-restricts',
      path: [],
      what: `the ${ranges} together cover more than one of ${parts} parts of all addresses, so they restrict next to nothing`,
      fix: 'List the ranges the vendor publishes, or set sourceIp.mode to off.',
    },
  ]);
});

test.each([
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.1.0/24', 'private'],
  ['100.64.0.0/10', 'carrier grade nat'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link local'],
  ['224.0.0.0/4', 'multicast'],
  ['fc00::/7', 'unique local'],
  ['fe80::/10', 'link local'],
  ['::1/128', 'loopback'],
  ['::ffff:203.0.113.0/120', 'ipv4 mapped'],
  ['4000::/16', 'unallocated'],
  ['1::/32', 'unallocated'],
])('%s is not public (%s)', (cidr, range) => {
  expect(checkCidrs([cidr])).toEqual<Problem[]>([
    {
      rule: 'cidr-public',
      path: [0],
      what: `${cidr} is not public (${range}); S3 sees public addresses only`,
      fix: 'List the public ranges that the vendor publishes for its requests.',
    },
  ]);
});

test.each(['11.0.0.0/8', '172.32.0.0/12', '192.167.0.0/16', '100.128.0.0/10'])(
  '%s, next to a private range, is public',
  (cidr) => {
    expect(checkCidrs([cidr])).toEqual([]);
  },
);

test('a repeated range is refused where it is repeated', () => {
  expect(checkCidrs(['203.0.113.0/24', '198.51.100.0/24', '203.0.113.0/24'])).toEqual([
    {
      rule: 'cidr-once',
      path: [2],
      what: '203.0.113.0/24 is listed twice',
      fix: 'Remove one of them.',
    },
  ]);
});

test('a range of IPv6 is repeated in another notation', () => {
  expect(
    checkCidrs(['2001:db8::/32', '2001:0DB8:0::/32']).map(({ rule, path }) => [rule, path]),
  ).toEqual([['cidr-once', [1]]]);
});

test('every invalid range of a list is reported', () => {
  const found = checkCidrs(['203.0.113.0/24', 'x', '10.0.0.0/8']);
  expect(found.map(({ rule, path }) => [rule, path])).toEqual([
    ['cidr-syntax', [1]],
    ['cidr-public', [2]],
  ]);
});
