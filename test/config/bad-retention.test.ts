import { type BadFile, change, found } from './base';

// Retention and Genesys: what is replaced in the good environment, and everything that is then found.
const CASES: BadFile[] = [
  [
    'days below zero',
    'days: 90',
    'days: -1',
    [
      {
        at: '30:13 stores.video.retention.days',
        rule: 'retention-whole-days',
        what: '-1 is not a whole number of days, 1 or more, which is what S3 accepts',
        fix: 'Write whole days, for example 365.',
      },
    ],
  ],
  [
    'no days at all',
    'days: 90',
    'days: 0',
    [
      {
        at: '30:13 stores.video.retention.days',
        rule: 'retention-whole-days',
        what: '0 is not a whole number of days, 1 or more, which is what S3 accepts',
        fix: 'Write whole days, for example 365.',
      },
    ],
  ],
  [
    'half a day',
    'days: 90',
    'days: 1.5',
    [
      {
        at: '30:13 stores.video.retention.days',
        rule: 'retention-whole-days',
        what: '1.5 is not a whole number of days, 1 or more, which is what S3 accepts',
        fix: 'Write whole days, for example 365.',
      },
    ],
  ],
  [
    'days that are not a number',
    'days: 90',
    'days: .nan',
    [
      {
        at: '30:13 stores.video.retention.days',
        rule: 'config-type',
        what: '.nan is not a valid duration',
        fix: 'Write 90, "90 days" or "24 months". Days a recording stays readable, from its upload: whole days, or "24 months" (730 days) or "6 years" (2190 days). There is no default: it depends on the law that applies to you.',
      },
    ],
  ],
  [
    'days without end',
    'days: 90',
    'days: 1e309',
    [
      {
        at: '30:13 stores.video.retention.days',
        rule: 'config-type',
        what: '1e309 is not a valid duration',
        fix: 'Write 90, "90 days" or "24 months". Days a recording stays readable, from its upload: whole days, or "24 months" (730 days) or "6 years" (2190 days). There is no default: it depends on the law that applies to you.',
      },
    ],
  ],
  [
    'a window in weeks',
    'days: 90',
    'days: 12 weeks',
    [
      {
        at: '30:13 stores.video.retention.days',
        rule: 'config-format',
        what: '"12 weeks" is not a valid duration',
        fix: 'Write 90, "90 days" or "24 months". Days a recording stays readable, from its upload: whole days, or "24 months" (730 days) or "6 years" (2190 days). There is no default: it depends on the law that applies to you.',
      },
    ],
  ],
  [
    'recovery without days',
    'days: 90',
    'days: 90\n      noncurrentDays: 0',
    [
      {
        at: '31:23 stores.video.retention.noncurrentDays',
        rule: 'retention-whole-days',
        what: '0 is not a whole number of days, 1 or more, which is what S3 accepts',
        fix: 'Write whole days, for example 365.',
      },
    ],
  ],
  [
    'an unknown storage class',
    'transitions: archive',
    'transitions: archiv',
    [
      {
        at: '19:20 stores.calls.retention.transitions',
        rule: 'config-type',
        what: '"archiv" is not a valid transitions',
        fix: 'Write one of standard, archive, instant, or a list of { storageClass, days }. Storage classes by day: "archive" (Standard-IA after 30 days, Glacier after 90, Deep Archive after 180), "instant" (Standard-IA 30, Glacier Instant Retrieval 90), "standard" (none), or a list of your own. Default "standard".',
      },
    ],
  ],
  [
    'Standard-IA in the first month',
    'transitions: archive',
    'transitions: [{ storageClass: STANDARD_IA, days: 29 }]',
    [
      {
        at: '19:56 stores.calls.retention.transitions[0].days',
        rule: 'retention-transition-earliest',
        what: '29 days is less than the 30 that S3 requires before STANDARD_IA',
        fix: 'Set it to 30 or more.',
      },
    ],
  ],
  [
    'Glacier two weeks after Standard-IA',
    'transitions: archive',
    'transitions: [{ storageClass: STANDARD_IA, days: 30 }, { storageClass: GLACIER, days: 59 }]',
    [
      {
        at: '19:21 stores.calls.retention.transitions[0]',
        rule: 'retention-early-delete-fee',
        what: '29 days in STANDARD_IA is less than the 30 days AWS charges for',
        fix: 'Leave STANDARD_IA out, or give it 30 days.',
      },
      {
        at: '19:93 stores.calls.retention.transitions[1].days',
        rule: 'retention-transition-gap',
        what: 'GLACIER 29 days after STANDARD_IA is less than the 30 days S3 keeps objects in STANDARD_IA',
        fix: 'Set it to 60 or more, or leave STANDARD_IA out.',
      },
    ],
  ],
  [
    'storage classes the wrong way round',
    'transitions: archive',
    'transitions: [{ storageClass: GLACIER, days: 90 }, { storageClass: STANDARD_IA, days: 180 }]',
    [
      {
        at: '19:74 stores.calls.retention.transitions[1].storageClass',
        rule: 'retention-transition-order',
        what: 'S3 cannot move objects from GLACIER to STANDARD_IA',
        fix: 'List each class once, in this order: STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE.',
      },
    ],
  ],
  [
    'a class on the day of the one before',
    'transitions: archive',
    'transitions: [{ storageClass: GLACIER, days: 90 }, { storageClass: DEEP_ARCHIVE, days: 90 }]',
    [
      {
        at: '19:94 stores.calls.retention.transitions[1].days',
        rule: 'retention-transition-order',
        what: '90 days for DEEP_ARCHIVE is not after the 90 days for GLACIER',
        fix: 'Set it to more than 90.',
      },
    ],
  ],
  [
    'expiry before the last class',
    '      days: 730',
    '      days: 180',
    [
      {
        at: '18:13 stores.calls.retention.days',
        rule: 'retention-expires-after-transitions',
        what: '180 days is not after the move to DEEP_ARCHIVE on day 180, and S3 refuses such rules',
        fix: 'Keep recordings longer than 180 days, or choose storage classes that end earlier.',
      },
      {
        at: '18:13 stores.calls.retention.days',
        rule: 'retention-not-shorter-than-vendor',
        what: '180 days is shorter than the 730 days that Genesys Cloud CX keeps its own copy',
        fix: 'Set it to 730, or shorten the window of Genesys Cloud CX first.',
      },
    ],
  ],
  [
    'Deep Archive for versions that are gone by then',
    'transitions: archive',
    'transitions: archive\n      noncurrentTransitions: [{ storageClass: DEEP_ARCHIVE, days: 90 }]',
    [
      {
        at: '20:67 stores.calls.retention.noncurrentTransitions[0].days',
        rule: 'retention-noncurrent-consistent',
        what: '90 days for DEEP_ARCHIVE is never reached: deleted versions are removed after 30',
        fix: 'Leave the move out, or set noncurrentDays above 90.',
      },
    ],
  ],
  [
    "a window shorter than the vendor's",
    '      days: 730',
    '      days: 729',
    [
      {
        at: '18:13 stores.calls.retention.days',
        rule: 'retention-not-shorter-than-vendor',
        what: '729 days is shorter than the 730 days that Genesys Cloud CX keeps its own copy',
        fix: 'Set it to 730, or shorten the window of Genesys Cloud CX first.',
      },
    ],
  ],
  [
    'PRIMARY without acknowledgement',
    '    genesysRegion',
    '    storageMode: PRIMARY\n    genesysRegion',
    [
      {
        at: '15:18 stores.calls.storageMode',
        rule: 'storage-mode-primary-acknowledged',
        what: 'PRIMARY deletes the copy in Genesys after each upload: transcription, WEM quality monitoring and Architect playback stop working',
        fix: 'Use DUAL, or set acknowledge: primary-breaks-transcription-quality-monitoring-and-playback.',
      },
    ],
  ],
  [
    'PRIMARY with the wrong acknowledgement',
    '    genesysRegion',
    '    storageMode: PRIMARY\n    acknowledge: yes\n    genesysRegion',
    [
      {
        at: '16:18 stores.calls.acknowledge',
        rule: 'config-choice',
        what: '"yes" is not primary-breaks-transcription-quality-monitoring-and-playback',
        fix: 'Write primary-breaks-transcription-quality-monitoring-and-playback.',
      },
    ],
  ],
  [
    'a path without dates',
    '    genesysRegion',
    '    pathPattern: recordings/{conversation_uuid}.{format}\n    genesysRegion',
    [
      {
        at: '15:18 stores.calls.pathPattern',
        rule: 'path-pattern-dated',
        what: 'recordings/{conversation_uuid}.{format} has no {yyyy}, {mm} and {dd}, in this order, so recordings have no folder for each day',
        fix: 'Add them after the prefix: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}.',
      },
    ],
  ],
  [
    'a path without a unique token',
    '    genesysRegion',
    '    pathPattern: recordings/{yyyy}/{mm}/{dd}/call.{format}\n    genesysRegion',
    [
      {
        at: '15:18 stores.calls.pathPattern',
        rule: 'path-pattern-unique',
        what: 'recordings/{yyyy}/{mm}/{dd}/call.{format} has no token that is unique to a recording, so recordings overwrite each other',
        fix: 'Add {conversation_uuid}, {recording_uuid}, {uuid} or another unique one before the extension.',
      },
    ],
  ],
  [
    'a path outside of the prefix',
    '    genesysRegion',
    '    pathPattern: calls/{yyyy}/{mm}/{dd}/{uuid}\n    genesysRegion',
    [
      {
        at: '15:18 stores.calls.pathPattern',
        rule: 'path-pattern-in-prefix',
        what: 'calls/{yyyy}/{mm}/{dd}/{uuid} does not begin with recordings/, the only folder the vendor may write to',
        fix: 'Begin the pattern with recordings/, or set prefix to its first folder.',
      },
    ],
  ],
  [
    'a path with upper-case tokens',
    '    genesysRegion',
    '    pathPattern: recordings/{yyyy}/{mm}/{dd}/{uuid}-{Format}\n    genesysRegion',
    [
      {
        at: '15:18 stores.calls.pathPattern',
        rule: 'path-pattern-syntax',
        what: 'recordings/{yyyy}/{mm}/{dd}/{uuid}-{Format} does not consist of folders and {tokens}',
        fix: 'Write tokens in lower case between braces, and plain characters around them.',
      },
    ],
  ],
  [
    'an organization id that is not a UUID',
    '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    'acme',
    [
      {
        at: '13:21 stores.calls.organizationId',
        rule: 'config-format',
        what: '"acme" is not a valid organizationId',
        fix: 'Write a UUID in lower case, such as 7c9e6679-7425-40de-944b-e07fc1f90ae7. Your organization id at Genesys Cloud, which Genesys sends as the external id.',
      },
    ],
  ],
  [
    'a region without Genesys',
    'genesysRegion: eu-central-1',
    'genesysRegion: eu-north-1',
    [
      {
        at: '15:20 stores.calls.genesysRegion',
        rule: 'config-choice',
        what: '"eu-north-1" is not one of us-east-1, us-east-2, us-west-2, ca-central-1, mx-central-1, sa-east-1, eu-west-1, eu-west-2, eu-central-1, eu-central-2, eusc-de-east-1, me-central-1, ap-south-1, ap-southeast-1, ap-southeast-2, ap-northeast-1, ap-northeast-2, ap-northeast-3',
        fix: 'Write one of them.',
      },
    ],
  ],
];

test.each(CASES)('%s is shown with its place, what is wrong and what to do', (...row) => {
  const [, from, to, problems] = row;
  expect(found(change(from, to))).toEqual(problems);
});
