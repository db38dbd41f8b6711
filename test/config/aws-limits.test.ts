import { change, found } from './base';

/**
 * What the file can set, at each limit of AWS: what AWS takes, and what it refuses in the middle of an apply, with the
 * rule that refuses it first. The limits are those of the API references of S3, IAM, KMS, EventBridge and SNS.
 */
type Limit = [what: string, accepted: string[], refused: string[], rule: string];

const rulesOf = (text: string) => [...new Set(found(text).map(({ rule }) => rule))];

/** Each change is `from → to` in the good environment. */
const replace = (from: string, to: (value: string) => string) => (value: string) =>
  rulesOf(change(from, to(value)));

const a = (length: number) => 'a'.repeat(length);

function limits(title: string, rulesWith: (value: string) => string[], table: Limit[]): void {
  describe(title, () => {
    test.each(table)('%s', (...limit) => {
      const [, accepted, refused, rule] = limit;
      expect(accepted.map((value) => [value, rulesWith(value)])).toEqual(
        accepted.map((value) => [value, []]),
      );
      expect(refused.map((value) => [value, rulesWith(value)])).toEqual(
        refused.map((value) => [value, [rule]]),
      );
    });
  });
}

const bucket = replace('bucket: acme-other', (name) => `bucket: '${name}'`);

limits('buckets', bucket, [
  [
    'length, with the suffix of the log bucket',
    ['abc', a(58)],
    ['ab', a(59)],
    'bucket-name-length',
  ],
  [
    'characters',
    ['acme--other', '0acme', 'acme0'],
    ['Acme', 'acme_other', '-acme', 'acme-', 'acme other', 'a.b.c', '192.168.5.4'],
    'bucket-name-characters',
  ],
  [
    'what AWS reserves',
    ['xn-acme', 'acme-s3', 'sthree', 'acme-s3alias-x'],
    [
      'xn--acme',
      'sthree-acme',
      'sthree-configurator',
      'amzn-s3-demo-acme',
      'acme-s3alias',
      'acme--ol-s3',
      'acme--x-s3',
      'acme--table-s3',
    ],
    'bucket-name-reserved',
  ],
]);

const TITLE = 'title: Other';
const setting = (yaml: (value: string) => string) =>
  replace(TITLE, (value) => `${TITLE}\n    ${yaml(value)}`);
const access = (yaml: (value: string) => string) =>
  replace("principals: ['arn:aws:iam::291871421005:root']", yaml);

limits(
  'principalName',
  setting((name) => `principalName: '${name}'`),
  [
    ['length of a role', ['a', a(64)], [a(65)], 'iam-name'],
    ['characters of a role', ['a+=,.@-_9'], ['a b', 'a/b', 'ä', 'a:b'], 'iam-name'],
    [
      'what only AWS creates',
      ['AWSRole', 'my-AWSServiceRoleForA'],
      ['AWSServiceRoleForA', 'awsreservedsso_a'],
      'iam-name',
    ],
  ],
);

limits(
  'prefix',
  setting((prefix) => `prefix: ${JSON.stringify(prefix)}`),
  [
    ['length in bytes', ['', `${a(899)}/`], [`${a(900)}/`], 'prefix-plain-folder'],
    [
      'characters that IAM stores in a policy',
      ['aufnahmen-ä/', 'o!-_.()&@:,=+ x/'],
      ['録音/', 'nagrań/', 'запись/', '📞/', 'a\u0001/', 'a*/', 'a?/', '/a/', 'a//b/'],
      'prefix-plain-folder',
    ],
  ],
);

limits(
  'external ids',
  replace('externalId: 0d9a7c1e-6a0b-4a55', (id) => `externalId: '${id}'`),
  [
    ['length', ['k7q9x2wz', `k7q9x2wz${a(1216)}`], [`k7q9x2wz${a(1217)}`], 'external-id-syntax'],
    [
      'characters',
      ['aB3kQ9xZ+=,.@:/-_'],
      ['abc def ghi', 'abcdefg*', 'äbcdefghi', 'abcdefg#1'],
      'external-id-syntax',
    ],
  ],
);

limits(
  'sessions',
  access(
    (seconds) => `principals: ['arn:aws:iam::291871421005:root']\n      sessionSeconds: ${seconds}`,
  ),
  [['seconds', ['3600', '43200'], ['3599', '43201', '3600.5'], 'session-seconds']],
);

