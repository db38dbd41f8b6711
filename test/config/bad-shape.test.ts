import { type BadFile, change, found } from './base';

// Keys and values of the wrong shape: what is replaced in the good environment, and everything that is then found.
const CASES: BadFile[] = [
  [
    'keys below the store instead of below an empty key',
    '    retention:\n      days: 90',
    '    retention:\n    days: 90',
    [
      {
        at: '30:5 stores.video.days',
        rule: 'config-unknown-key',
        what: 'days stands next to retention, which is empty, and belongs below it',
        fix: 'Indent days more than retention.',
      },
    ],
  ],
  [
    'a key that is indented too far',
    '    recordings: true\n    compositions: false\n    retention:\n      days: 90',
    '    compositions: false\n    retention:\n      days: 90\n      recordings: true',
    [
      {
        at: '30:7 stores.video.retention.recordings',
        rule: 'config-unknown-key',
        what: 'recordings stands below retention, and belongs next to it',
        fix: 'Indent recordings like retention.',
      },
    ],
  ],
  [
    'a text where a list belongs',
    'cidrs: [203.0.113.0/24]',
    'cidrs:\n        203.0.113.0/24\n        198.51.100.0/24',
    [
      {
        at: '23:9 stores.calls.sourceIp.cidrs',
        rule: 'config-type',
        what: '"203.0.113.0/24 198.51.100.0/24" is a text, not a list',
        fix: 'Write a list: each entry on a line of its own, after a dash and a space. IPv4 and IPv6 ranges in CIDR notation, as the vendor publishes them.',
      },
    ],
  ],
  [
    'a text that is a comment',
    'title: Other',
    'title: #Other',
    [
      {
        at: '33:12 stores.other.title',
        rule: 'config-type',
        what: 'title is empty',
        fix: "Write a text; a text that begins with # needs quotes. The vendor's name in messages and outputs.",
      },
    ],
  ],
  [
    'typographic quotation marks',
    "'111111111111'",
    '‘111111111111’',
    [
      {
        at: '1:10 account',
        rule: 'config-format',
        what: '"‘111111111111’" has typographic quotation marks, which are part of the text',
        fix: "Replace them by ' at both ends.",
      },
    ],
  ],
  [
    'typographic quotation marks around what a rule would refuse',
    'region: eu-central-1',
    'region: “eu-central-1”',
    [
      {
        at: '2:9 region',
        rule: 'config-format',
        what: '"“eu-central-1”" has typographic quotation marks, which are part of the text',
        fix: "Replace them by ' at both ends.",
      },
    ],
  ],
  [
    'a key without a space after its colon, and an entry with a long dash',
    'days: 90\n',
    'days:90\n    readers:\n      \u2013 arn:aws:iam::111111111111:role/listener\n',
    [
      {
        at: '30:7 stores.video.retention',
        rule: 'config-type',
        what: '"days:90" is a text, not a map of keys: a space is missing after days:',
        fix: 'Write a colon and a space after each key. How long recordings are kept, and in which storage classes.',
      },
      {
        at: '32:7 stores.video.readers',
        rule: 'config-type',
        what: '"\u2013 arn:aws:iam::111111111111:role/listener" is a text, not a list: its dash is longer than that of a list',
        fix: 'Write - and a space before each entry. ARNs of IAM roles of this account that may decrypt recordings. Without it no user of the account can listen to them, administrators included. The roles also need s3:GetObject and kms:Decrypt in their own policies.',
      },
    ],
  ],
  [
    'a key without a colon',
    'days: 90\n',
    'days 90\n',
    [
      {
        at: '30:7 stores.video.retention',
        rule: 'config-type',
        what: '"days 90" is a text, not a map of keys: a colon is missing after days',
        fix: 'Write a colon and a space after each key. How long recordings are kept, and in which storage classes.',
      },
    ],
  ],
  [
    'entries without a dash, and without a space after it',
    'days: 90\n',
    'days: 90\n      transitions:\n        storageClass: GLACIER\n        days: 30\n    readers:\n      -arn:aws:iam::111111111111:role/listener\n',
    [
      {
        at: '31:7 stores.video.retention.transitions',
        rule: 'config-type',
        what: '{"storageClass":"GLACIER","days":30} is not a valid transitions',
        fix: 'Write a dash and a space before the first key of each entry. Or write one of standard, archive, instant, or a list of { storageClass, days }. Storage classes by day: "archive" (Standard-IA after 30 days, Glacier after 90, Deep Archive after 180), "instant" (Standard-IA 30, Glacier Instant Retrieval 90), "standard" (none), or a list of your own. Default "standard".',
      },
      {
        at: '35:7 stores.video.readers',
        rule: 'config-type',
        what: '"-arn:aws:iam::111111111111:role/listener" is a text, not a list: a space is missing after the dash',
        fix: 'Write - and a space before each entry. ARNs of IAM roles of this account that may decrypt recordings. Without it no user of the account can listen to them, administrators included. The roles also need s3:GetObject and kms:Decrypt in their own policies.',
      },
    ],
  ],
  [
    'a store that is not below stores',
    '  other:\n',
    'other:\n',
    [
      {
        at: '31:1 other',
        rule: 'config-unknown-key',
        what: 'other stands next to stores, and belongs below it',
        fix: 'Indent other more than stores.',
      },
    ],
  ],
  [
    'a key that is indented into a map of tags',
    'days: 90\n',
    'days: 90\n    tags:\n      team: video\n      objectLock: { mode: governance }\n',
    [
      {
        at: '33:7 stores.video.tags.objectLock',
        rule: 'config-unknown-key',
        what: 'objectLock stands below tags, and belongs next to it',
        fix: 'Indent objectLock like tags.',
      },
    ],
  ],
  [
    'mistakes of the shape, and what is wrong elsewhere',
    "account: '111111111111'\nregion: eu-central-1\ntype: production\ntags:\n  owner: platform",
    'account: 1\nregion: eu-central-1\nkind: production\ntags:\n  store: platform',
    [
      {
        at: '1:1 type',
        rule: 'config-missing-key',
        what: 'type is missing',
        fix: 'Add it. production or non-production: buckets and keys cannot be destroyed. throw-away: everything can, with all recordings.',
      },
      {
        at: '1:10 account',
        rule: 'config-type',
        what: '1 is a number, not a text',
        fix: `Put it in quotes: '1'. Write twelve digits, not all of them 0, in quotes: "012345678901". AWS account of the environment, in quotes. Terraform refuses to work on any other.`,
      },
      {
        at: '3:1 kind',
        rule: 'config-unknown-key',
        what: 'unknown key kind',
        fix: 'Remove it. Known keys: account, region, type, tags, providerVersion, deployer, administrators, permissionsBoundary, ci, quotas, localAws, state, accept, acknowledge, stores.',
      },
      {
        at: '5:10 tags.store',
        rule: 'tag-reserved',
        what: 'store is a tag that callvault sets itself',
        fix: 'Choose another key.',
      },
    ],
  ],
];

test.each(CASES)('%s is shown with its place, what is wrong and what to do', (...row) => {
  const [, from, to, problems] = row;
  expect(found(change(from, to))).toEqual(problems);
});
