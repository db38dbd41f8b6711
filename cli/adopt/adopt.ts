import type { S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '../../config/environment';
import { RefusedError } from '../../core/problem';
import { synthesize } from '../../synth/synthesize';
import { asDeployer, type ClientSettings, timeOf, unreachable } from '../deployer';
import { findBucket } from '../doctor/live-bucket';
import { observedValue } from '../doctor/observed';
import { type ImportBlock, judgeParts, synthesizedParts } from '../existing/adopted';
import { AwsRefusedError } from '../exit';
import { readAccessPoints } from './access-points';
import type { BucketPlace } from './bucket-place';
import type { Gap } from './gap';
import { gapsOf } from './gaps';
import { type AdoptableBucket, readAdoptable } from './live';
import { countObjects, type ObjectCounts } from './objects';
import { proposeStore } from './propose';
import { findWriters, type Writer } from './writers';

/** What taking over a bucket means. */
export interface BucketReport {
  readonly bucket: string;
  readonly region: string;
  readonly environment: string;
  readonly gaps: readonly Gap[];
  readonly objects: ObjectCounts;
  /** Who wrote to it in the last days, by the access logs. @default - not known: accesses are not logged */
  readonly writers?: readonly Writer[] | undefined;
  /** The YAML of a store for it. @default - a store has the bucket */
  readonly proposal?: string;
  /** Id of the stack of the store that has the bucket. @default - no store has it */
  readonly stack?: string;
  /** Whether that store adopts it. @default false */
  readonly adopts?: boolean;
  /** What Terraform imports. @default - no store has the bucket */
  readonly imports?: readonly ImportBlock[];
}

/** Which bucket is examined, and how. */
export interface BucketReportOptions {
  readonly name: string;
  readonly environment: Environment;
  /** Objects that are looked at. */
  readonly limit: number;
  /** Name of the proposed store. */
  readonly store: string;
  readonly vendor?: string | undefined;
  readonly onProgress: (what: string) => void;
}

/**
 * Examines a bucket that a store is to take over. It reads only.
 *
 * @throws RefusedError for a bucket that does not exist, or is in another region than the environment
 * @throws AwsRefusedError for a bucket of another account
 */
export async function examineBucket(options: BucketReportOptions): Promise<BucketReport> {
  const { name, environment, limit, onProgress } = options;
  const { account } = environment;
  onProgress('reading the bucket');
  const settings = await asDeployer(environment, environment.region);
  const { region, s3 } = await findBucket(
    { bucketName: name, account, region: environment.region },
    settings,
  );
  if (region.kind === 'refused') throw notOurs(name, account, region.answer);
  checkRegion(name, observedValue(region), environment);
  const bucket = await readAll({ name, region: environment.region, account }, settings, s3);
  const acls = observedValue(bucket.ownership) !== 'BucketOwnerEnforced';
  const objects = await countObjects({ s3, bucket: name, account, limit, acls, onProgress }).catch(
    (error: unknown) => {
      throw unreachable(`listing the objects of ${name}`, error);
    },
  );
  return {
    bucket: name,
    region: environment.region,
    environment: environment.name,
    gaps: gapsOf(bucket),
    objects,
    ...(bucket.writers?.kind === 'value' && { writers: bucket.writers.value }),
    ...planFor(bucket, objects, options),
  };
}

/** Reads the bucket with its access points, and who writes to it. */
async function readAll(
  place: BucketPlace,
  settings: ClientSettings,
  s3: S3Client,
): Promise<AdoptableBucket> {
  const bucket = await readAdoptable(place, s3);
  const logging = observedValue(bucket.logging);
  return {
    ...bucket,
    accessPoints: await readAccessPoints(place, s3),
    writers: await findWriters(place, { logging, now: timeOf(settings).getTime() }, s3),
  };
}

/** The imports for the store that has the bucket, or a store to add. */
function planFor(
  bucket: AdoptableBucket,
  objects: ObjectCounts,
  { environment, store: name, vendor }: BucketReportOptions,
): Pick<BucketReport, 'proposal' | 'stack' | 'adopts' | 'imports'> {
  const store = environment.stores.find(({ bucketName }) => bucketName === bucket.name);
  if (!store) return { proposal: proposeStore(bucket, objects, { name, vendor }) };
  const [stack] = synthesize({ environments: [environment], stacks: [store.id] });
  const { bucket: address, parts } = synthesizedParts(stack?.text ?? '{}', bucket.name);
  const self = address === undefined ? [] : [{ to: address, id: bucket.name }];
  const { imports } = judgeParts(parts, bucket, bucket.name);
  const adopts = store.settings.adopt === true;
  return { stack: store.id, adopts, imports: [...self, ...imports] };
}

function notOurs(name: string, account: string, answer: string): AwsRefusedError {
  return new AwsRefusedError(
    `The bucket ${name} exists, and account ${account} does not own it or these credentials have no access to it: ${answer}`,
    'Use credentials of its account, and an environment file with that account.',
  );
}

function checkRegion(name: string, region: string | undefined, environment: Environment): void {
  if (region === environment.region) return;
  throw RefusedError.of(
    'adopt-bucket',
    region === undefined
      ? `the bucket ${name} does not exist`
      : `the bucket ${name} is in ${region}, and the region of ${environment.name} is ${environment.region}`,
    region === undefined
      ? 'Correct its name.'
      : `Choose an environment with the region ${region}: --environment.`,
  );
}
