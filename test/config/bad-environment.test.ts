import { vendors } from '../../vendors';
import { type BadFile, change, found } from './base';

// The environment itself: what is replaced in the good environment, and everything that is then found.
const CASES: BadFile[] = [
  [
    'a misspelt key',
    'region: eu',
    'regoin: eu',
    [
      {
        at: '2:1 regoin',
        rule: 'config-unknown-key',
        what: 'unknown key regoin; did you mean region?',
        fix: 'Write region. Known keys: account, region, type, tags, providerVersion, deployer, administrators, permissionsBoundary, ci, quotas, localAws, state, accept, acknowledge, stores.',
      },
    ],
  ],
  [
    'a misspelt key of a store',
    '    recordings: true',
    '    recording: true',
    [
      {
        at: '27:5 stores.video.recording',
        rule: 'config-unknown-key',
        what: 'unknown key recording; did you mean recordings?',
        fix: 'Write recordings. Known keys: vendor, bucket, region, prefix, previousPaths, previousName, principalName, retention, objectLock, replication, integrity, arrivals, canary, alarms, dashboard, adopt, retire, readers, holdApproval, batchJobs, allowKmsWithoutKey, minimumTls, logDays, tags, recordings, compositions, acknowledge, urlForm.',
      },
    ],
  ],
  [
    'an account without quotes',
    "'111111111111'",
    '111111111111',
    [
      {
        at: '1:10 account',
        rule: 'config-type',
        what: '111111111111 is a number, not a text',
        fix: "Put it in quotes: '111111111111'. AWS account of the environment, in quotes. Terraform refuses to work on any other.",
      },
    ],
  ],
  [
    'an account that YAML reads as a smaller number',
    "'111111111111'",
    '012345678901',
    [
      {
        at: '1:10 account',
        rule: 'config-type',
        what: '012345678901 is a number that is read as 12345678901, not a text',
        fix: "Put it in quotes: '012345678901'. AWS account of the environment, in quotes. Terraform refuses to work on any other.",
      },
    ],
  ],
  [
    'an account of eleven digits',
    "'111111111111'",
    "'11111111111'",
    [
      {
        at: '1:10 account',
        rule: 'config-format',
        what: '"11111111111" is not a valid account id',
        fix: 'Write twelve digits, not all of them 0, in quotes: "012345678901". AWS account of the environment, in quotes. Terraform refuses to work on any other.',
      },
    ],
  ],
  [
    'a region that does not have the form of one',
    'region: eu-central-1',
    'region: eu-central1',
    [
      {
        at: '2:9 region',
        rule: 'region-known',
        what: '"eu-central1" is not the code of an AWS region',
        fix: 'Write the code of a region, such as eu-central-1.',
      },
    ],
  ],
  [
    'a region that callvault does not know',
    'region: eu-central-1',
    'region: eu-central-9',
    [
      {
        at: '2:9 region',
        rule: 'region-known',
        what: 'callvault does not know the region eu-central-9, and assumes that it is in partition aws',
        fix: 'Check the spelling. If AWS has added the region, ignore this warning.',
      },
      {
        at: '10:3 stores.calls.region',
        rule: 'region-same-as-vendor',
        what: 'eu-central-9 is not eu-central-1, the region of your Genesys organization, which checks each upload immediately and would do so across regions',
        fix: 'Put the store in eu-central-1; where recordings must be kept in eu-central-9, add replication: { region: eu-central-9 }.',
      },
    ],
  ],
  [
    'an unknown environment type',
    'type: production',
    'type: prod',
    [
      {
        at: '3:7 type',
        rule: 'config-choice',
        what: '"prod" is not one of production, non-production, throw-away',
        fix: 'Write one of them.',
      },
    ],
  ],
  [
    'an empty type',
    'type: production',
    'type:',
    [
      {
        at: '3:6 type',
        rule: 'config-choice',
        what: 'type is empty',
        fix: 'Write one of production, non-production, throw-away.',
      },
    ],
  ],
  [
    'an unknown vendor',
    'vendor: twilio',
    'vendor: twillio',
    [
      {
        at: '25:13 stores.video.vendor',
        rule: 'config-choice',
        what: `"twillio" is not one of ${Object.keys(vendors).join(', ')}; did you mean twilio?`,
        fix: 'Write twilio.',
      },
    ],
  ],
  [
    'a store without a vendor',
    '    vendor: twilio\n',
    '',
    [
      {
        at: '24:3 stores.video.vendor',
        rule: 'config-missing-key',
        what: 'vendor is missing',
        fix: 'Add it.',
      },
    ],
  ],
  [
    'a store without a bucket',
    '    bucket: acme-video\n',
    '',
    [
      {
        at: '24:3 stores.video.bucket',
        rule: 'config-missing-key',
        what: 'bucket is missing',
        fix: 'Add it. Name of the bucket for the recordings; unique in all of AWS.',
      },
    ],
  ],
  [
    'an unknown backend',
    'backend: s3',
    'backend: s4',
    [
      {
        at: '7:12 state.backend',
        rule: 'config-choice',
        what: '"s4" is not one of s3, cloud, local; did you mean s3?',
        fix: 'Write s3.',
      },
    ],
  ],
  [
    'local state in production',
    'backend: s3\n  bucket: acme-state',
    'backend: local',
    [
      {
        at: '7:12 state.backend',
        rule: 'state-remote',
        what: 'local state in a production environment is lost with its disk',
        fix: 'Use the s3 or the cloud backend, or set type: throw-away.',
      },
    ],
  ],
  [
    'a local AWS in production',
    'state:\n',
    "localAws: { endpoint: 'http://127.0.0.1:4566' }\nstate:\n",
    [
      {
        at: '6:1 localAws',
        rule: 'local-aws-throw-away',
        what: 'a local AWS server stores nothing permanently, and this environment is production',
        fix: 'Remove localAws, or set type: throw-away.',
      },
    ],
  ],
  [
    'a local AWS on another machine',
    'state:\n',
    "localAws: { endpoint: 'http://example.com:4566' }\nstate:\n",
    [
      {
        at: '6:23 localAws.endpoint',
        rule: 'config-format',
        what: '"http://example.com:4566" is not a valid endpoint',
        fix: 'Write http://127.0.0.1:<port>. Address of the local AWS server, e.g. http://127.0.0.1:4566.',
      },
    ],
  ],
  [
    "a KMS alias as the state's key",
    'bucket: acme-state',
    'bucket: acme-state\n  kmsKeyArn: alias/state',
    [
      {
        at: '9:14 state.kmsKeyArn',
        rule: 'kms-key-arn-not-alias',
        what: "alias/state is a KMS alias, which is resolved in the caller's account and not at each use",
        fix: 'Give the ARN of the key itself: arn:aws:kms:eu-central-1:111111111111:key/<key id>.',
      },
    ],
  ],
  [
    "an alias ARN as the state's key",
    'bucket: acme-state',
    'bucket: acme-state\n  kmsKeyArn: arn:aws:kms:eu-central-1:111111111111:alias/state',
    [
      {
        at: '9:14 state.kmsKeyArn',
        rule: 'kms-key-arn-not-alias',
        what: "arn:aws:kms:eu-central-1:111111111111:alias/state is a KMS alias, which is resolved in the caller's account and not at each use",
        fix: 'Give the ARN of the key itself: arn:aws:kms:eu-central-1:111111111111:key/<key id>.',
      },
    ],
  ],
  [
    "a bare key id as the state's key",
    'bucket: acme-state',
    'bucket: acme-state\n  kmsKeyArn: 8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
    [
      {
        at: '9:14 state.kmsKeyArn',
        rule: 'kms-key-arn',
        what: '"8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11" is not the ARN of a KMS key',
        fix: 'Give the full ARN: arn:aws:kms:eu-central-1:111111111111:key/<key id>.',
      },
    ],
  ],
  [
    'a key of another region and account',
    'bucket: acme-state',
    'bucket: acme-state\n  kmsKeyArn: arn:aws:kms:us-east-1:222222222222:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
    [
      {
        at: '9:14 state.kmsKeyArn',
        rule: 'kms-key-arn-place',
        what: 'us-east-1 is the region of this key, not eu-central-1',
        fix: 'Use a key of account 111111111111 in eu-central-1.',
      },
      {
        at: '9:14 state.kmsKeyArn',
        rule: 'kms-key-arn-place',
        what: '222222222222 is the account of this key, not 111111111111',
        fix: 'Use a key of account 111111111111 in eu-central-1.',
      },
    ],
  ],
  [
    'days as text',
    'days: 90',
    "days: '90'",
    [
      {
        at: '30:13 stores.video.retention.days',
        rule: 'config-format',
        what: '"90" is not a valid duration',
        fix: 'Write 90, "90 days" or "24 months". Days a recording stays readable, from its upload: whole days, or "24 months" (730 days) or "6 years" (2190 days). There is no default: it depends on the law that applies to you.',
      },
    ],
  ],
  [
    'a finding accepted for an unknown store, until an invalid date',
    'stores:\n',
    `accept:
  - finding: expiry-shortened
    store: nowhere
    reason: Agreed with legal
    until: 2026-13-01
stores:
`,
    [
      {
        at: '11:12 accept[0].store',
        rule: 'accept-store',
        what: '"nowhere" is not a store of this environment',
        fix: 'Write one of its stores: calls, video, other.',
      },
      {
        at: '13:12 accept[0].until',
        rule: 'accept-until',
        what: '"2026-13-01" is not a valid date',
        fix: 'Write the last day on which the finding is accepted, in UTC, as 2026-12-31.',
      },
    ],
  ],
  ...[
    '"            "',
    '"\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b"',
    '"\\u3164\\u3164\\u3164\\u3164\\u3164\\u3164\\u3164\\u3164\\u3164\\u3164"',
    '"**---___---**"',
    '"<!-- agreed with legal -->"',
    '"&nbsp;&nbsp;&nbsp;"',
    '"[](https://acme.example)"',
  ].map((reason): BadFile => [
    `a finding accepted with the reason ${reason}`,
    'stores:\n',
    `accept:
  - finding: expiry-shortened
    store: video
    reason: ${reason}
    until: 2026-12-31
stores:
`,
    [
      {
        at: '12:13 accept[0].reason',
        rule: 'accept-reason',
        what: `${JSON.stringify(JSON.parse(reason))} is not a reason: it shows fewer than 5 letters`,
        fix: 'Write why the finding is acceptable, and who decided it.',
      },
    ],
  ]),
  [
    'a finding accepted without a reason',
    'stores:\n',
    `accept:
  - finding: expiry-shortened
    store: video
    reason: ok
    until: 2026-12-31
stores:
`,
    [
      {
        at: '12:13 accept[0].reason',
        rule: 'config-size',
        what: '"ok" is shorter than 10 characters, the minimum of reason',
        fix: 'Write at least 10 characters. Why the finding is acceptable. The review shows it.',
      },
    ],
  ],
];

test.each(CASES)('%s is shown with its place, what is wrong and what to do', (...row) => {
  const [, from, to, problems] = row;
  expect(found(change(from, to))).toEqual(problems);
});
