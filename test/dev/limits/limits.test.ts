import { readFolder } from '../../../config/files';
import { loadEnvironments } from '../../../config/load';
import { PARAMETERS } from '../../../dev/limits/attributes';
import {
  allParameters,
  attributeValues,
  readAwsLimits,
  tryFindExcess,
  tryFindLimits,
} from '../../../dev/limits/limits';
import { Cache } from '../../../synth/cache';
import { change, GOOD } from '../../config/base';
import { synthesize } from '../../stacks/synthesized';
import { TemporaryFolder } from '../temporary-folder';

const FACTS = readAwsLimits();
const FILE = 'environments/prod.yaml';

/** Names in the ARNs of a text, with the limit of their kind. */
const NAMES_IN_ARNS = [
  [/:(?:role|user)\/(?:[^"\\\s]*\/)?([^"\\/\s]*)/g, 64],
  [/:iam::\d{12}:policy\/(?:[^"\\\s]*\/)?([^"\\/\s]*)/g, 128],
] as const;

function longNames(text: string): string[] {
  return NAMES_IN_ARNS.flatMap(([pattern, max]) =>
    [...text.matchAll(pattern)]
      .map(([, name = '']) => name)
      .filter((name) => name.length > max)
      .map((name) => `a name in an ARN has ${name.length} characters, and ${max} at most`),
  );
}

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

/** Most stacks of an environment are the same with each value of a setting: they are built and judged once. */
const cache = new Cache(temporary.folder('built'), 'limits');
const judged = new Map<string, string[]>();

/** What AWS would refuse of the attributes of a stack. */
function excesses(text: string): string[] {
  const found = judged.get(text) ?? [...longNames(text), ...longAttributes(text)];
  judged.set(text, found);
  return found;
}

/** What AWS would refuse of environments. */
const excessesOf = (texts: readonly string[], stacks?: string) =>
  texts
    .flatMap((text) => synthesize([{ file: FILE, text }], stacks, cache))
    .flatMap(({ text }) => excesses(text));

function longAttributes(text: string): string[] {
  return attributeValues(text).flatMap(({ attribute, value }) =>
    (tryFindLimits(FACTS, attribute) ?? [])
      .map((limit) => tryFindExcess(limit, value))
      .filter((excess) => excess !== undefined)
      .map((excess) => `${attribute}: ${excess.slice(0, 200)}`),
  );
}

const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';

const CI = `ci:
  repository: acme/recordings
  ownerId: 1
  repositoryId: 2
`;

/** An environment with a store of each vendor, the roles of ci, a copy, a lock, alarms and an identity provider. */
const FULL = change(
  'integrity: { source: manifest }',
  `integrity: { source: manifest, scale: distributed, schedule: 'rate(7 days)' }
    alarms: { emails: [ops@acme.example] }
    replication: { region: eu-west-1 }`,
  change('bucket: acme-state', `bucket: acme-state\n  kmsKeyArn: ${KEY}`, `${GOOD}${CI}`),
);

test('npm run limits:facts was run after the last change of the attributes', () => {
  expect(Object.keys(FACTS.limits)).toEqual(allParameters());
  expect(Object.keys(PARAMETERS).length).toBeGreaterThan(70);
});

const EXAMPLES = [
  ...synthesize(readFolder('test/access/environments')),
  ...synthesize(readFolder('test/environments')),
  ...synthesize([{ file: FILE, text: FULL }]),
];

test('the limits of every attribute that the stacks set are known', () => {
  const unlimited = [
    'aws_cloudwatch_metric_alarm.threshold',
    // Known by their own checks: sizes of policies, ARNs, and addresses.
    'aws_s3_bucket_policy.policy',
    'aws_s3_bucket_replication_configuration.rule[].destination.bucket',
    'aws_sns_topic_subscription.endpoint',
    'aws_sqs_queue_policy.policy',
  ];
  const unknown = EXAMPLES.flatMap(({ text }) => attributeValues(text)).filter(
    ({ attribute }) => !tryFindLimits(FACTS, attribute),
  );
  expect([...new Set(unknown.map(({ attribute }) => attribute))].sort()).toEqual(unlimited);
});

