import { checkKeyArn, checkRoleArn } from '../core/arn';
import { isDay } from '../core/day';
import { checkPolicySize } from '../core/policy';
import { type Problem, under } from '../core/problem';
import { checkRegion, findPartition, tryFindPartition } from '../core/region';
import { checkBucketName } from '../modules/bucket-name';
import { denyTampering } from '../modules/bucket-statements';
import { LOG_BUCKET_SUFFIX } from '../modules/log-bucket';
import { STORAGE_KIND_TAG } from '../core/tags';
import { checkExternalId } from '../modules/trust';
import type { EnvironmentSettings, StateSettings } from './schema';

/** Names of stacks that callvault makes itself: a store of this name would be taken for one. */
const RESERVED_STORE_NAMES = ['state', 'ci'];

type Place = Pick<EnvironmentSettings, 'account' | 'region'>;

/** The rules an environment is held to, apart from its stores' own. */
export function checkEnvironment(settings: EnvironmentSettings): Problem[] {
  const regions = checkRegion(settings.region).map(under('region'));
  return [
    ...regions,
    ...(regions.length > 0 ? [] : checkPlaced(settings)),
    ...checkThrowAway(settings),
    ...checkTags(settings.tags).map(under('tags')),
    ...checkAdministratorCount(settings),
    ...checkAcceptances(settings).map(under('accept')),
    ...Object.entries(settings.stores).flatMap(([name, store]) =>
      [
        ...checkStoreName(name),
        ...(store.region === undefined ? [] : checkRegion(store.region).map(under('region'))),
        ...checkTags(store.tags, settings.tags).map(under('tags')),
      ].map(under('stores', name)),
    ),
  ];
}

/** The rules that need to know the environment's partition. */
function checkPlaced(settings: EnvironmentSettings): Problem[] {
  const { account, administrators = [], deployer, state } = settings;
  const place = { account, partition: findPartition(settings.region) };
  return [
    ...administrators.flatMap((arn, index) =>
      checkRoleArn(arn, place).map(under('administrators', index)),
    ),
    ...(deployer ? checkRoleArn(deployer.roleArn, place).map(under('deployer', 'roleArn')) : []),
    ...(deployer?.externalId === undefined
      ? []
      : checkExternalId(deployer.externalId).map(under('deployer', 'externalId'))),
    ...checkState(state, settings).map(under('state')),
  ];
}

function checkState(state: StateSettings, environment: Place): Problem[] {
  if (state.backend !== 's3') return [];
  const region = state.region ?? environment.region;
  if (!tryFindPartition(region)) return checkRegion(region).map(under('region'));
  return [
    ...checkBucketName(state.bucket, LOG_BUCKET_SUFFIX.length).map(under('bucket')),
    ...(state.kmsKeyArn === undefined
      ? []
      : checkKeyArn(state.kmsKeyArn, { ...environment, region }).map(under('kmsKeyArn'))),
  ];
}

/** Refuses administrators whose Deny would not fit into the policy of any bucket, the state bucket's included. */
export function checkAdministratorCount({
  administrators = [],
}: Pick<EnvironmentSettings, 'administrators'>): Problem[] {
  const longest = `arn:aws-us-gov:s3:::${'b'.repeat(63)}`;
  return checkPolicySize('bucket policy', [denyTampering(longest, administrators)]).map(
    under('administrators'),
  );
}

function checkThrowAway({ type, state, localAws }: EnvironmentSettings): Problem[] {
  if (type === 'throw-away') return [];
  const found: Problem[] = [];
  if (state.backend === 'local') {
    found.push({
      rule: 'state-remote',
      path: ['state', 'backend'],
      what: `local state in a ${type} environment is lost with the disk it stands on`,
      fix: 'Use the s3 or the cloud backend, or set type: throw-away.',
    });
  }
  if (localAws) {
    found.push({
      rule: 'local-aws-throw-away',
      path: ['localAws'],
      what: `a local AWS server keeps nothing, and this environment is ${type}`,
      fix: 'Remove localAws, or set type: throw-away.',
    });
  }
  return found;
}

function checkAcceptances({ accept = [], stores }: EnvironmentSettings): Problem[] {
  const names = Object.keys(stores);
  return accept.flatMap(({ store, until }, index): Problem[] => [
    ...(names.includes(store)
      ? []
      : [
          {
            rule: 'accept-store',
            path: [index, 'store'],
            what: `${JSON.stringify(store)} is no store of this environment, so nothing would be accepted`,
            fix: `Name one of them: ${names.join(', ')}.`,
          },
        ]),
    ...(isDay(until)
      ? []
      : [
          {
            rule: 'accept-until',
            path: [index, 'until'],
            what: `${JSON.stringify(until)} is no day, so it is unclear until when this is accepted`,
            fix: 'Write the last day it counts as 2026-12-31; days are counted in UTC.',
          },
        ]),
  ]);
}

/** Tags that AWS takes on one resource, less those that callvault sets itself. */
const MOST_TAGS = 40;

/**
 * @param inherited - tags that the same resources have from elsewhere
 * @see Tagging AWS Resources User Guide, "Tag naming limits and requirements": 50 on a resource
 */
function checkTags(
  tags: Readonly<Record<string, string>> = {},
  inherited: Readonly<Record<string, string>> = {},
): Problem[] {
  const entries = Object.entries(tags);
  const count = Object.keys({ ...inherited, ...tags }).length;
  const together = count > entries.length ? ', with those of the environment,' : '';
  const tooMany: Problem = {
    rule: 'tag-count',
    path: [],
    what: `${count} tags${together} are more than the ${MOST_TAGS} that leave room for callvault's own`,
    fix: 'Remove some.',
  };
  return [
    ...(entries.length > 0 && count > MOST_TAGS ? [tooMany] : []),
    ...entries.flatMap(([key, value]) => checkTag(key, value).map(under(key))),
  ];
}

function checkTag(key: string, value: string): Problem[] {
  const plain = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
  if (/^aws:/i.test(key) || [STORAGE_KIND_TAG, 'store', 'environment'].includes(key)) {
    return [
      {
        rule: 'tag-reserved',
        path: [],
        what: `${key} is a tag that ${/^aws:/i.test(key) ? 'AWS' : 'callvault'} sets itself`,
        fix: 'Choose another key.',
      },
    ];
  }
  const taken =
    key.length >= 1 && key.length <= 128 && value.length <= 256 && plain.test(key + value);
  if (taken) return [];
  return [
    {
      rule: 'tag-syntax',
      path: [],
      what: `${JSON.stringify(key)}: ${JSON.stringify(value)} is not a tag that AWS takes`,
      fix: 'Use letters, digits, spaces and _ . : / = + - @, up to 128 in the key and 256 in the value.',
    },
  ];
}

function checkStoreName(name: string): Problem[] {
  if (!RESERVED_STORE_NAMES.includes(name)) return [];
  return [
    {
      rule: 'store-name-reserved',
      path: [],
      what: `${name} is the name of a stack that callvault makes itself`,
      fix: 'Choose another name for the store.',
    },
  ];
}
