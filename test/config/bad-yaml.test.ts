import { type BadFile, change, found } from './base';

// Tags, names across stores and YAML: what is replaced in the good environment, and everything that is then found.
const CASES: BadFile[] = [
  [
    "a tag that is callvault's",
    'owner: platform',
    'environment: prod',
    [
      {
        at: '5:16 tags.environment',
        rule: 'tag-reserved',
        what: 'environment is a tag that callvault sets itself',
        fix: 'Choose another key.',
      },
    ],
  ],
  [
    'a tag AWS does not take',
    'owner: platform',
    "owner: 'a;b'",
    [
      {
        at: '5:10 tags.owner',
        rule: 'tag-syntax',
        what: 'AWS does not accept the tag "owner": "a;b"',
        fix: 'Use letters, digits, spaces and _ . : / = + - @, up to 128 in the key and 256 in the value.',
      },
    ],
  ],
  [
    "a store named as callvault's own stack",
    '  video:\n',
    '  state:\n',
    [
      {
        at: '24:3 stores.state',
        rule: 'store-name-reserved',
        what: "state is the name of one of callvault's own stacks",
        fix: 'Choose another name for the store.',
      },
    ],
  ],
  [
    'a store name in upper case',
    '  video:\n',
    '  Video:\n',
    [
      {
        at: '24:3 stores.Video',
        rule: 'config-name',
        what: '"Video" is not a valid name of a store',
        fix: 'Use up to 32 lower-case letters, digits and single hyphens, beginning with a letter.',
      },
    ],
  ],
  [
    'two stores on one bucket',
    'acme-video',
    'acme-calls',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'unique-bucket',
        what: 'the bucket acme-calls is already used by calls-prod',
        fix: 'Choose another bucket for video-prod.',
      },
      {
        at: '26:13 stores.video.bucket',
        rule: 'unique-bucket',
        what: 'the bucket acme-calls-logs is already used by calls-prod',
        fix: 'Choose another bucket for video-prod.',
      },
    ],
  ],
  [
    "a store on another's log bucket",
    'acme-video',
    'acme-calls-logs',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'unique-bucket',
        what: 'the bucket acme-calls-logs is already used by calls-prod',
        fix: 'Choose another bucket for video-prod.',
      },
    ],
  ],
  [
    'a store on the state bucket',
    'acme-video',
    'acme-state',
    [
      {
        at: '26:13 stores.video.bucket',
        rule: 'unique-bucket',
        what: 'the bucket acme-state is already used by state-prod',
        fix: 'Choose another bucket for video-prod.',
      },
      {
        at: '26:13 stores.video.bucket',
        rule: 'unique-bucket',
        what: 'the bucket acme-state-logs is already used by state-prod',
        fix: 'Choose another bucket for video-prod.',
      },
    ],
  ],
  [
    "the reports of a check in another store's bucket",
    '    recordings: true',
    '    recordings: true\n    integrity: { source: manifest, bucket: acme-calls }',
    [
      {
        at: '28:44 stores.video.integrity.bucket',
        rule: 'unique-bucket',
        what: 'the bucket acme-calls is already used by calls-prod',
        fix: 'Choose another bucket for video-prod.',
      },
    ],
  ],
  [
    'two users whose names differ in case only',
    '    recordings: true',
    '    principalName: RECORDINGS-calls-prod\n    recordings: true',
    [
      {
        at: '27:20 stores.video.principalName',
        rule: 'unique-principal-name',
        what: 'the principal name 111111111111/recordings-calls-prod is already used by calls-prod',
        fix: 'Choose another principal name for video-prod.',
      },
    ],
  ],
  [
    'a duplicate key',
    'type: production',
    'type: production\ntype: staging',
    [
      {
        at: '4:1',
        rule: 'yaml-duplicate-key',
        what: 'the key occurs a second time',
        fix: 'Remove one of the two: only one of them would be used.',
      },
    ],
  ],
  [
    'an anchor and its alias',
    'owner: platform',
    'owner: &o platform\n  team: *o',
    [
      {
        at: '5:13',
        rule: 'yaml-no-aliases',
        what: '&o is an anchor or alias, which hides the content of the file',
        fix: 'Write the value in both places.',
      },
    ],
  ],
  [
    'a YAML tag',
    'owner: platform',
    "owner: !!js/function 'x'",
    [
      {
        at: '5:10',
        rule: 'yaml-no-tags',
        what: '!!js/function is a YAML tag; values here are plain text, numbers, true and false',
        fix: 'Remove the tag, or put a text that begins with ! in quotes.',
      },
    ],
  ],
  [
    'a merge key',
    'owner: platform',
    '<<: { owner: platform }',
    [
      {
        at: '5:3',
        rule: 'yaml-plain-keys',
        what: '"<<" cannot be a key here',
        fix: 'Write the keys that it merges themselves.',
      },
    ],
  ],
  [
    'a __proto__ key',
    'owner: platform',
    '__proto__: { owner: platform }',
    [
      {
        at: '5:3',
        rule: 'yaml-plain-keys',
        what: '"__proto__" cannot be a key here',
        fix: 'Use a plain name as the key; put a number in quotes.',
      },
    ],
  ],
  [
    'a number as a key',
    'owner: platform',
    '1: platform',
    [
      {
        at: '5:3',
        rule: 'yaml-plain-keys',
        what: '1 cannot be a key here',
        fix: 'Use a plain name as the key; put a number in quotes.',
      },
    ],
  ],
  [
    'two documents',
    'state:\n',
    '---\nstate:\n',
    [
      {
        at: '6:1',
        rule: 'yaml-one-document',
        what: 'the file contains 2 YAML documents',
        fix: 'Describe one environment per file, without --- between parts.',
      },
    ],
  ],
  [
    'text that is not YAML',
    'type: production',
    "type: 'production",
    [
      {
        at: '3:1',
        rule: 'yaml-syntax',
        what: "the quote in type: 'production is not closed",
        fix: "Write ' at the end of the text.",
      },
    ],
  ],
  [
    'a credential in a line that is not YAML',
    'type: production',
    `type: production\nfor the deployment it is necessary to use secret=hW3kPq9ZtL0vXr7YbN2mCd5FgJ8sKa1EuTo4Ri6Q`,
    [
      {
        at: '4:1',
        rule: 'yaml-syntax',
        what: 'the line cannot be read as YAML, and contains what looks like a credential',
        fix: 'Remove the credential and revoke it, then correct the line.',
      },
    ],
  ],
  [
    'a store that is indented like the keys of the one before',
    '  video:\n',
    '    video:\n',
    [
      {
        at: '24:5',
        rule: 'yaml-syntax',
        what: 'video has no value, and keys after it on the same level occur a second time',
        fix: 'Indent video less, or the keys after it more.',
      },
    ],
  ],
  [
    'an entry of a list that is deeper than the one before',
    'title: Other\n',
    'title: Other\n    readers:\n      - arn:aws:iam::111111111111:role/a\n        - arn:aws:iam::111111111111:role/b\n',
    [
      {
        at: '36:9',
        rule: 'yaml-syntax',
        what: '- arn:aws:iam::111111111111:role/b is indented by 8 spaces, and the entry before it by 6',
        fix: 'Indent it by 6 spaces.',
      },
    ],
  ],
  [
    'a list where stores belong',
    'stores:\n',
    'stores: []\nother:\n',
    [
      {
        at: '9:1 stores',
        rule: 'config-type',
        what: '[] is a list, not a map of keys',
        fix: 'Write a map of keys. The recording stores of this environment, by name.',
      },
      {
        at: '10:1 other',
        rule: 'config-unknown-key',
        what: 'unknown key other',
        fix: 'Remove it. Known keys: account, region, type, tags, providerVersion, deployer, administrators, permissionsBoundary, ci, quotas, localAws, state, accept, acknowledge, stores.',
      },
    ],
  ],
];

test.each(CASES)('%s is shown with its place, what is wrong and what to do', (...row) => {
  const [, from, to, problems] = row;
  expect(found(change(from, to))).toEqual(problems);
});