test('the example stacks are within the limits', () => {
  expect(EXAMPLES.flatMap(({ text }) => excesses(text))).toEqual([]);
});

test('a value beyond a limit is found', () => {
  const [stack] = synthesize([{ file: FILE, text: FULL }], 'ci-*');
  const text = stack?.text ?? '';
  expect(excesses(text)).toEqual([]);
  const long = new Set(excesses(text.replaceAll('callvault-plan-prod', 'a'.repeat(65))));
  expect([...long]).toEqual([
    'a name in an ARN has 65 characters, and 64 at most',
    'aws_iam_role.name: 65 is not from 1 to 64',
  ]);
  expect(excesses(text.replaceAll('callvault-plan-prod', 'a b'))).toEqual([
    'aws_iam_role.name: a b does not match [\\w+=,.@-]+',
  ]);
});

const yaml = (value: string) => JSON.stringify(value);

/** Settings that become part of attributes: an environment with a value of each. */
const SETTINGS: Readonly<Record<string, (value: string) => string>> = {
  'a tag': (value) => change('owner: platform', `owner: ${yaml(value)}`, FULL),
  'the key of a tag': (value) => change('owner: platform', `${yaml(value)}: platform`, FULL),
  title: (value) => change('title: Other', `title: ${yaml(value)}`, FULL),
  bucket: (value) => change('bucket: acme-other', `bucket: ${yaml(value)}`, FULL),
  'a bucket with a copy': (value) => change('bucket: acme-calls', `bucket: ${yaml(value)}`, FULL),
  'state.bucket': (value) => change('bucket: acme-state', `bucket: ${yaml(value)}`, FULL),
  'the id of a store': (value) => change('  other:', `  ${yaml(value)}:`, FULL),
  'the id of a store with a check': (value) => change('  calls:', `  ${yaml(value)}:`, FULL),
  'the id of a store with a user': (value) => change('  video:', `  ${yaml(value)}:`, FULL),
  principalName: (value) =>
    change('title: Other', `title: Other\n    principalName: ${yaml(value)}`, FULL),
  'principalName of a user': (value) =>
    change('recordings: true', `principalName: ${yaml(value)}\n    recordings: true`, FULL),
  prefix: (value) => change('title: Other', `title: Other\n    prefix: ${yaml(`${value}/`)}`, FULL),
  externalId: (value) =>
    change('externalId: 0d9a7c1e', `externalId: ${yaml(`0d9a7c1e-6a0b-4a55${value}`)} #`, FULL),
  principal: (value) =>
    change(
      "principals: ['arn:aws:iam::291871421005:root']",
      `principals: [${yaml(`arn:aws:iam::291871421005:role/${value}`)}]`,
      FULL,
    ),
  schedule: (value) => change("'rate(7 days)'", yaml(`rate(${value.length} days)`), FULL),
  manifest: (value) =>
    change('source: manifest,', `source: manifest, manifest: ${yaml(value)},`, FULL),
  'integrity.bucket': (value) =>
    change('source: manifest,', `source: manifest, bucket: ${yaml(value)},`, FULL),
  email: (value) => change('ops@acme.example', yaml(`${value}@acme.example`), FULL),
  'domain of an email': (value) => change('ops@acme.example', yaml(`a@${value}.example`), FULL),
  'replication.bucket': (value) =>
    change('region: eu-west-1', `region: eu-west-1, bucket: ${yaml(value)}`, FULL),
  readers: (value) =>
    change(
      'title: Other',
      `title: Other\n    readers: [${yaml(`arn:aws:iam::111111111111:role/${value}`)}]`,
      FULL,
    ),
  administrators: (value) =>
    `${FULL}administrators: ['arn:aws:iam::111111111111:role/callvault-deploy-prod', ${yaml(`arn:aws:iam::111111111111:role/${value}`)}]\n`,
  permissionsBoundary: (value) =>
    `${FULL}permissionsBoundary: ${yaml(`arn:aws:iam::111111111111:policy/${value}`)}\n`,
  'ci.repository': (value) => change('acme/recordings', yaml(`acme/${value}`), FULL),
  'ci.branch': (value) => `${FULL}  branch: ${yaml(value)}\n`,
  'ci.environment': (value) => `${FULL}  environment: ${yaml(value)}\n`,
  'ci.deployRoleName': (value) => `${FULL}  deployRoleName: ${yaml(value)}\n`,
  'ci.planRoleName': (value) => `${FULL}  planRoleName: ${yaml(value)}\n`,
  'ci.bucketPrefixes': (value) => `${FULL}  bucketPrefixes: [${yaml(value)}]\n`,
  'ci.subjectPrefix': (value) =>
    `${FULL}  subjectPrefix: ${yaml(`repo:acme/recordings${value}`)}\n`,
};

