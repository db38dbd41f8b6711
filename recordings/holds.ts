import {
  DeleteObjectCommand,
  GetObjectLockConfigurationCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
} from '@aws-sdk/client-s3';
import type { Day } from '../core/day';
import type { BucketClient } from '../integrity/bucket-client';
import { heldKeyFolder, HOLDS_FOLDER } from '../integrity/held';
import { s3RunStore } from '../integrity/s3-run-store';
import type { Intent } from './journal';
import type { StoredPlace } from './places';

/** A case whose recordings are kept, in the register. */
export interface HeldCase {
  readonly name: string;
  readonly stack: string;
  readonly reason: string;
  /** ARN of the caller who added it. */
  readonly who: string;
  readonly at: string;
  /** The day until which it is expected to last. Nothing is released by itself. @default - not known */
  readonly until?: Day;
  readonly approver?: string;
  /** The runs in the journal that added recordings. */
  readonly runs: readonly string[];
  /** @default - it is held */
  readonly released?: {
    readonly who: string;
    readonly at: string;
    readonly reason: string;
    readonly approver?: string | undefined;
  };
}

/** What jobs of S3 Batch Operations do with the versions of a case. */
export type JobsOfCase = 'adding' | 'releasing';

/**
 * The register of holds, in the bucket of reports: one file per case, and one for each version and case. A version stays
 * on hold as long as one case holds it.
 */
export class HoldRegister {
  constructor(private readonly reports: BucketClient) {}

  private get files() {
    return s3RunStore(this.reports, HOLDS_FOLDER);
  }

  async tryFind(name: string): Promise<HeldCase | undefined> {
    const text = await this.files.tryRead(`cases/${name}.json`);
    return text === undefined ? undefined : (JSON.parse(text) as HeldCase);
  }

  async write(held: HeldCase): Promise<void> {
    await this.files.write(`cases/${held.name}.json`, JSON.stringify(held, null, 2));
  }

  /** All cases, by name. */
  async cases(): Promise<HeldCase[]> {
    const names = await this.files.list('cases/');
    const found = await Promise.all(names.map((name) => this.files.tryRead(name)));
    return found.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as HeldCase]));
  }

  /** Notes that jobs of a case can still put its versions on hold, or release them. */
  async begin(what: JobsOfCase, name: string): Promise<void> {
    await this.files.write(`${what}/${name}`, '');
  }

  async end(what: JobsOfCase, name: string): Promise<void> {
    const { s3, bucket: Bucket } = this.reports;
    const Key = `${HOLDS_FOLDER}/${what}/${name}`;
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }

  /** The cases of which jobs can still change versions. */
  async underWay(what: JobsOfCase): Promise<string[]> {
    const names = await this.files.list(`${what}/`);
    return names.map((name) => name.slice(what.length + 1));
  }

  /** Reads the whole register once, to ask for many versions whether a case holds them. */
  async readHeld(): Promise<(intent: Intent) => boolean> {
    const names = await this.files.list('versions/');
    const held = new Set(
      names.map((name) => `${HOLDS_FOLDER}/${name.slice(0, name.lastIndexOf('/') + 1)}`),
    );
    return (intent) => held.has(folderOf(intent));
  }

  /** Counts the versions on hold, up to a limit, and names their cases. */
  async countHeld(limit = 10_000) {
    const { s3, bucket: Bucket } = this.reports;
    const Prefix = `${HOLDS_FOLDER}/versions/`;
    const cases = new Set<string>();
    const versions = new Set<string>();
    let complete = true;
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
      for (const { Key = '' } of page.Contents ?? []) {
        const end = Key.lastIndexOf('/');
        versions.add(Key.slice(0, end));
        cases.add(Key.slice(end + 1));
      }
      complete = page.IsTruncated !== true;
      if (versions.size >= limit) break;
    }
    return { cases: [...cases].sort(), versions: versions.size, complete };
  }

  /** The cases that hold a version. */
  async casesOf(intent: Intent): Promise<string[]> {
    const { s3, bucket } = this.reports;
    const Prefix = folderOf(intent);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
    return Contents.map(({ Key = '' }) => Key.slice(Prefix.length));
  }

  /**
   * Registers the case first: a version on hold whose case is not known could not be released.
   *
   * @returns false for a version that does not exist any more
   */
  async hold(place: StoredPlace, intent: Intent, name: string): Promise<boolean> {
    await this.add(intent, name);
    if (await setHold(place, intent, 'ON')) return true;
    await this.drop(intent, name);
    return false;
  }

  /** Registers that a case holds a version. */
  async add(intent: Intent, name: string): Promise<void> {
    const Key = `${folderOf(intent)}${name}`;
    const { s3, bucket: Bucket } = this.reports;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '', ContentLength: 0 }));
  }

  /** Registers that a case does not hold a version any more. */
  async drop(intent: Intent, name: string): Promise<void> {
    const { s3, bucket: Bucket } = this.reports;
    await s3.send(new DeleteObjectCommand({ Bucket, Key: `${folderOf(intent)}${name}` }));
  }

  /** Releases a version, unless another case holds it. */
  async release(place: StoredPlace, intent: Intent, name: string): Promise<void> {
    await this.drop(intent, name);
    await this.settle(place, intent);
  }

  /**
   * Makes the hold of a version what the register says. Looks again after each change: another case can be added or released
   * in the same moment, and a release that was killed can have left the version without its hold.
   *
   * @param isSet - whether the version is on hold. @default - not known
   */
  async settle(place: StoredPlace, intent: Intent, isSet?: boolean): Promise<void> {
    const isHeld = async () => (await this.casesOf(intent)).length > 0;
    for (let held = await isHeld(), set = isSet; set !== held; held = await isHeld()) {
      await setHold(place, intent, held ? 'ON' : 'OFF');
      set = held;
    }
  }
}

function folderOf({ place, key, versionId }: Intent): string {
  return `${HOLDS_FOLDER}/${heldKeyFolder(place, key)}${versionId}/`;
}

/** @returns false for a version that does not exist any more */
async function setHold({ s3, bucket }: StoredPlace, intent: Intent, Status: 'ON' | 'OFF') {
  const { key: Key, versionId: VersionId } = intent;
  const LegalHold = { Status };
  const command = new PutObjectLegalHoldCommand({ Bucket: bucket, Key, VersionId, LegalHold });
  try {
    await s3.send(command);
    return true;
  } catch (error) {
    if (['NoSuchKey', 'NoSuchVersion'].includes((error as Error).name)) return false;
    throw error;
  }
}

/** Whether a bucket has Object Lock, without which it cannot hold anything. */
export async function hasObjectLock({ s3, bucket }: StoredPlace): Promise<boolean> {
  try {
    const command = new GetObjectLockConfigurationCommand({ Bucket: bucket });
    const { ObjectLockConfiguration } = await s3.send(command);
    return ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  } catch (error) {
    if ((error as Error).name === 'ObjectLockConfigurationNotFoundError') return false;
    throw error;
  }
}
