import { type AccountScope, checkKeyArn, checkRoleArn } from '../core/arn';
import { isDay } from '../core/day';
import { didYouMean } from '../core/did-you-mean';
import { checkPolicySize } from '../core/policy';
import { type Problem, problemIf, under } from '../core/problem';
import { checkRegion, type Partition, tryFindPartition } from '../core/region';
import { checkBucketName } from '../modules/bucket-name';
import { denyTampering } from '../modules/bucket-statements';
import { LOG_BUCKET_SUFFIX } from '../modules/log-bucket';
import { STORAGE_KIND_TAG } from '../core/tags';
import { checkExternalId } from '../modules/trust';
import type { EnvironmentSettings, StateSettings } from './schema';

/** Names of callvault's own stacks, which a store may not have. */
export const RESERVED_STORE_NAMES = ['state', 'ci'];

type Place = Pick<EnvironmentSettings, 'account' | 'region'>;

/** The rules of an environment, without those of its stores. */
export function checkEnvironment(settings: EnvironmentSettings): Problem[] {
  const partition = tryFindPartition(settings.region);
  return [
    ...checkRegion(settings.region).map(under('region')),
    ...(partition ? checkInPartition(settings, partition) : []),
    ...checkStateBucket(settings).map(under('state')),
    ...checkThrowAway(settings),
    ...checkTags(settings.tags).map(under('tags')),
    ...checkAdministratorCount(settings),
    ...checkAdministratorsNamed(settings),
    ...checkAcceptances(settings).map(under('accept')),
    ...Object.entries(settings.stores).flatMap(([name, store]) =>
      [
        ...checkStoreName(name),
        ...checkOtherRegion(store.region, settings.region).map(under('region')),
        ...checkTags(store.tags, settings.tags).map(under('tags')),
      ].map(under('stores', name)),
    ),
  ];
}

/** The rules that need the environment's partition. */
function checkInPartition(settings: EnvironmentSettings, partition: Partition): Problem[] {
  const { account, administrators = [], deployer, state } = settings;
  const place = { account, partition };
  return [
    ...administrators.flatMap((arn, index) =>
      checkRoleArn(arn, place).map(under('administrators', index)),
    ),
    ...(deployer ? checkRoleArn(deployer.roleArn, place).map(under('deployer', 'roleArn')) : []),
    ...(deployer?.externalId === undefined
      ? []
      : checkExternalId(deployer.externalId).map(under('deployer', 'externalId'))),
    ...checkBoundary(settings, place).map(under('permissionsBoundary')),
    ...checkState(state, settings).map(under('state')),
  ];
}

function checkBoundary(
  { permissionsBoundary: text }: EnvironmentSettings,
  { account, partition }: AccountScope,
): Problem[] {
  if (text === undefined) return [];
  const [, owner, name = ''] = /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/(.*)$/.exec(text) ?? [];
  const isHere = owner === 'aws' || owner === account;
  const isPolicy =
    text.startsWith(`arn:${partition}:`) && /^([\w+=,.@/-]{1,510}\/)?[\w+=,.@-]{1,128}$/.test(name);
  return problemIf(!isHere || !isPolicy, {
    rule: 'permissions-boundary-arn',
    path: [],
    what: `${JSON.stringify(text)} is not the ARN of an IAM policy of account ${account}`,
    fix: `Write it as arn:${partition}:iam::${account}:policy/<name>, without wildcards.`,
  });
}

/** A region besides the environment's. An account is in one partition, and has no resources in another. */
function checkOtherRegion(region: string | undefined, environments: string): Problem[] {
  if (region === undefined) return [];
  const [own, other] = [tryFindPartition(environments), tryFindPartition(region)];
  return [
    ...checkRegion(region),
    ...problemIf(own !== undefined && other !== undefined && own !== other, {
      rule: 'region-of-partition',
      path: [],
      what: `${region} is in partition ${other ?? ''}, and the account of this environment is in ${own ?? ''}, the partition of ${environments}`,
      fix: `Use a region of ${own ?? ''}, or an environment of its own with an account of ${other ?? ''}.`,
    }),
  ];
}

