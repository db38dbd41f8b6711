import { isRecord, text } from './attributes';
import type { Change, Plan } from './plan';

/** A plan's changes, as a rule sees them. */
export interface Scene {
  /** All managed resources of the plan, those that do not change included. */
  readonly changes: readonly Change[];
  /** What Terraform found changed outside of it, by address. */
  readonly drift: ReadonlyMap<string, Change>;
  /** Nothing of it exists yet. */
  readonly isNew: boolean;
  /** What is created, as {@link identityOf} calls it. */
  readonly made: ReadonlySet<string>;
  /** What is gone afterwards, as {@link identityOf} calls it. */
  readonly gone: ReadonlySet<string>;
  /** Regions of the plan's providers, as far as they are known. */
  readonly regions: readonly string[];
  /** ARNs of what gets another name, before and after, and so stands in policies under another. */
  readonly renames: readonly (readonly [before: string, after: string])[];
  /** Folders that recordings are written to after the plan, and were not before. */
  readonly newFolders: ReadonlySet<string>;
  /** Names of the buckets that another one takes the place of. */
  readonly replaced: ReadonlySet<string>;
  /** Region that the store moves from and to. @default - it stays */
  readonly regionMove?: readonly [from: string, to: string];
  /** Names of the buckets that were there before. */
  readonly buckets: ReadonlySet<string>;
}

/** The attribute that those that belong to a resource know it by. */
const KNOWN_BY: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'bucket',
  aws_iam_role: 'name',
  aws_iam_user: 'name',
  aws_iam_group: 'name',
  aws_secretsmanager_secret: 'arn',
  aws_sns_topic: 'arn',
  aws_sqs_queue: 'url',
};

/** What a resource is known by to those that belong to it. */
export function identityOf(type: string, name: string): string {
  return `${type} ${name}`;
}

/** Looks at a plan once, so that no rule has to look at all of it for each change. */
export function sceneOf({ changes, drift, regions }: Plan): Scene {
  const named = (actions: readonly string[], side: 'before' | 'after') =>
    new Set(
      changes
        .filter(({ action }) => actions.includes(action))
        .map((change) => identityOf(change.type, text(change[side], KNOWN_BY[change.type] ?? ''))),
    );
  const move = regionMoveOf(changes, regions);
  return {
    changes,
    drift: new Map(drift.map((change) => [change.address, change])),
    isNew: changes.every(({ action }) => action === 'create' || action === 'read'),
    regions,
    renames: [...changes.flatMap(renameOf), ...pathsMoved(changes)],
    newFolders: new Set(changes.flatMap(newFolderOf)),
    made: named(['create'], 'after'),
    gone: named(['delete'], 'before'),
    replaced: new Set(
      changes
        .filter(({ type, action }) => type === 'aws_s3_bucket' && action === 'replace')
        .map(({ before }) => text(before, 'bucket')),
    ),
    ...(move && { regionMove: move }),
    buckets: new Set(
      changes
        .filter(({ type, action }) => type === 'aws_s3_bucket' && action !== 'create')
        .map(({ before }) => text(before, 'bucket')),
    ),
  };
}

/** Keys stand in the region that their ARN names; a provider for another one moves the store. */
function regionMoveOf(
  changes: readonly Change[],
  regions: readonly string[],
): readonly [string, string] | undefined {
  const [to] = regions;
  const from = changes
    .filter(({ type, action }) => type === 'aws_kms_key' && action !== 'create')
    .map(({ before }) => text(before, 'arn').split(':')[3] ?? '')
    .find((region) => region !== '' && !regions.includes(region));
  return from === undefined || to === undefined ? undefined : [from, to];
}

const RENAMED = ['aws_s3_bucket', 'aws_iam_role', 'aws_iam_user'];

/** A role, user or bucket under another name, as its ARN tells. */
function renameOf({ type, action, before, after }: Change): [string, string][] {
  if (!RENAMED.includes(type) || (action !== 'update' && action !== 'replace')) return [];
  const key = KNOWN_BY[type] ?? '';
  const [arn, from, to] = [text(before, 'arn'), text(before, key), text(after, key)];
  if (from === to || to === '' || !arn.endsWith(from)) return [];
  return [[arn, arn.slice(0, -from.length) + to]];
}

/** Whether a resource holds a path that recordings are written to. */
export const isPathLock = ({ type, address }: Pick<Change, 'type' | 'address'>) =>
  type === 'terraform_data' && address.includes('PathLock');

function newFolderOf(change: Change): string[] {
  if (!isPathLock(change)) return [];
  const [before, after] = [folderOf(change.before), folderOf(change.after)];
  return before === after ? [] : [after];
}

function pathsMoved(changes: readonly Change[]): [string, string][] {
  const buckets = changes.filter(({ type }) => type === 'aws_s3_bucket');
  return changes
    .filter((change) => isPathLock(change) && change.action === 'replace')
    .filter(({ before, after }) => !contains(folderOf(before), folderOf(after)))
    .flatMap(({ before, after }) =>
      buckets.map(({ before: { bucket } }): [string, string] => [
        `:s3:::${String(bucket)}/${folderOf(before)}`,
        `:s3:::${String(bucket)}/${folderOf(after)}`,
      ]),
    );
}

/** Whether one of two folders is in the other: then a policy of the one is not the same for the other. */
const contains = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

const folderOf = ({ triggers_replace: path }: Change['before']) =>
  isRecord(path) ? text(path, 'prefix') : '';
