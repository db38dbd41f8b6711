import { tryParseArn } from '../core/arn';
import { parsePathPattern } from '../core/path-pattern';
import { type Problem, under } from '../core/problem';
import { checkBucketName } from '../modules/bucket-name';
import { checkIamName } from '../modules/iam-name';
import { inputLength, MAX_INPUT_CHARACTERS } from '../modules/integrity-schedule';
import { type Integrity, keptDays } from './integrity';
import type { Store } from './store';

/** @see Amazon EventBridge User Guide, "Creating a rule that runs on a schedule" */
const SCHEDULE = /^(?:cron\((?:\S+ ){5}\S+\)|rate\(\d+ (?:hour|day)s?\))$/;

/** @see AWS Lambda API Reference, "CreateFunction": a function's name has at most 64 characters */
const LONGEST_NAME = 64;

/** The rules of the integrity check and of alarms. */
export function checkIntegrity(store: Store): Problem[] {
  const { integrity } = store;
  return [
    ...checkTopic(store).map(under('alarms')),
    ...(integrity
      ? [
          ...checkSource(store, integrity),
          ...checkSchedule(integrity),
          ...checkDays(store, integrity),
          ...checkNames(integrity),
        ]
          .map(under('integrity'))
          .concat(checkInput(integrity))
      : checkChecked(store)),
  ];
}

function checkSource(store: Store, { check }: Integrity): Problem[] {
  switch (check.source.kind) {
    case 'api':
      return checkApi(store);
    case 'sidecars':
      return checkSidecars(store);
    case 'manifest':
      return [];
  }
}

function unusable(what: string, fix: string): Problem[] {
  return [{ rule: 'integrity-source', path: ['source'], what, fix }];
}

function checkApi({ profile: { title, api, keys } }: Store): Problem[] {
  if (!api) {
    return unusable(
      `${title} has no API that callvault could ask what was recorded`,
      'Set source: manifest, and put a list of the recordings into the bucket of reports.',
    );
  }
  const { pattern = 'an unknown pattern' } = keys;
  if (isComputable(pattern)) return [];
  return unusable(
    `${pattern} cannot be computed from what ${title} says of a recording: something else stands before the id`,
    'Put {conversation_uuid} or {recording_uuid} right behind the day, or set source: sidecars or manifest.',
  );
}

function checkSidecars({ profile: { title, keys }, settings }: Store): Problem[] {
  if (keys.sidecars === true) return [];
  const none = keys.sidecarSuffix === undefined;
  return unusable(
    `this store has no metadata files to read: ${title} writes ${none ? 'none' : 'them only where it is told to'}`,
    settings.vendor === 'genesys'
      ? 'Switch on Include Metadata and set includeMetadata: true, or set source: api.'
      : 'Set source: manifest.',
  );
}

/** Whether the part of a key that is known tells recordings apart. */
function isComputable(pattern: string): boolean {
  const id = '00000000-0000-4000-8000-000000000000';
  const { key } = parsePathPattern(pattern).renderKey({
    ...{ yyyy: '2000', mm: '01', dd: '01', hh: '00', organization_uuid: 'org' },
    ...{ conversation_uuid: id, recording_uuid: id },
  });
  return key.includes(id);
}

function checkSchedule({ schedule }: Integrity): Problem[] {
  const [, days] = /^rate\((\d+) days?\)$/.exec(schedule) ?? [];
  const monthly = /^cron\(\S+ \S+ [^?*\s]+ /.test(schedule);
  const seldom = Number(days ?? 0) > 7 || monthly;
  if (SCHEDULE.test(schedule) && !seldom) return [];
  return [
    {
      rule: 'integrity-schedule',
      path: ['schedule'],
      what: seldom
        ? `${schedule} is less often than every week, and after eight days without a check the alarm rings`
        : `${JSON.stringify(schedule)} is no schedule of EventBridge`,
      fix: 'Write it as cron(0 3 ? * SUN *), in UTC, or as rate(1 day).',
    },
  ];
}

/** What is older is gone by its retention, and would be found missing. */
function checkDays(store: Store, { check }: Integrity): Problem[] {
  const most = keptDays(store);
  const { days, graceHours } = check;
  const tooLong: Problem = {
    rule: 'integrity-days',
    path: ['days'],
    what: `${days} days back is not a whole number of days from 1 to ${most}, for which both the store and the vendor keep recordings`,
    fix: `Leave it out, or set it to ${most} or less.`,
  };
  const impatient: Problem = {
    rule: 'integrity-grace',
    path: ['graceHours'],
    what: `${graceHours} hours of grace is not a whole number from 1 to 168`,
    fix: 'Leave it out for 48: vendors say that a recording may take two days to appear.',
  };
  const whole = (value: number, from: number, to: number) =>
    Number.isInteger(value) && value >= from && value <= to;
  return [
    ...(whole(days, 1, most) ? [] : [tooLong]),
    ...(whole(graceHours, 1, 168) ? [] : [impatient]),
  ];
}

function checkNames({ name, distributed, reportBucketName }: Integrity): Problem[] {
  const longest = distributed ? `${name}-map-start` : `${name}-failed`;
  const tooLong: Problem = {
    rule: 'integrity-name',
    path: [],
    what: `${longest} has ${longest.length} characters, and AWS takes ${LONGEST_NAME}`,
    fix: 'Give the store or its environment a shorter name.',
  };
  return [
    ...(longest.length > LONGEST_NAME ? [tooLong] : checkIamName(longest)),
    ...checkBucketName(reportBucketName).map(under('bucket')),
  ];
}

/** What the check is told of a store stands in the rule that starts it, and grows with the paths of before. */
function checkInput({ check }: Integrity): Problem[] {
  const length = inputLength(check);
  if (length <= MAX_INPUT_CHARACTERS) return [];
  return [
    {
      rule: 'integrity-input',
      path: ['previousPaths'],
      what: `${length} characters of settings for the check are more than the ${MAX_INPUT_CHARACTERS} that EventBridge takes`,
      fix: 'Drop paths of before, or mark those with nothing left as gone: true.',
    },
  ];
}

/** @see Genesys guide, section 4: pointer integrity is validated weekly */
function checkChecked({ type, profile }: Store): Problem[] {
  if (type !== 'production' || !profile.api) return [];
  return [
    {
      rule: 'integrity-checked',
      path: [],
      what: `nothing compares this store with what ${profile.title} says it has recorded, so a recording that never arrives is noticed by nobody`,
      fix: 'Add integrity: { source: api }.',
      warning: true,
    },
  ];
}

/** @see Amazon CloudWatch User Guide: an alarm tells topics of its own region only */
function checkTopic({ settings, region, account, partition }: Store): Problem[] {
  const topic = settings.alarms?.topicArn;
  if (topic === undefined) return [];
  const arn = tryParseArn(topic);
  if (arn?.service === 'sns' && arn.region === region && arn.account === account) return [];
  return [
    {
      rule: 'alarm-topic-arn',
      path: ['topicArn'],
      what: `${JSON.stringify(topic)} is not the ARN of an SNS topic of account ${account} in ${region}, where the alarms are`,
      fix: `Write it as arn:${partition}:sns:${region}:${account}:<name>.`,
    },
  ];
}
