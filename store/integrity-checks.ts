import { parsePathPattern } from '../core/path-pattern';
import { type Problem, problemIf, under } from '../core/problem';
import { checkSchedule } from '../core/schedule';
import { checkedPaths } from '../integrity/layout';
import type { CheckedPath } from '../integrity/settings';
import { checkBucketName } from '../modules/bucket-name';
import { checkIamName } from '../modules/iam-name';
import { inputLength, MAX_INPUT_CHARACTERS } from '../modules/integrity-schedule';
import { type Integrity, REPORT_BUCKET_SUFFIX } from './integrity';
import { makesTopic } from './integrity-access';
import { keptDays } from './resolve-integrity';
import { checkRuntime } from './runtime';
import type { Store } from './store';

/** Days without a finished check after which the alarm on late checks fires. */
const LONGEST_GAP_DAYS = 8;

/** @see Amazon EventBridge API Reference, "PutRule", and IAM API Reference, "CreateRole", on the length of names */
const LONGEST_NAME = 64;

/** The rules of the integrity check and of alarms. */
export function checkIntegrity(store: Store): Problem[] {
  const { integrity } = store;
  const topic = [...checkTopic(store), ...checkRecipients(store), ...checkEmails(store)].map(
    under('alarms'),
  );
  if (!integrity) return [...topic, ...checkMissing(store)];
  return [
    ...topic,
    ...[
      ...(integrity.off ? [] : checkRun(store, integrity)),
      ...checkNames(store, integrity),
      ...checkRuntime(integrity.runtime, store.providerVersion).map(under('runtime')),
    ].map(under('integrity')),
    ...(integrity.off ? [] : checkInput(integrity)),
  ];
}

function checkRun(store: Store, integrity: Integrity): Problem[] {
  return [
    ...checkSource(store, integrity),
    ...checkRuns(integrity),
    ...checkDays(store, integrity),
  ];
}

function checkSource({ profile }: Store, { check }: Integrity): Problem[] {
  switch (check.source.kind) {
    case 'api':
      return checkApi(profile, check.paths);
    case 'sidecars':
      return checkSidecars(profile);
    case 'manifest':
      return [];
  }
}

const unusable = (what: string, fix: string): Problem[] => [
  { rule: 'integrity-source', path: ['source'], what, fix },
];

function checkApi(
  { title, apiOptions }: Store['profile'],
  paths: readonly CheckedPath[],
): Problem[] {
  if (!apiOptions) {
    return unusable(
      `callvault knows no API of ${title} that lists its recordings`,
      'Set source: manifest, and put a list of the recordings into the bucket of reports.',
    );
  }
  return checkedPaths(paths).flatMap(({ pattern = 'an unknown pattern' }, index) => {
    if (isComputable(pattern)) return [];
    const [before, fix] =
      index === 0
        ? ['', 'Put {conversation_uuid} or {recording_uuid} right after the day']
        : ['on a previous path ', 'Set gone: true for the path once nothing is on it'];
    return unusable(
      `keys of ${pattern} ${before}cannot be computed from the recording list of ${title}: an unknown token comes before the id`,
      `${fix}, or set source: sidecars or manifest.`,
    );
  });
}

function checkSidecars({ title, keys }: Store['profile']): Problem[] {
  const { sidecars = false, sidecarSetting } = keys;
  if (sidecars) return [];
  return sidecarSetting === undefined
    ? unusable(
        `this store has no metadata files to read: ${title} writes none`,
        'Set source: manifest.',
      )
    : unusable(
        `this store has no metadata files to read: ${title} writes them only when they are switched on`,
        `${sidecarSetting}, or set source: api.`,
      );
}

/** Whether the known beginning of a key tells recordings apart. */
function isComputable(pattern: string): boolean {
  const id = '00000000-0000-4000-8000-000000000000';
  const { key } = parsePathPattern(pattern).renderKey({
    yyyy: '2000',
    mm: '01',
    dd: '01',
    hh: '00',
    organization_uuid: 'org',
    conversation_uuid: id,
    recording_uuid: id,
  });
  return key.includes(id);
}

function checkRuns({ schedule }: Integrity): Problem[] {
  const problem = checkSchedule(schedule, LONGEST_GAP_DAYS);
  return problem ? [{ rule: 'integrity-schedule', path: ['schedule'], ...problem }] : [];
}

