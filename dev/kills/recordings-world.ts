import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  type StorageClass,
} from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { explainAwsError } from '../../cli/aws';
import { eraseRecordings } from '../../cli/erase/erase';
import { findStore, type FoundStore } from '../../cli/find-store';
import { addHold, releaseHold } from '../../cli/hold/hold';
import { restore } from '../../cli/restore/restore';
import { loadValid } from '../../config/valid';
import { addDays, dayOf } from '../../core/day';
import { HOLDS_FOLDER } from '../../integrity/held';
import { s3RunStore } from '../../integrity/s3-run-store';
import { HoldRegister } from '../../recordings/holds';
import { BATCH_FOLDERS } from '../../modules/batch-jobs';
import { JOURNAL_FOLDER } from '../../recordings/journal';
import type { StoredPlace } from '../../recordings/places';
import { environmentText, genesysText } from '../environment-text';
import type { LocalAws } from '../local-aws';
import { TEST_CREDENTIALS } from '../test-environment';
import { createBatchRole } from './batch-role';

const BUCKET = 'killed-calls';
const BUCKETS = [BUCKET, `${BUCKET}-replica`];

const YAML = environmentText(
  genesysText(
    { bucket: BUCKET, days: 300 },
    'pathPattern: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}',
    'replication: { region: eu-west-1 }',
    'integrity: { source: manifest }',
    'batchJobs: true',
  ),
  { type: 'production', state: '{ backend: s3, bucket: killed-state }' },
);

/** Milliseconds between two looks at jobs. */
const POLL_MS = 20;

/** Days before today on which the recordings were made. */
const AGE_DAYS = 6;

/** The conversations: the manifest has a day for the first two, which are a batch of their own. */
export const CALLS = [1, 2, 3, 4].map((digit) => `3f2504e0-4f89-41d3-9a0c-0305e82c330${digit}`);

/** A version or delete marker. */
export interface KeptVersion {
  readonly bucket: string;
  readonly key: string;
  readonly id: string;
  readonly marker: boolean;
}

/** A store with recordings, hidden and archived ones included, and their copies. */
export class RecordingsWorld {
  private readonly found: FoundStore;
  private readonly places: readonly StoredPlace[];
  private readonly sts: STSClient;
  private readonly s3: S3Client;
  private readonly day = addDays(dayOf(Date.now()), -AGE_DAYS);
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-kills-'));
  private readonly manifest = path.join(this.folder, 'ids.csv');

  constructor(private readonly aws: LocalAws) {
    const { endpoint } = aws;
    // Few attempts, so that a run that was killed ends soon.
    const settings = {
      endpoint,
      region: 'us-east-1',
      credentials: TEST_CREDENTIALS,
      maxAttempts: 2,
    };
    this.s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.sts = new STSClient(settings);
    this.places = [
      { kind: 'recordings', s3: this.s3, bucket: BUCKET },
      { kind: 'replica', s3: this.s3, bucket: `${BUCKET}-replica` },
    ];
    const files = [{ file: 'environments/killed.yaml', text: YAML }];
    this.found = findStore('calls-killed', loadValid(files).environments);
  }

