import { S3Client } from '@aws-sdk/client-s3';
import { printable } from '../../core/printable';
import { HoldRegister } from '../../recordings/holds';
import type { SwitchedOff } from '../../store/off-settings';
import type { Store } from '../../store/store';
import { asDeployer, type ClientSettings } from '../deployer';
import type { FoundStore } from '../find-store';
import { isBucketEmpty, type Remains } from './remains';
import { ifBucketExists, remainsIn, renderRemains } from './retire';

/** How far the end of a part of a store is that is switched off. */
export interface PartOff {
  readonly part: 'replication' | 'integrity';
  readonly since: string;
  readonly reason: string;
  /** The replica, or the bucket of reports. */
  readonly bucket: string;
  /** `remaining`: something is left. `empty`: it can be destroyed. `gone`: its bucket does not exist any more. */
  readonly state: 'remaining' | 'empty' | 'gone';
  /** The copies that are left. @default - it is not the replica, or it is gone */
  readonly remains?: Remains | undefined;
  /** The cases whose register is in the bucket of reports. @default - none */
  readonly cases?: readonly string[];
  /** What to do next, in order. */
  readonly next: readonly string[];
}

/** Reports what is left of the parts of a store that are switched off. It reads lists only. */
export async function reportOff(
  { store, environment }: FoundStore,
  onProgress: (what: string) => void,
): Promise<PartOff[]> {
  const { replica, integrity } = store;
  if (!replica?.off && !integrity?.off) return [];
  const settings = await asDeployer(environment, store.region);
  return [
    ...(replica?.off ? [await replicaOff([store, replica.off], settings, onProgress)] : []),
    ...(integrity?.off ? [await integrityOff([store, integrity.off], settings)] : []),
  ];
}

type Off = readonly [store: Store, off: SwitchedOff];

async function replicaOff(
  [store, { since, reason, destroy }]: Off,
  settings: ClientSettings,
  onProgress: (what: string) => void,
): Promise<PartOff> {
  const remains = await remainsIn([store, 'replica'], settings, onProgress);
  const state = !remains ? 'gone' : isBucketEmpty(remains) ? 'empty' : 'remaining';
  const wait = 'Leave it as it is, and run this command again when the last copy is deleted.';
  const next = state === 'remaining' ? [wait] : nextSteps('replication', { state, destroy }, store);
  const bucket = store.replica?.bucketName ?? '';
  return { part: 'replication', since, reason, bucket, state, remains, next };
}

async function integrityOff(
  [store, { since, reason, destroy }]: Off,
  settings: ClientSettings,
): Promise<PartOff> {
  const bucket = store.integrity?.reportBucketName ?? '';
  const register = new HoldRegister({ s3: new S3Client(settings), bucket });
  const held = await ifBucketExists(() => register.countHeld());
  const cases = held?.cases ?? [];
  const state = !held ? 'gone' : cases.length > 0 ? 'remaining' : 'empty';
  const copy = `Copy what an audit needs: aws s3 sync s3://${bucket}/ <folder>. Its log and register are destroyed with it.`;
  const release = 'Leave it as it is: the register of these cases is in it. Release them first.';
  const next =
    state === 'remaining'
      ? [release]
      : [
          ...(state === 'empty' ? [copy] : []),
          ...nextSteps('integrity', { state, destroy }, store),
        ];
  return { part: 'integrity', since, reason, bucket, state, cases, next };
}

function nextSteps(
  part: PartOff['part'],
  {
    state,
    destroy = false,
  }: { readonly state: PartOff['state']; readonly destroy?: boolean | undefined },
  { id }: Store,
): string[] {
  const remove = `Remove ${part}: from the store, and deploy ${id}.`;
  if (state === 'gone' || destroy) return [remove];
  return [`Set destroy: true in ${part}.off, and deploy ${id}.`, remove];
}

/** The report for people. */
export function renderOff(stack: string, parts: readonly PartOff[]): string {
  return parts
    .flatMap(({ part, since, reason, bucket, remains, cases = [], state, next }) => [
      `${part} of ${stack} has been off since ${since}: ${printable(reason)}`,
      `  ${remains ? renderRemains(remains) : `${bucket}${state === 'gone' ? ' does not exist any more' : ''}`}.`,
      ...(remains?.goneBy === undefined
        ? []
        : [
            `  The lifecycle has deleted the last version by ${remains.goneBy}, legal holds aside.`,
          ]),
      ...(cases.length === 0 ? [] : [`  Cases that hold recordings: ${cases.join(', ')}.`]),
      'Next:',
      ...next.map((step, index) => `  ${index + 1}. ${step}`),
    ])
    .join('\n');
}