/** Older recordings have expired, and would be reported as missing. */
function checkDays(store: Store, { check }: Integrity): Problem[] {
  const most = keptDays(store);
  const { days, graceHours } = check;
  const isWhole = (value: number, to: number) =>
    Number.isInteger(value) && value >= 1 && value <= to;
  return [
    ...problemIf(!isWhole(days, most), {
      rule: 'integrity-days',
      path: ['days'],
      what: `${days} is not a whole number of days from 1 to ${most}, for which both the store and the vendor keep recordings`,
      fix: `Leave it out, or set it to ${most} or less.`,
    }),
    ...problemIf(!isWhole(graceHours, 168), {
      rule: 'integrity-grace',
      path: ['graceHours'],
      what: `${graceHours} is not a whole number of hours from 1 to 168`,
      fix: 'Leave it out for 48: vendors say that a recording can take two days to appear.',
    }),
  ];
}

function checkNames(
  { bucketName }: Store,
  { name, distributed, reportBucketName }: Integrity,
): Problem[] {
  const longest = distributed ? `${name}-map-start` : `${name}-heartbeat`;
  const tooLong = problemIf(longest.length > LONGEST_NAME, {
    rule: 'integrity-name',
    path: [],
    what: `${longest} has ${longest.length} characters; AWS accepts ${LONGEST_NAME}`,
    fix: 'Give the store or its environment a shorter name.',
  });
  const isOwn = reportBucketName === `${bucketName}${REPORT_BUCKET_SUFFIX}`;
  return [
    ...(tooLong.length > 0 ? tooLong : checkIamName(longest)),
    // What is wrong with the store's own bucket is wrong with the name that is made of it.
    ...(isOwn && checkBucketName(bucketName).length > 0
      ? []
      : checkBucketName(reportBucketName)
    ).map(under('bucket')),
  ];
}

/** The settings of the check are the input of the rule that starts it, and grow with the previous paths. */
function checkInput({ check }: Integrity): Problem[] {
  const length = inputLength(check);
  return problemIf(length > MAX_INPUT_CHARACTERS, {
    rule: 'integrity-input',
    path: ['previousPaths'],
    what: `${length} characters of settings for the check are more than the ${MAX_INPUT_CHARACTERS} that EventBridge accepts`,
    fix: 'Remove previous paths, or mark those where nothing is listed with gone: true.',
  });
}

/** @see Genesys guide, section 4: pointer integrity is validated weekly */
function checkMissing({ type, profile }: Store): Problem[] {
  return problemIf(type === 'production' && profile.apiOptions !== undefined, {
    rule: 'integrity-checked',
    path: [],
    what: `this store is never compared with the recordings of ${profile.title}, so a recording that does not arrive goes unnoticed`,
    fix: 'Add integrity: { source: api }.',
    warning: true,
  });
}

/** The topic that a store creates has only the subscribers that the file names, or that a person adds by hand. */
function checkRecipients(store: Store): Problem[] {
  const { emails = [] } = store.settings.alarms ?? {};
  return problemIf(store.type === 'production' && makesTopic(store) && emails.length === 0, {
    rule: 'alarms-have-recipients',
    path: [],
    what: 'the alarms of this production store notify a topic without subscribers, so they ring unheard',
    fix: 'Add alarms: { emails: [<address>] }, or alarms: { topicArn: <ARN> } for a topic of yours.',
    warning: true,
  });
}

/**
 * SNS has one subscription for each address, and Terraform would manage it twice: removing one would end it.
 *
 * @see Amazon SNS API Reference, "Subscribe"
 */
function checkEmails({ settings }: Store): Problem[] {
  const lower = (settings.alarms?.emails ?? []).map((each) => each.toLowerCase());
  return lower.flatMap((email, index) =>
    problemIf(lower.indexOf(email) < index, {
      rule: 'alarm-email-once',
      path: ['emails', index],
      what: `${email} is listed twice`,
      fix: 'Remove one of them.',
    }),
  );
}

/** @see Amazon SNS API Reference, "CreateTopic", `Name` */
const TOPIC_NAME = /^[\w-]{1,251}(\.fifo|[\w-]{0,5})$/;

/** @see Amazon CloudWatch User Guide: an alarm notifies topics of its own region only */
function checkTopic({ settings, region, account, partition }: Store): Problem[] {
  const { topicArn: topic, emails = [] } = settings.alarms ?? {};
  if (topic === undefined) return [];
  if (emails.length > 0) {
    return [
      {
        rule: 'alarm-emails-own-topic',
        path: ['emails'],
        what: 'emails are subscribed to the topic of the store, and topicArn takes its place',
        fix: 'Remove topicArn, or subscribe the addresses to that topic yourself.',
      },
    ];
  }
  const [, name = ''] = topic.split(`arn:${partition}:sns:${region}:${account}:`);
  const usable = TOPIC_NAME.test(name);
  return problemIf(!usable, {
    rule: 'alarm-topic-arn',
    path: ['topicArn'],
    what: `${JSON.stringify(topic)} is not the ARN of an SNS topic of account ${account} in ${region}, where the alarms are`,
    fix: `Write it as arn:${partition}:sns:${region}:${account}:<name>.`,
  });
}
