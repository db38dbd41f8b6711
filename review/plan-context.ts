import type { Day } from '../core/day';
import { isRecord, text } from './attributes';
import type { Change, Plan } from './plan';

/** What a rule knows about the whole plan of the change that it checks. */
export interface PlanContext {
  /** Every managed resource of the plan, with those that stay the same. */
  readonly changes: readonly Change[];
  /** Changes made outside Terraform, by address. */
  readonly drift: ReadonlyMap<string, Change>;
  /** Whether the plan only creates and imports resources: the stack does not exist yet. */
  readonly isNewStack: boolean;
  /** Resources that are created, as {@link identityOf} names them. */
  readonly created: ReadonlySet<string>;
  /** Resources that are deleted, as {@link identityOf} names them. */
  readonly destroyed: ReadonlySet<string>;
  /** ARNs of the resources that are deleted. */
  readonly destroyedArns: readonly string[];
  /** Regions of the plan's providers, as far as they are known. */
  readonly regions: readonly string[];
  /** ARNs that change with the name of their resource, so that policies refer to another ARN. */
  readonly renames: readonly (readonly [before: string, after: string])[];
  /** Folders that recordings are written to after the plan but not before it. */
  readonly newFolders: ReadonlySet<string>;
  /** Names of the buckets that are replaced by another bucket. */
  readonly replacedBuckets: ReadonlySet<string>;
  /** The regions that the store moves between. @default - it stays where it is */
  readonly regionMove?: readonly [from: string, to: string];
  /** Names of the buckets that exist before the plan. */
  readonly buckets: ReadonlySet<string>;
  /** Every resource before and after the changes, for examples. @default - the same as {@link changes} */
  readonly resources?: readonly Change[];
  /** The current day in UTC. @default - not known, so that findings have no examples with dates */
  readonly today?: Day;
}

/** The attribute by which other resources refer to a resource. */
const REFERENCE: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'bucket',
  aws_iam_role: 'name',
  aws_iam_user: 'name',
  aws_iam_group: 'name',
  aws_secretsmanager_secret: 'arn',
  aws_sns_topic: 'arn',
  aws_sqs_queue: 'url',
};

const RENAMED = ['aws_s3_bucket', 'aws_iam_role', 'aws_iam_user'];

/** The type of a resource and the name by which other resources refer to it. */
export function identityOf(type: string, name: string): string {
  return `${type} ${name}`;
}

/** Reads the plan once, so that a rule does not have to read all of it for each change. */
export function readPlanContext(plan: Plan, today?: Day): PlanContext {
  const { changes, drift, regions } = plan;
  const identities = (action: Change['action'], side: 'before' | 'after') =>
    changes
      .filter((change) => change.action === action)
      .map((change) => identityOf(change.type, referenceOf(change, side)));
  const existing = changes.filter(
    ({ type, action }) => type === 'aws_s3_bucket' && action !== 'create',
  );
  const replaced = existing.filter(({ action }) => action === 'replace');
  const regionMove = plan.regionMove ?? regionMoveOf(changes, regions);
  return {
    changes,
    ...(regionMove && { regionMove }),
    ...(today !== undefined && { today }),
    replacedBuckets: new Set(replaced.map(({ before }) => text(before, 'bucket'))),
    drift: new Map(drift.map((change) => [change.address, change])),
    isNewStack: changes.every(
      ({ action, isImported }) => action === 'create' || action === 'read' || isImported === true,
    ),
    regions,
    renames: [...changes.flatMap(renameOf), ...movedPaths(changes)],
    newFolders: new Set(
      changes
        .filter(
          (change) => isPathLock(change) && folderOf(change.before) !== folderOf(change.after),
        )
        .map(({ after }) => folderOf(after)),
    ),
    created: new Set(identities('create', 'after')),
    destroyed: new Set(identities('delete', 'before')),
    destroyedArns: changes
      .filter(({ action }) => action === 'delete')
      .map(({ before }) => text(before, 'arn'))
      .filter((arn) => arn !== ''),
    buckets: new Set(existing.map(({ before }) => text(before, 'bucket'))),
  };
}

/** The region of a key is part of its ARN. A provider for another region moves the store. */
function regionMoveOf(
  changes: readonly Change[],
  regions: readonly string[],
): readonly [string, string] | undefined {
  const [to] = regions;
  const from = changes
    .filter(
      ({ type, action }) => type === 'aws_kms_key' && action !== 'create' && action !== 'delete',
    )
    .map(({ before }) => text(before, 'arn').split(':')[3] ?? '')
    .find((region) => region !== '' && !regions.includes(region));
  return from === undefined || to === undefined ? undefined : [from, to];
}

/** Whether Terraform creates a resource again because it was deleted outside Terraform, or looks deleted. */
export function isMissing({ action, address }: Change, { drift }: PlanContext): boolean {
  return action === 'create' && drift.get(address)?.action === 'delete';
}

/** Whether a resource locks the path that recordings are written to. */
export const isPathLock = ({ type, address }: Pick<Change, 'type' | 'address'>) =>
  type === 'terraform_data' && address.includes('PathLock');

const referenceOf = (change: Change, side: 'before' | 'after') =>
  text(change[side], REFERENCE[change.type] ?? '');

/** The ARN of a role, user or bucket that gets another name. */
function renameOf(change: Change): [string, string][] {
  const { type, action } = change;
  if (!RENAMED.includes(type) || (action !== 'update' && action !== 'replace')) return [];
  const arn = text(change.before, 'arn');
  const [from, to] = [referenceOf(change, 'before'), referenceOf(change, 'after')];
  if (from === to || to === '' || !arn.endsWith(from)) return [];
  return [[arn, arn.slice(0, -from.length) + to]];
}

function movedPaths(changes: readonly Change[]): [string, string][] {
  const buckets = changes.filter(({ type }) => type === 'aws_s3_bucket');
  return changes
    .filter((change) => isPathLock(change) && change.action === 'replace')
    .filter(({ before, after }) => !isNested(folderOf(before), folderOf(after)))
    .flatMap(({ before, after }) =>
      buckets.map(({ before: { bucket } }): [string, string] => [
        `:s3:::${String(bucket)}/${folderOf(before)}`,
        `:s3:::${String(bucket)}/${folderOf(after)}`,
      ]),
    );
}

/** Whether one of two folders contains the other: a policy for one of them then differs from one for the other. */
const isNested = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

const folderOf = ({ triggers_replace: path }: Change['before']) =>
  isRecord(path) ? text(path, 'prefix') : '';