function checkStateBucket({ state, region }: EnvironmentSettings): Problem[] {
  if (state.backend !== 's3') return [];
  return [
    ...checkOtherRegion(state.region, region).map(under('region')),
    ...checkBucketName(state.bucket, LOG_BUCKET_SUFFIX.length).map(under('bucket')),
  ];
}

function checkState(state: StateSettings, environment: Place): Problem[] {
  if (state.backend !== 's3') return [];
  const region = state.region ?? environment.region;
  return [
    ...(state.kmsKeyArn === undefined || !tryFindPartition(region)
      ? []
      : checkKeyArn(state.kmsKeyArn, { ...environment, region }).map(under('kmsKeyArn'))),
  ];
}

/** Refuses administrators whose Deny statement would not fit into the policy of any bucket, the state bucket included. */
export function checkAdministratorCount({
  administrators = [],
}: Pick<EnvironmentSettings, 'administrators'>): Problem[] {
  const longest = `arn:aws-us-gov:s3:::${'b'.repeat(63)}`;
  return checkPolicySize('bucket policy', [denyTampering(longest, administrators)]).map(
    under('administrators'),
  );
}

/** @see Amazon S3 User Guide, "Setting an S3 Lifecycle configuration on a bucket": who may set it can delete all objects */
function checkAdministratorsNamed({ type, administrators = [] }: EnvironmentSettings): Problem[] {
  return problemIf(type === 'production' && administrators.length === 0, {
    rule: 'administrators-named',
    path: ['type'],
    what: 'production without administrators: every role and user of the account whose own policies allow it can delete recordings early, or change lifecycle and versioning',
    fix: 'Name the role that deploys and a break-glass role: administrators: [<ARN>, <ARN>].',
    warning: true,
  });
}

function checkThrowAway({ type, state, localAws }: EnvironmentSettings): Problem[] {
  if (type === 'throw-away') return [];
  return [
    ...problemIf(state.backend === 'local', {
      rule: 'state-remote',
      path: ['state', 'backend'],
      what: `local state in a ${type} environment is lost with its disk`,
      fix: 'Use the s3 or the cloud backend, or set type: throw-away.',
    }),
    ...problemIf(localAws !== undefined, {
      rule: 'local-aws-throw-away',
      path: ['localAws'],
      what: `a local AWS server stores nothing permanently, and this environment is ${type}`,
      fix: 'Remove localAws, or set type: throw-away.',
    }),
  ];
}

/** Findings about a store that the file no longer contains. */
const OF_REMOVED_STORES: readonly string[] = ['stack-removed', 'stack-renamed'];

function checkAcceptances({ accept = [], stores }: EnvironmentSettings): Problem[] {
  const names = Object.keys(stores);
  return accept.flatMap(({ finding, store, until, reason }, index) => [
    ...problemIf(!names.includes(store) && !OF_REMOVED_STORES.includes(finding), {
      rule: 'accept-store',
      path: [index, 'store'],
      what: `${JSON.stringify(store)} is not a store of this environment${didYouMean(store, names)}`,
      fix: `Write one of its stores: ${names.join(', ')}.`,
    }),
    ...problemIf(!isDay(until), {
      rule: 'accept-until',
      path: [index, 'until'],
      what: `${JSON.stringify(until)} is not a valid date`,
      fix: 'Write the last day on which the finding is accepted, in UTC, as 2026-12-31.',
    }),
    ...problemIf(lettersIn(reason) < LEAST_LETTERS, {
      rule: 'accept-reason',
      path: [index, 'reason'],
      what: `${JSON.stringify(reason)} is not a reason: it shows fewer than ${LEAST_LETTERS} letters`,
      fix: 'Write why the finding is acceptable, and who decided it.',
    }),
  ]);
}