limits(
  'partitions',
  access((arn) => `principals: ['${arn}']`),
  [
    [
      'principals',
      ['arn:aws:iam::291871421005:role/vendor', 'arn:aws:iam::291871421005:user/team/vendor'],
      ['arn:aws-cn:iam::291871421005:root', 'arn:aws-us-gov:iam::291871421005:role/vendor'],
      'arn-partition',
    ],
    [
      'forms',
      [],
      ['291871421005', '*', 'arn:aws:iam::29187142100:root', 'arn:aws:iam::291871421005:role/*'],
      'config-format',
    ],
  ],
);

const days = replace('retention:\n      days: 30', (value) => `retention:\n      days: ${value}`);

limits('retention', days, [
  ['whole days', ['1', '36500'], ['0', '-1', '1.5', '36501'], 'retention-whole-days'],
]);

const schedule = replace(
  'retention:\n      days: 30',
  (value) => `retention: { days: 400, ${value} }`,
);

limits('storage classes', schedule, [
  [
    'the first day of an infrequent-access class',
    ['transitions: [{ storageClass: STANDARD_IA, days: 30 }]'],
    ['transitions: [{ storageClass: STANDARD_IA, days: 29 }]'],
    'retention-transition-earliest',
  ],
  [
    'day 0 of the others',
    [
      'transitions: [{ storageClass: INTELLIGENT_TIERING, days: 0 }]',
      'transitions: [{ storageClass: GLACIER_IR, days: 0 }]',
      'transitions: [{ storageClass: DEEP_ARCHIVE, days: 0 }]',
    ],
    [
      'transitions: [{ storageClass: GLACIER, days: -1 }]',
      'noncurrentTransitions: [{ storageClass: GLACIER, days: 0 }]',
    ],
    'retention-whole-days',
  ],
  [
    'moves that S3 supports',
    ['transitions: [{ storageClass: GLACIER_IR, days: 1 }, { storageClass: GLACIER, days: 91 }]'],
    [
      'transitions: [{ storageClass: GLACIER, days: 1 }, { storageClass: GLACIER_IR, days: 99 }]',
      'transitions: [{ storageClass: ONEZONE_IA, days: 30 }, { storageClass: GLACIER_IR, days: 99 }]',
      'transitions: [{ storageClass: GLACIER, days: 9 }, { storageClass: DEEP_ARCHIVE, days: 9 }]',
    ],
    'retention-transition-order',
  ],
  [
    'expiry after the last move',
    ['transitions: [{ storageClass: INTELLIGENT_TIERING, days: 399 }]'],
    ['transitions: [{ storageClass: INTELLIGENT_TIERING, days: 400 }]'],
    'retention-expires-after-transitions',
  ],
]);

limits(
  'access logs',
  setting((value) => `logDays: ${value}`),
  [
    ['the least', ['365'], ['364', '0'], 'log-days-a-year'],
    ['the most', ['36500'], ['36501', '400.5', '2147483648'], 'retention-whole-days'],
  ],
);

const lock = (yaml: string) =>
  rulesOf(
    change(
      'retention:\n      days: 30',
      `retention: { days: 36500 }\n    checksumHeader: true\n    objectLock: { mode: governance, ${yaml} }`,
    ),
  );

limits('Object Lock', lock, [
  [
    'days and years',
    ['days: 36500', 'years: 100'],
    ['days: 0', 'years: 101'],
    'object-lock-whole-days',
  ],
  ['one of them', [], ['', 'days: 1, years: 1'], 'object-lock-days-or-years'],
]);

const tag = setting((yaml) => `tags: { ${yaml} }`);

limits('tags', tag, [
  ['keys', ['a: x', `${a(128)}: x`], [`${a(129)}: x`, "'': x", "'a#': x"], 'tag-syntax'],
  [
    'values',
    ["a: ''", `a: '${a(256)}'`, "a: 'ü _.:/=+-@'"],
    [`a: '${a(257)}'`, "a: 'x&y'"],
    'tag-syntax',
  ],
  [
    'what AWS and callvault set',
    ["'xaws:a': x", "a: 'x aws:x'"],
    ["'aws:a': x", "'AWS:a': x", 'Store: x', "a: 'aws:x'", "a: 'AWS:x'"],
    'tag-reserved',
  ],
]);

const topic = setting(
  (arn) => `integrity: { source: manifest }\n    alarms: { topicArn: '${arn}' }`,
);
const TOPIC = 'arn:aws:sns:eu-central-1:111111111111';

