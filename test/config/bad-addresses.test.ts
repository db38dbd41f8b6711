import { type BadFile, change, found } from './base';

// Addresses, Twilio and bucket names: what is replaced in the good environment, and everything that is then found.
const CASES: BadFile[] = [
  [
    'enforcing an empty list',
    'cidrs: [203.0.113.0/24]',
    'cidrs: []',
    [
      {
        at: '22:7 stores.calls.sourceIp.cidrs',
        rule: 'source-ip-needs-ranges',
        what: 'enforce with an empty list of address ranges would deny every upload',
        fix: 'List the ranges the vendor writes from, or set mode to off.',
      },
    ],
  ],
  [
    'every address',
    '[203.0.113.0/24]',
    '[0.0.0.0/0]',
    [
      {
        at: '22:15 stores.calls.sourceIp.cidrs[0]',
        rule: 'cidr-restricts',
        what: '0.0.0.0/0 covers every address, so it restricts nothing',
        fix: 'List the ranges the vendor publishes, or set sourceIp.mode to off.',
      },
    ],
  ],
  [
    'every IPv6 address',
    '[203.0.113.0/24]',
    "['::/0']",
    [
      {
        at: '22:15 stores.calls.sourceIp.cidrs[0]',
        rule: 'cidr-restricts',
        what: '::/0 covers every address, so it restricts nothing',
        fix: 'List the ranges the vendor publishes, or set sourceIp.mode to off.',
      },
    ],
  ],
  [
    'a private range',
    '[203.0.113.0/24]',
    '[10.0.0.0/8]',
    [
      {
        at: '22:15 stores.calls.sourceIp.cidrs[0]',
        rule: 'cidr-public',
        what: '10.0.0.0/8 is not public (private); S3 sees public addresses only',
        fix: 'List the public ranges that the vendor publishes for its requests.',
      },
    ],
  ],
  [
    'an IPv4 address written as IPv6',
    '[203.0.113.0/24]',
    "['::ffff:203.0.113.0/120']",
    [
      {
        at: '22:15 stores.calls.sourceIp.cidrs[0]',
        rule: 'cidr-public',
        what: '::ffff:203.0.113.0/120 is not public (ipv4 mapped); S3 sees public addresses only',
        fix: 'List the public ranges that the vendor publishes for its requests.',
      },
    ],
  ],
  [
    'a range with host bits',
    '[203.0.113.0/24]',
    '[203.0.113.9/24]',
    [
      {
        at: '22:15 stores.calls.sourceIp.cidrs[0]',
        rule: 'cidr-network-address',
        what: '203.0.113.9/24 has address bits set after its /24, so the intended range is unclear',
        fix: 'Write 203.0.113.0/24 for the range, or 203.0.113.9/32 for the one address.',
      },
    ],
  ],
  [
    'a range of 33 bits',
    '[203.0.113.0/24]',
    '[203.0.113.0/33]',
    [
      {
        at: '22:15 stores.calls.sourceIp.cidrs[0]',
        rule: 'cidr-syntax',
        what: '"203.0.113.0/33" is not an address range in CIDR notation',
        fix: 'Write an IPv4 or IPv6 range, for example 203.0.113.0/24; one address is /32 or /128.',
      },
    ],
  ],
  [
    'a range that is listed twice',
    '[203.0.113.0/24]',
    '[203.0.113.0/24, 203.0.113.0/24]',
    [
      {
        at: '22:31 stores.calls.sourceIp.cidrs[1]',
        rule: 'cidr-once',
        what: '203.0.113.0/24 is listed twice',
        fix: 'Remove one of them.',
      },
    ],
  ],
  [
    'a VPC endpoint that is not an id',
    'cidrs: [203.0.113.0/24]',
    'cidrs: [203.0.113.0/24]\n      vpcEndpoints: [vpc-1]',
    [
      {
        at: '23:22 stores.calls.sourceIp.vpcEndpoints[0]',
        rule: 'config-format',
        what: '"vpc-1" is not a valid entry of vpcEndpoints',
        fix: 'Write vpce- and 8 or 17 hexadecimal digits.',
      },
    ],
  ],
  [
    'a VPC endpoint whose id lost a digit',
    'cidrs: [203.0.113.0/24]',
    'cidrs: [203.0.113.0/24]\n      vpcEndpoints: [vpce-0a1b2c3d, vpce-0a1b2c3d4e5f6071]',
    [
      {
        at: '23:37 stores.calls.sourceIp.vpcEndpoints[1]',
        rule: 'config-format',
        what: '"vpce-0a1b2c3d4e5f6071" is not a valid entry of vpcEndpoints',
        fix: 'Write vpce- and 8 or 17 hexadecimal digits.',
      },
    ],
  ],
  [
    'Twilio with both switched on',
    'compositions: false',
    'compositions: true',
    [
      {
        at: '28:19 stores.video.compositions',
        rule: 'twilio-recordings-or-compositions',
        what: 'recordings and compositions are both true, but Twilio cannot compose recordings that are stored in S3',
        fix: 'Store only one of them, or set acknowledge: recordings-in-s3-cannot-be-composed.',
      },
    ],
  ],
  [
    'Twilio with nothing switched on',
    'recordings: true',
    'recordings: false',
    [
      {
        at: '27:17 stores.video.recordings',
        rule: 'twilio-stores-something',
        what: 'recordings and compositions are both false, so Twilio would store nothing here',
        fix: 'Set one of them to true, or remove the store.',
      },
    ],
  ],
  [
    'a bucket with a dot',
    'acme-video',
    'acme.video',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'bucket-name-characters',
        what: '"acme.video" is not a valid S3 bucket name; a dot breaks HTTPS to the bucket',
        fix: 'Use lower-case letters, digits and hyphens; begin and end with a letter or digit.',
      },
    ],
  ],
  [
    'a bucket with an umlaut',
    'acme-video',
    'aufnahmen-für-video',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'bucket-name-ascii',
        what: '"aufnahmen-für-video" has characters outside 7-bit ASCII, which S3 does not accept',
        fix: 'Use lower-case letters a-z, digits and hyphens.',
      },
    ],
  ],
  [
    'a bucket in upper case',
    'acme-video',
    'Acme-Video',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'bucket-name-characters',
        what: '"Acme-Video" is not a valid S3 bucket name',
        fix: 'Use lower-case letters, digits and hyphens; begin and end with a letter or digit.',
      },
    ],
  ],
  [
    'a bucket of two characters',
    'acme-video',
    'ab',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'bucket-name-length',
        what: '"ab" has 2 characters, not 3 to 58; S3 allows 63, and 5 are kept for the log bucket\'s suffix',
        fix: 'Choose a name of 3 to 58 characters.',
      },
    ],
  ],
  [
    'a bucket name that leaves no room for -logs',
    'acme-video',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'bucket-name-length',
        what: '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" has 59 characters, not 3 to 58; S3 allows 63, and 5 are kept for the log bucket\'s suffix',
        fix: 'Choose a name of 3 to 58 characters.',
      },
    ],
  ],
  [
    'a bucket name AWS reserves',
    'acme-video',
    'xn--video',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'bucket-name-reserved',
        what: '"xn--video" contains "xn--", which AWS reserves',
        fix: 'Choose a name without it.',
      },
    ],
  ],
  [
    'a prefix with a slash in front',
    '    recordings: true',
    '    prefix: /video/\n    recordings: true',
    [
      {
        at: '27:13 stores.video.prefix',
        rule: 'prefix-plain-folder',
        what: '"/video/" starts with a slash, so every key would begin with an empty folder',
        fix: 'Write the folder plainly, with a slash at the end only: recordings/calls/.',
      },
    ],
  ],
  [
    'a prefix without a slash at the end',
    '    recordings: true',
    '    prefix: video\n    recordings: true',
    [
      {
        at: '27:13 stores.video.prefix',
        rule: 'prefix-plain-folder',
        what: '"video" does not end with a slash, so longer names would match too',
        fix: 'Write the folder plainly, with a slash at the end only: recordings/calls/.',
      },
    ],
  ],
];

test.each(CASES)('%s is shown with its place, what is wrong and what to do', (...row) => {
  const [, from, to, problems] = row;
  expect(found(change(from, to))).toEqual(problems);
});