const LEAST_LETTERS = 5;

/** What Markdown does not show: comments, tags, character references, and the targets of links. */
const HIDDEN = /<!--.*?(?:-->|$)|<[^>]*>|&#?\w+;|\]\([^)]*\)/gsu;

/** The number of letters that a reader of the review sees. Some characters that are letters show nothing. */
function lettersIn(reason: string): number {
  const shown = reason.replaceAll(HIDDEN, ' ');
  return [...shown.matchAll(/(?!\p{Default_Ignorable_Code_Point})\p{L}/gu)].length;
}

/** Tags that callvault sets. IAM and Lambda compare keys without case. */
const OWN_TAGS: readonly string[] = [STORAGE_KIND_TAG, 'store', 'environment', 'managed-by'];

/** Tags that a resource may have, less those that callvault sets itself. */
const MOST_TAGS = 40;

/**
 * @param inherited - the environment's tags, which the same resources have
 * @see Tagging AWS Resources User Guide, "Tag naming limits and requirements": 50 per resource
 */
function checkTags(
  tags: Readonly<Record<string, string>> = {},
  inherited: Readonly<Record<string, string>> = {},
): Problem[] {
  const entries = Object.entries(tags);
  const count = Object.keys({ ...inherited, ...tags }).length;
  const together = count > entries.length ? ', with those of the environment,' : '';
  return [
    ...problemIf(entries.length > 0 && count > MOST_TAGS, {
      rule: 'tag-count',
      path: [],
      what: `${count} tags${together} are more than the ${MOST_TAGS} that leave room for callvault's own`,
      fix: 'Remove some.',
    }),
    ...entries.flatMap(([key, value]) => checkTag(key, value).map(under(key))),
    ...checkCase(Object.keys(tags), Object.keys(inherited)),
  ];
}

/** @see IAM User Guide, "Tags for IAM resources": keys that differ only in case are one key, and the request fails */
function checkCase(keys: readonly string[], inherited: readonly string[]): Problem[] {
  return keys.flatMap((key, index) => {
    const twin = [...inherited, ...keys.slice(0, index)].find(
      (other) => other !== key && other.toLowerCase() === key.toLowerCase(),
    );
    return problemIf(twin !== undefined, {
      rule: 'tag-case',
      path: [key],
      what: `${key} and ${twin} differ only in case, and IAM does not accept both on one resource`,
      fix: 'Use one of them.',
    });
  });
}

function checkTag(key: string, value: string): Problem[] {
  const plain = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
  if (/^aws:/i.test(value)) {
    return [
      {
        rule: 'tag-reserved',
        path: [],
        what: `${JSON.stringify(value)} begins with aws:, which AWS reserves in values, too`,
        fix: 'Choose another value.',
      },
    ];
  }
  if (/^aws:/i.test(key) || OWN_TAGS.includes(key.toLowerCase())) {
    return [
      {
        rule: 'tag-reserved',
        path: [],
        what: `${key} is a tag that ${/^aws:/i.test(key) ? 'AWS' : 'callvault'} sets itself`,
        fix: 'Choose another key.',
      },
    ];
  }
  const valid =
    key.length >= 1 && key.length <= 128 && value.length <= 256 && plain.test(key + value);
  return problemIf(!valid, {
    rule: 'tag-syntax',
    path: [],
    what: `AWS does not accept the tag ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    fix: 'Use letters, digits, spaces and _ . : / = + - @, up to 128 in the key and 256 in the value.',
  });
}

function checkStoreName(name: string): Problem[] {
  return problemIf(RESERVED_STORE_NAMES.includes(name), {
    rule: 'store-name-reserved',
    path: [],
    what: `${name} is the name of one of callvault's own stacks`,
    fix: 'Choose another name for the store.',
  });
}