limits('topics', topic, [
  [
    'place and name',
    [`${TOPIC}:alarms`, `${TOPIC}:${a(256)}`, `${TOPIC}:Alarms_1.fifo`],
    [
      `${TOPIC}:${a(257)}`,
      `${TOPIC}:a.b`,
      `${TOPIC}:a:b`,
      'arn:aws-cn:sns:eu-central-1:111111111111:alarms',
      'arn:aws:sns:eu-west-1:111111111111:alarms',
      'arn:aws:sns:eu-central-1:222222222222:alarms',
      'arn:aws:sqs:eu-central-1:111111111111:alarms',
    ],
    'alarm-topic-arn',
  ],
]);

const ACCESS = /access:\n(?: {6}.*\n)+/;
const [ACCESS_OF_OTHER = ''] = ACCESS.exec(change('', '').split('  other:')[1] ?? '') ?? [];
const policy = replace(ACCESS_OF_OTHER, (yaml) => `access: { kind: bucket-policy, ${yaml} }\n`);
const CHIME =
  "principal: { service: mediapipelines.chime.amazonaws.com }, sourceAccount: '111111111111'";

limits('bucket policies', policy, [
  [
    'the partition of a source',
    [CHIME, `${CHIME}, sourceArn: 'arn:aws:chime:*:111111111111:*'`],
    [
      `${CHIME}, sourceArn: 'arn:aws-cn:chime:*:111111111111:*'`,
      "principal: { aws: 'arn:aws-us-gov:iam::291871421005:root' }",
    ],
    'arn-partition',
  ],
  [
    'the form of a source',
    [`${CHIME}, sourceArn: 'arn:aws:s3:::acme'`],
    [`${CHIME}, sourceArn: '*'`, `${CHIME}, sourceArn: 'arn:aws:chime'`],
    'config-format',
  ],
]);

const oidc = replace(ACCESS_OF_OTHER, (yaml) => `access: { kind: oidc, subject: acme, ${yaml} }\n`);
const many = (count: number) => `[${Array.from({ length: count }, (_, i) => `c${i}`).join(', ')}]`;

limits('identity providers', oidc, [
  [
    'issuers',
    [
      'audience: a, issuer: https://id.example',
      'audience: a, issuer: https://acme.eu.auth0.com/',
      'audience: a, issuer: https://id.example/tenants/acme',
      'audience: a, issuer: https://id.example/~acme',
    ],
    [
      'audience: a, issuer: http://id.example',
      'audience: a, issuer: https://id.example:8443',
      'audience: a, issuer: https://id.example/x?y=1',
      'audience: a, issuer: https://id',
    ],
    'config-format',
  ],
  [
    'length of an issuer',
    [`audience: a, issuer: https://id.example/${a(236)}`],
    [`audience: a, issuer: https://id.example/${a(237)}`],
    'config-size',
  ],
  [
    'audiences',
    [
      'issuer: https://id.example, audience: a',
      `issuer: https://id.example, audience: ${many(100)}`,
    ],
    [`issuer: https://id.example, audience: ${many(101)}`],
    'config-type',
  ],
]);

test('names that IAM and EventBridge derive from a store fit, or its check is refused', () => {
  const checked = (length: number) =>
    rulesOf(
      change('  other:\n', `  ${a(length)}:\n`).replace(
        TITLE,
        `${TITLE}\n    principalName: vendor\n    integrity: { source: manifest }`,
      ),
    );
  // The stack id ends in -prod, and its longest name is integrity-<stack id>-heartbeat.
  expect(checked(32)).toEqual([]);
  const inLongEnvironment = (length: number) => {
    const text = change('  other:\n', `  ${a(length)}:\n`).replace(
      TITLE,
      `${TITLE}\n    principalName: vendor\n    integrity: { source: manifest }\n    replication: { region: eu-west-1 }`,
    );
    return [...new Set(found(text, `environments/${a(32)}.yaml`).map(({ rule }) => rule))];
  };
  expect(inLongEnvironment(11)).toEqual([]);
  expect(inLongEnvironment(12)).toEqual(['integrity-name']);
  expect(inLongEnvironment(19)).toEqual(['integrity-name']);
  expect(inLongEnvironment(20)).toEqual(['integrity-name', 'iam-name']);
});

test.each([
  ['integrity-other-prod', 'integrity: { source: manifest }'],
  ['Replication-other-prod', 'replication: { region: eu-west-1 }'],
  ['integrity-other-prod-map', 'integrity: { source: manifest, scale: distributed }'],
])('a vendor’s role cannot have the name of another role of a store: %s', (name, yaml) => {
  const text = change(TITLE, `${TITLE}\n    ${yaml}`);
  const both = text.replace(
    '    recordings: true',
    `    recordings: true\n    principalName: ${name}`,
  );
  expect(rulesOf(both)).toEqual(['unique-principal-name']);
});
