import { tryParseArn } from '../../core/arn';
import { type Problem, problemIf, under } from '../../core/problem';
import type { Store } from '../../store/store';
import {
  ACTION_PATTERN,
  actionsOf,
  BUCKET_ACTIONS,
  CREATE_GRANT,
  KEY_ACTIONS,
  LIST_ALL_BUCKETS,
  OBJECT_ACTIONS,
} from './actions';
import { keyActions, objectActions } from './profile';
import type { CustomSettings } from './settings';

const ALLOWED = { bucket: BUCKET_ACTIONS, object: OBJECT_ACTIONS, key: KEY_ACTIONS } as const;

/** Refuses actions with which nothing can be written, and those that reach further than a vendor's may. */
export function checkActions(store: Store<CustomSettings>): Problem[] {
  const { settings } = store;
  const [bucket, object, key] = (['bucket', 'object', 'key'] as const).map((kind) =>
    (settings.actions[kind] ?? []).flatMap((action, index) =>
      checkPattern(action, ALLOWED[kind]).map(under(kind, index)),
    ),
  );
  return [
    ...(bucket ?? []),
    ...orElse(object, () => checkObjectActions(settings).map(under('object'))),
    ...orElse(key, () => checkKeyActions(settings).map(under('key'))),
    ...checkListAllBuckets(store),
    ...checkCreateGrant(store).map(under('key')),
  ].map(under('actions'));
}

function checkPattern(pattern: string, allowed: readonly string[]): Problem[] {
  if (!ACTION_PATTERN.test(pattern) || allowed.includes(pattern)) return [];
  return problemIf(actionsOf(pattern, allowed).length === 0, {
    rule: 'actions-pattern',
    path: [],
    what: `${pattern} matches no action that a vendor may be granted here`,
    fix: `Write the actions that the vendor's guide needs, of ${allowed.join(', ')}.`,
  });
}

/** What follows from a list is checked only once each entry of it is valid. */
function orElse(problems: Problem[] | undefined, check: () => Problem[]): Problem[] {
  return problems && problems.length > 0 ? problems : check();
}

function checkObjectActions(settings: CustomSettings): Problem[] {
  return problemIf(!objectActions(settings).includes('s3:PutObject'), {
    rule: 'actions-can-write',
    path: [],
    what: `${settings.actions.object.join(', ')} without s3:PutObject: the vendor could write nothing`,
    fix: 'Add s3:PutObject.',
  });
}

/**
 * Refuses key actions with which S3 cannot encrypt for the vendor.
 *
 * @see Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys": an upload needs kms:GenerateDataKey, and
 *   a multipart upload kms:Decrypt as well
 */
function checkKeyActions(settings: CustomSettings): Problem[] {
  const { encryption = 'sse-kms', actions } = settings;
  if (encryption === 'sse-s3') {
    return problemIf(actions.key !== undefined, {
      rule: 'actions-can-encrypt',
      path: [],
      what: 'sse-s3 uses no key of this store, so actions with the key have no effect',
      fix: 'Remove actions.key.',
    });
  }
  const granted = keyActions(settings);
  const has = (...names: string[]) => names.some((name) => granted.includes(name));
  return [
    ...problemIf(!has('kms:GenerateDataKey', 'kms:GenerateDataKey*'), {
      rule: 'actions-can-encrypt',
      path: [],
      what: `${granted.join(', ')} without kms:GenerateDataKey: S3 could not encrypt, and every upload would fail`,
      fix: 'Add kms:GenerateDataKey, or leave actions.key out.',
    }),
    ...problemIf(!has('kms:Decrypt'), {
      rule: 'actions-can-encrypt',
      path: [],
      what: `${granted.join(', ')} without kms:Decrypt: multipart uploads, and so all large recordings, would fail`,
      fix: 'Add kms:Decrypt, or leave actions.key out.',
    }),
  ];
}

/** @see Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3", ListAllMyBuckets */
function checkListAllBuckets({ settings, profile }: Store<CustomSettings>): Problem[] {
  const index = (settings.actions.bucket ?? []).indexOf(LIST_ALL_BUCKETS);
  if (index < 0) return [];
  const path = ['bucket', index];
  return settings.access.kind === 'bucket-policy'
    ? [
        {
          rule: 'actions-list-all-buckets',
          path,
          what: `${LIST_ALL_BUCKETS} is an action on the account, which a bucket policy cannot grant`,
          fix: 'Remove it.',
        },
      ]
    : [
        {
          rule: 'actions-list-all-buckets',
          path,
          what: `${LIST_ALL_BUCKETS} shows ${profile.title} the names of all buckets of the account`,
          fix: 'Remove it, if the vendor works without; it is usually only needed to choose the bucket from a list.',
          warning: true,
        },
      ];
}

const SERVICE_LINKED = /^role\/aws-service-role\//;

/**
 * Only AWS's own services may create grants, and only for the service-linked role that writes.
 *
 * @see Amazon Connect Administrator Guide, "Key management in Amazon Connect"
 */
function checkCreateGrant({ settings, account }: Store<CustomSettings>): Problem[] {
  const { access, actions } = settings;
  const index = (actions.key ?? []).indexOf(CREATE_GRANT);
  if (index < 0) return [];
  const arn =
    access.kind === 'bucket-policy' && 'aws' in access.principal
      ? tryParseArn(access.principal.aws)
      : undefined;
  const isOwnServiceRole = arn?.account === account && SERVICE_LINKED.test(arn.resource);
  return problemIf(!isOwnServiceRole, {
    rule: 'actions-create-grant',
    path: [index],
    what: `${CREATE_GRANT} would let a vendor pass the use of the key on to others`,
    fix: `Remove it; only a service-linked role of this account needs it: access: { kind: bucket-policy, principal: { aws: 'arn:aws:iam::${account}:role/aws-service-role/…' } }.`,
  });
}
