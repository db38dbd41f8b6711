import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { RefusedError } from '../../core/problem';
import { lockedDays } from '../../modules/object-lock';
import { HoldRegister } from '../../recordings/holds';
import type { Intent } from '../../recordings/journal';
import { deployedLifecycle } from '../../recordings/lifecycles';
import type { Store } from '../../store/store';
import { asDeployer, type ClientSettings, timeOf } from '../deployer';
import type { FoundStore } from '../find-store';
import { findRemains, isBucketEmpty, type Remains } from './remains';

/** How far the end of a store is. */
export interface Retirement {
  readonly stack: string;
  readonly since: string;
  readonly reason: string;
  /**
   * `not-deployed`: the bucket does not deny the vendor yet. `remaining`: something is left. `empty`: the store can be
   * destroyed. `gone`: its buckets do not exist any more.
   */
  readonly state: 'not-deployed' | 'remaining' | 'empty' | 'gone';
  /** What is left in its bucket, and in that of its replica. */
  readonly remains: readonly Remains[];
  /** What to do next, in order. */
  readonly next: readonly string[];
}

/**
 * Reports how much of a retired store is left, until when, and what to do next. It reads lists only.
 *
 * @throws RefusedError for a store that is not retired
 */
export async function reportRetirement(
  { store, environment }: FoundStore,
  onProgress: (what: string) => void,
): Promise<Retirement> {
  const { retire } = store.settings;
  if (!retire) throw notRetired(store);
  const settings = await asDeployer(environment, store.region);
  const isDenied = await deniesVendor(new S3Client(settings), store.bucketName);
  const remains = await remainsOf(store, settings, onProgress);
  const state = stateOf(isDenied, remains);
  return {
    stack: store.id,
    since: retire.since,
    reason: retire.reason,
    state,
    remains,
    next: nextSteps(store, state, remains),
  };
}

/** The store is in use. */
export function notRetired({ id, name }: Store): RefusedError {
  return new RefusedError([
    {
      rule: 'store-not-retired',
      path: ['stores', name],
      what: `${id} is not retired: its vendor can write to it`,
      fix: `Run callvault disconnect ${id}, add retire: { since: <the last day>, reason: <why> } to the store, and deploy it.`,
    },
  ]);
}

function stateOf(isDenied: boolean | undefined, remains: readonly Remains[]): Retirement['state'] {
  if (remains.length === 0) return 'gone';
  if (isDenied !== true) return 'not-deployed';
  return remains.every(isBucketEmpty) ? 'empty' : 'remaining';
}

/** What is left in the buckets of a store. A bucket that does not exist is left out. */
export async function remainsOf(
  store: Store,
  settings: ClientSettings,
  onProgress: (what: string) => void,
): Promise<Remains[]> {
  const places = store.replica ? (['recordings', 'replica'] as const) : (['recordings'] as const);
  const found: Remains[] = [];
  for (const place of places) {
    const remains = await remainsIn([store, place], settings, onProgress);
    if (remains) found.push(remains);
  }
  return found;
}

/** What is left in one bucket of a store; undefined if the bucket does not exist. */
export async function remainsIn(
  [store, place]: readonly [Store, Intent['place']],
  settings: ClientSettings,
  onProgress: (what: string) => void,
): Promise<Remains | undefined> {
  const { bucketName: bucket, region } = place === 'replica' ? (store.replica ?? store) : store;
  const client = { s3: new S3Client({ ...settings, region }), bucket };
  const holds = await readHolds(store, settings);
  const { objectLock } = store.settings;
  return ifBucketExists(async () =>
    findRemains(
      client,
      {
        lifecycle: await deployedLifecycle(client),
        now: timeOf(settings).getTime(),
        lockDays: objectLock ? lockedDays(objectLock) : 0,
        isHeld: (key, versionId) => holds({ place, key, versionId }),
      },
      (listed) => {
        onProgress(`${bucket}: ${listed.toLocaleString('en')} versions listed`);
      },
    ),
  );
}

/** Whether a case holds a version. A store without a bucket of reports has no cases. */
async function readHolds(
  { integrity, region }: Store,
  settings: ClientSettings,
): Promise<(intent: Intent) => boolean> {
  const bucket = integrity?.reportBucketName;
  const none = () => false;
  if (bucket === undefined) return none;
  const register = new HoldRegister({ s3: new S3Client({ ...settings, region }), bucket });
  return (await ifBucketExists(() => register.readHeld())) ?? none;
}

/** The answer; undefined if the bucket does not exist. */
export async function ifBucketExists<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucket') return undefined;
    throw error;
  }
}

/** Whether the bucket's policy is that of a retired store; undefined if it has none. */
async function deniesVendor(s3: S3Client, bucket: string): Promise<boolean | undefined> {
  try {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    return Policy.includes('DenyRetiredVendor');
  } catch (error) {
    if (['NoSuchBucket', 'NoSuchBucketPolicy'].includes((error as Error).name)) return undefined;
    throw error;
  }
}

function nextSteps(
  store: Store,
  state: Retirement['state'],
  remains: readonly Remains[],
): string[] {
  const { id, name, settings } = store;
  const destroy = [
    ...(settings.retire?.destroy === true ? [] : ['Set destroy: true in retire:.']),
    `Deploy ${id}, and run callvault destroy ${id}.`,
    `Remove the store ${name} from the environment file.`,
  ];
  switch (state) {
    case 'gone':
      return [`Remove the store ${name} from the environment file.`];
    case 'not-deployed':
      return [`Run callvault disconnect ${id}, if that was not done.`, `Deploy ${id}.`];
    case 'empty':
      return destroy;
    case 'remaining':
      return [
        ...(remains.some(({ held }) => held > 0)
          ? [
              'Leave the versions on hold: callvault hold list shows their cases, and they are deleted after the release.',
            ]
          : []),
        remains.some(({ kept }) => kept > 0)
          ? 'Delete the versions that no lifecycle rule deletes, or leave the store as it is.'
          : `Leave ${id} as it is, and run this command again when the last version is deleted.`,
      ];
  }
}

/**
 * Refuses to destroy a store that is in use, and one in which something is left.
 *
 * @throws RefusedError
 */
export async function refuseDestruction(
  { store, environment }: FoundStore,
  onProgress: (what: string) => void,
): Promise<void> {
  if (store.disposable) return;
  if (!store.destroyable) {
    throw RefusedError.of(
      'destroy-retired',
      `${store.id} belongs to a ${store.type} environment and has no retire: { destroy: true }`,
      'Retire the store, wait until nothing is left, and set destroy: true. See docs/retire.md.',
    );
  }
  const settings = await asDeployer(environment, store.region);
  const left = (await remainsOf(store, settings, onProgress)).filter(
    (each) => !isBucketEmpty(each),
  );
  if (left.length === 0) return;
  const each = left.map(renderRemains).join('; ');
  throw RefusedError.of(
    'destroy-retired',
    `${store.id} is not empty: ${each}`,
    `Wait until the lifecycle has deleted everything: callvault retire ${store.id} says until when.`,
  );
}

/** What is left in a bucket, in one line. */
export function renderRemains(remains: Remains): string {
  const { bucket, objects, oldVersions, deleteMarkers, uploads, bytes } = remains;
  if (isBucketEmpty(remains)) return `${bucket}: nothing is left`;
  const count = (number: number) => number.toLocaleString('en');
  return `${bucket}: ${count(objects)} objects, ${count(oldVersions)} old versions, ${count(deleteMarkers)} delete markers and ${count(uploads)} unfinished uploads, ${count(bytes)} bytes`;
}