const LENGTHS = [1, 20, 48, 58, 63, 64, 65, 128, 129, 256, 257, 600].map((length) =>
  'a'.repeat(length),
);
const TEXTS = [
  'a b',
  'a+b=c,d.e@f_g-h',
  'a/b',
  'a:b',
  'ä',
  '日本',
  '😀',
  'a\u0085b',
  'a\u00a0b',
  'a\tb',
  'a\nb',
  'a"b',
  "a'b",
  'a*b',
  'a${b}c',
  '%{a}',
  '-a.',
];

function isAccepted(text: string): boolean {
  const { problems } = loadEnvironments([{ file: FILE, text }]);
  return problems.every(({ warning }) => warning === true);
}

/** Of the accepted lengths, only the shortest and the longest are synthesized. */
function acceptedTexts(name: string): string[] {
  const make = SETTINGS[name] ?? String;
  const lengths = LENGTHS.map(make).filter(isAccepted);
  const [shortest, ...others] = lengths;
  const longest = others.at(-1);
  const ends = [shortest, longest].filter((text) => text !== undefined);
  return [...ends, ...TEXTS.map(make).filter(isAccepted)];
}

test.each(Object.keys(SETTINGS))('%s: AWS accepts what callvault accepts', (name) => {
  const texts = acceptedTexts(name);
  expect(texts).not.toEqual([]);
  expect(excessesOf(texts)).toEqual([]);
});

/** Settings that become the whole value of an attribute. */
const WHOLE: Readonly<Record<string, string>> = {
  'a tag': 'provider.default_tags[].tags.{value}',
  'the key of a tag': 'provider.default_tags[].tags.{key}',
  principalName: 'aws_iam_role.name',
  'principalName of a user': 'aws_iam_user.name',
  'ci.deployRoleName': 'aws_iam_role.name',
  'ci.planRoleName': 'aws_iam_role.name',
};

test.each(Object.entries(WHOLE))('%s: callvault accepts what AWS accepts', (name, attribute) => {
  const limits = tryFindLimits(FACTS, attribute) ?? [];
  const values = [...LENGTHS, ...TEXTS];
  const within = values.filter((value) =>
    limits.every((limit) => tryFindExcess(limit, value) === undefined),
  );
  expect(within.length).toBeGreaterThan(5);
  expect(values.filter((value) => isAccepted((SETTINGS[name] ?? String)(value)))).toEqual(within);
});

const lasting = (more: string) => change('days: 30', `days: 36500${more}`, FULL);

/** Settings that are numbers. */
const NUMBERS: Readonly<Record<string, (value: number) => string>> = {
  'retention.days': (days) => change('days: 30', `days: ${days}`, FULL),
  'retention.noncurrentDays': (days) => lasting(`\n      noncurrentDays: ${days}`),
  'retention.transitions': (days) =>
    lasting(`\n      transitions: [{ storageClass: GLACIER_IR, days: ${days} }]`),
  'objectLock.days': (days) => lasting(`\n    objectLock: { mode: governance, days: ${days} }`),
  'objectLock.years': (years) => lasting(`\n    objectLock: { mode: governance, years: ${years} }`),
  logDays: (days) => change('title: Other', `title: Other\n    logDays: ${days}`, FULL),
};

test.each(Object.keys(NUMBERS))('%s: AWS accepts the numbers that callvault accepts', (name) => {
  const make = NUMBERS[name] ?? String;
  const numbers = [-1, 0, 0.5, 1, 99, 100, 101, 365, 36_500, 36_501, 2_147_483_648];
  const accepted = numbers.map(make).filter(isAccepted);
  expect(accepted.length).toBeGreaterThan(1);
  expect(excessesOf(accepted, 'other-*')).toEqual([]);
});
