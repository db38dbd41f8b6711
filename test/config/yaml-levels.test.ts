import { loadEnvironments } from '../../config/load';
import { readSource } from '../../config/source';

const problemsOf = (text: string) =>
  readSource(text).problems.map(({ rule, line, what }) => [rule, line, what]);

test('dashes in a text of several lines, whose line may have a comment, are no list', () => {
  expect(problemsOf('reason: | # why\n  - one\n    - two\n')).toEqual([]);
  expect(problemsOf('reason:\n  - one\n    - two\n')).toEqual([
    ['yaml-syntax', 3, '- two is indented by 4 spaces, and the entry before it by 2'],
  ]);
});

test.each([
  ['region: x\nregion:\n', 2],
  ['administrators:\n- a\nadministrators:\n- b\n', 3],
])('in %j only the key that occurs twice is reported', (text, line) => {
  expect(problemsOf(text)).toEqual([['yaml-duplicate-key', line, 'the key occurs a second time']]);
});

const BASE = `account: '222222222222'
region: eu-central-1
type: non-production
tags:
  owner: platform
  cost-center: '4711'
state:
  backend: s3
  bucket: acme-callvault-state
administrators:
  - arn:aws:iam::222222222222:role/deployer
  - arn:aws:iam::222222222222:role/break-glass
stores:
  calls:
    vendor: worqhat
    bucket: acme-calls
    retention:
      days: 24 months
      transitions: archive
    readers:
      - arn:aws:iam::222222222222:role/compliance
  video:
    vendor: twilio
    bucket: acme-video
    recordings: true
    compositions: false
    retention:
      days: 90
`;

const errorsOf = (text: string) =>
  loadEnvironments([{ file: 'environments/prod.yaml', text }])
    .problems.filter(({ warning }) => !warning)
    .map(({ line, what }) => `${line}: ${what}`);

/** What is replaced, with what, and the only problem. */
const MISTAKES: readonly [string, string, string][] = [
  [
    '    bucket: acme-calls',
    'bucket: acme-calls',
    '16: the indentation is not that of line 17, which belongs to the same keys',
  ],
  [
    '    retention:\n      days: 24',
    '  retention:\n      days: 24',
    '17: the indentation is not that of line 20, which belongs to the same keys',
  ],
  [
    '  backend: s3',
    'backend: s3',
    '8: the indentation is not that of line 9, which belongs to the same keys',
  ],
  [
    '  backend: s3\n  bucket',
    'backend: s3\nbucket',
    '8: backend and bucket stand next to state, which is empty, and belong below it',
  ],
  [
    '      days: 24 months\n      transitions',
    '    days: 24 months\n    transitions',
    '18: days and transitions stand next to retention, which is empty, and belong below it',
  ],
  [
    '    vendor: twilio\n    bucket: acme-video\n    recordings: true\n    compositions: false\n    retention:\n      days',
    '  vendor: twilio\n  bucket: acme-video\n  recordings: true\n  compositions: false\n  retention:\n    days',
    '23: vendor, bucket, recordings, compositions and retention stand next to video, which is empty, and belong below it',
  ],
  [
    '    retention:\n      days: 90',
    '  retention:\n      days: 90',
    '27: retention belongs to video, and is not indented as its other keys',
  ],
  [
    '    retention:\n      days: 90',
    'retention:\n      days: 90',
    '27: retention belongs to video, and is not indented as its other keys',
  ],
  [
    '    readers:\n      -',
    '      readers:\n      -',
    '20: readers stands below retention, and belongs next to it',
  ],
  ['\nstores:', '\n  stores:', '13: stores: is a key among the entries of a list'],
  ['state:', '  state:', '7: state stands below tags, and belongs next to it'],
  [
    '  video:\n    vendor: twilio\n    bucket: acme-video\n    recordings: true\n    compositions: false\n    retention:\n      days',
    '    video:\n      vendor: twilio\n      bucket: acme-video\n      recordings: true\n      compositions: false\n      retention:\n        days',
    '22: video stands below calls, and belongs next to it',
  ],
  [
    'region: eu',
    'region\u00a0: eu',
    '2: a no-break space (U+00A0) is part of the text here, and cannot be seen',
  ],
  [
    'days: 24 months',
    'days: 24\u00a0months',
    '18: "24\u00a0months" is not a valid duration: it contains a no-break space (U+00A0), which looks like a space',
  ],
  [
    '  owner: platform\n  cost',
    '\towner: platform\n\tcost',
    '5: the indentation before owner: platform contains a tab; the same in line 6',
  ],
  [
    '  - arn:aws:iam::222222222222:role/deployer',
    '  arn:aws:iam::222222222222:role/deployer',
    '11: "arn:aws:iam::222222222222:role/deployer - arn:aws:iam::222… is a text, not a list: the dash before the first entry is missing',
  ],
  [
    '    vendor: twilio',
    '    - vendor: twilio',
    '23: - vendor: twilio is an entry of a list among keys',
  ],
  [
    'region: eu-central-1',
    'region:\neu-central-1',
    '3: eu-central-1 stands below region:, and is not indented',
  ],
  ['owner: platform', 'owner; platform', '5: owner; platform has a semicolon instead of a colon'],
  [
    'owner: platform',
    'owner\uff1a platform',
    '5: owner\uff1a platform has a full-width colon, which YAML does not read as a colon',
  ],
  [
    'owner: platform',
    'owner: {a}/b',
    '5: the value in owner: {a}/b begins with {, and goes on after that is closed',
  ],
  [
    'owner: platform',
    'owner: [a}',
    '5: a bracket in owner: [a} is closed by one of the other kind',
  ],
  [
    'owner: platform',
    'owner: !important',
    '5: !important is a YAML tag; values here are plain text, numbers, true and false',
  ],
  ['owner: platform', 'owner: *', '5: the value in owner: * begins with *, which YAML reserves'],
  [
    'acme-video',
    '{{ bucket }}',
    '24: {{ begins a placeholder of a template, which callvault does not fill in',
  ],
  [
    'acme-video',
    '${BUCKET}',
    '24: "${BUCKET}" contains a Terraform expression, which Terraform would evaluate',
  ],
  ['      days: 90\n', '      days: 90\n---\n', '29: the file contains 2 YAML documents'],
  [
    '    bucket: acme-calls',
    "    'bucket: acme-calls",
    "16: the quote before the key in 'bucket: acme-calls is not closed",
  ],
  [
    '      - arn:aws:iam::222222222222:role/compliance',
    '  - arn:aws:iam::222222222222:role/compliance\n  - arn:aws:iam::222222222222:role/compliance',
    '21: - arn:aws:iam::222222222222:role/compliance is indented by 2 spaces, less than readers:, to which the list belongs',
  ],
  [
    '      transitions: archive',
    '      transitions:\n        - {\n            storageClass: GLACIER,\n            days: 30',
    '20: the bracket in - { is not closed',
  ],
  [
    '      - arn:aws:iam::222222222222:role/compliance',
    '      - role: arn:aws:iam::222222222222:role/compliance',
    '21: {"role":"arn:aws:iam::222222222222:role/compliance"} is a map of keys, not a text',
  ],
  [
    '      - arn:aws:iam::222222222222:role/compliance',
    '      -',
    '21: an entry of readers is empty',
  ],
  ['region: eu-central-1', 'ergion: eu-central-1', '2: unknown key ergion; did you mean region?'],
  [
    'administrators:\n  - arn:aws:iam::222222222222:role/deployer\n  - arn:aws:iam::222222222222:role/break-glass\nstores:\n',
    '',
    '10: stores is missing before calls, which belongs below it',
  ],
  [
    '  video:\n',
    '',
    '22: the key occurs a second time; the same in 2 more lines, the last of them line 26',
  ],
  [
    "  owner: platform\n  cost-center: '4711'",
    "owner: platform\ncost-center: '4711'",
    '5: owner and cost-center stand next to tags, which is empty, and belong below it',
  ],
  ['days: 24 months', 'days:', '18: days is empty'],
  ['transitions: archive', 'transitions:', '19: transitions is empty'],
  ['type: non-production', 'type:', '3: type is empty'],
  ['transitions: archive', 'transitions: [{ GLACIER: 90 }]', '19: unknown key GLACIER'],
  [
    'transitions: archive',
    'transitions: [{ storageClass: GLACIER, day: 90 }]',
    '19: unknown key day; did you mean days?',
  ],
  [
    '    bucket: acme-calls',
    '    bucket: &b acme-calls\n    principalName: *b',
    '16: &b is an anchor or alias, which hides the content of the file',
  ],
  [
    '    bucket: acme-calls',
    '    bucket: >\n      acme-calls',
    '16: "acme-calls\\n" is not a valid S3 bucket name',
  ],
  [
    'state:\n  backend: s3\n  bucket: acme-callvault-state',
    'state: backend: s3',
    '7: the value in state: backend: s3 contains a colon and a space, which only keys may have',
  ],
];