  /** Makes the buckets, with two versions of the first recording, a delete marker, metadata and an archived recording. */
  async fill(): Promise<this> {
    await fetch(`${this.aws.endpoint}/moto-api/reset`, { method: 'POST' });
    for (const Bucket of BUCKETS) {
      await this.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
      for (const call of [CALLS[0], ...CALLS]) await this.put(Bucket, this.keyOf(call));
      await this.put(Bucket, this.keyOf(CALLS[1], 'json'));
    }
    for (const name of ['reports', 'logs', 'replica-logs']) {
      await this.s3.send(new CreateBucketCommand({ Bucket: `${BUCKET}-${name}` }));
    }
    await createBatchRole(this.aws.endpoint, this.found.store);
    await this.put(BUCKET, this.keyOf(CALLS[3]), 'GLACIER');
    for (const call of CALLS.slice(0, 3)) {
      await this.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: this.keyOf(call) }));
    }
    const lines = CALLS.map((call, index) => (index < 2 ? `${call},${this.day}` : call));
    fs.writeFileSync(this.manifest, `conversation,day\n${lines.join('\n')}\n`);
    return this;
  }

  keyOf(call = '', format = 'wav'): string {
    return `recordings/${this.day.replaceAll('-', '/')}/${call}.${format}`;
  }

  private async put(Bucket: string, Key: string, StorageClass?: StorageClass): Promise<void> {
    const more = StorageClass === undefined ? {} : { StorageClass };
    await this.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'RIFF', ...more }));
  }

  private get input() {
    const { places, sts } = this;
    return { places, sts, now: Date.now(), onProgress: () => undefined, pollMs: POLL_MS };
  }

  /** Holds the calls of the manifest, or one call. */
  async hold(name: string, call?: string, batch = false): Promise<boolean> {
    const selected = call === undefined ? { manifest: this.manifest } : { conversation: [call] };
    const flags = { reason: 'a case', batch, ...selected };
    const result = addHold(this.found, { ...this.input, name, flags }).catch(explain);
    return (await result).failed === 0;
  }

  async release(name: string, batch = false): Promise<boolean> {
    const flags = { reason: 'settled', batch };
    const result = releaseHold(this.found, { ...this.input, name, flags }).catch(explain);
    return (await result).failed === 0;
  }

  async erase(): Promise<boolean> {
    const flags = { manifest: this.manifest, reason: 'a request', yes: true };
    return (
      (await eraseRecordings(this.found, { ...this.input, flags }).catch(explain)).failed === 0
    );
  }

  async restore(batch = false): Promise<boolean> {
    const flags = { manifest: this.manifest, yes: true, batch };
    return (await restore(this.found, { ...this.input, flags }).catch(explain)).failed === 0;
  }

  /** All versions and delete markers. */
  async versions(): Promise<KeptVersion[]> {
    const found: KeptVersion[] = [];
    for (const bucket of BUCKETS) {
      const page = await this.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
      for (const { Key: key = '', VersionId: id = '' } of page.Versions ?? []) {
        found.push({ bucket, key, id, marker: false });
      }
      for (const { Key: key = '', VersionId: id = '' } of page.DeleteMarkers ?? []) {
        found.push({ bucket, key, id, marker: true });
      }
    }
    return found;
  }

  /** What S3 and the register say about a version. */
  async describe({ bucket, key, id }: KeptVersion) {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: id });
    const { ObjectLockLegalHoldStatus, Restore } = await this.s3.send(command);
    const place = bucket === BUCKET ? ('recordings' as const) : ('replica' as const);
    const cases = await this.register.casesOf({ key, place, versionId: id });
    return { held: ObjectLockLegalHoldStatus === 'ON', restored: Restore !== undefined, cases };
  }

  get register(): HoldRegister {
    return new HoldRegister({ s3: this.s3, bucket: `${BUCKET}-reports` });
  }

  /** The files of the register of holds. */
  registered(): Promise<readonly string[]> {
    return this.files(HOLDS_FOLDER).list('versions/');
  }

  /** The lines of the journal in files with an ending, of all runs of a command. */
  async journal(command: string, ending: string): Promise<Record<string, string>[]> {
    const files = this.files(JOURNAL_FOLDER);
    const names = (await files.list(`${command}-`)).filter((name) => name.endsWith(ending));
    const texts = await Promise.all(names.map((name) => files.tryRead(name)));
    return texts.flatMap((text = '') =>
      text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as never])),
    );
  }

  /** The jobs that wrote a completion report, each after the name of the job in the journal. */
  async jobs(): Promise<string[]> {
    const found: string[] = [];
    for (const Bucket of [`${BUCKET}-logs`, `${BUCKET}-replica-logs`]) {
      const names = await s3RunStore({ s3: this.s3, bucket: Bucket }).list(BATCH_FOLDERS.reports);
      found.push(...names.filter((name) => name.endsWith('/manifest.json')));
    }
    return found;
  }

  private files(folder: string) {
    return s3RunStore({ s3: this.s3, bucket: `${BUCKET}-reports` }, folder);
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
    this.s3.destroy();
    this.sts.destroy();
  }
}

/** As the commands do. */
function explain(error: unknown): never {
  throw explainAwsError(error, 'calls-killed');
}