test('nothing is wrong before a mistake is made', () => {
  expect(errorsOf(BASE)).toEqual([]);
});

test.each(MISTAKES)(
  '%j written as %j is one problem, with its cause and line',
  (from, to, problem) => {
    expect(BASE).toContain(from);
    expect(errorsOf(BASE.replace(from, () => to))).toEqual([problem]);
  },
);

test('a no-break space in each indentation is one problem', () => {
  const text = BASE.replace(/^ +/gm, (blanks) => '\u00a0'.repeat(blanks.length));
  expect(errorsOf(text)).toEqual([
    '5: a no-break space (U+00A0) is part of the text here, and cannot be seen; the same in 20 more lines, the last of them line 28',
  ]);
});

test('a line that is not indented at all is one problem, and almost always in that line', () => {
  const lines = BASE.split('\n');
  const indented = lines.flatMap((line, at) => (line.startsWith(' ') ? [at] : []));
  const found = indented.map((at) => errorsOf(lines.with(at, (lines[at] ?? '').trim()).join('\n')));
  const wrong = indented.filter((at, index) => !found[index]?.[0]?.startsWith(`${at + 1}: `));
  expect(found.filter((problems) => problems.length !== 1)).toEqual([]);
  // The entry of a list may stand below the first letter of its key: then the next one is deeper.
  expect(wrong.map((at) => lines[at]?.trim())).toEqual([
    '- arn:aws:iam::222222222222:role/deployer',
  ]);
});

test('besides a tab, what is wrong in other lines is found in the same run', () => {
  const text = BASE.replace('    bucket: acme-calls', '\tbucket: acme-calls').replace(
    'recordings: true',
    'recordings true',
  );
  expect(errorsOf(text)).toEqual([
    '16: the indentation before bucket: acme-calls contains a tab',
    '25: recordings true has no colon, so it is not a key',
  ]);
});

test.each(['–', '•', '*'])('an entry after %s is told to begin with a dash', (bullet) => {
  const text = BASE.replace('  - arn:aws:iam::222222222222:role/break', `  ${bullet} break`);
  expect(readSource(text).problems.map(({ fix }) => fix)).toEqual(['Write - break-glass.']);
});
