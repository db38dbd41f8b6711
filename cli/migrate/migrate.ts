import * as fs from 'node:fs';
import * as path from 'node:path';
import { dayOf } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { openBucketReader } from '../../lambda/clients';
import { retentionDates, type RetentionSchedule } from '../../modules/retention-schedule';
import { localPlace } from '../aws';
import { replaceFile } from '../replace-file';
import type { FoundStore } from '../find-store';
import { type PathComparison, comparePaths } from './compare';
import { migrationConfiguration } from './terraform';

/** A previous path, and when it can be closed. */
export interface PathState extends PathComparison {
  /** Whether all its objects are at the current path too. */
  readonly done: boolean;
  /** The day by which retention removes its last bytes, in UTC. @default - it is empty */
  readonly goneBy?: string;
}

/** The configuration that was written, and what it means for a recording that is copied today. */
export interface WrittenConfiguration {
  /** Path of the configuration. */
  readonly file: string;
  /** The day on which the copy stops being readable, in UTC, regardless of the recording's age. */
  readonly copiesReadableUntil: string;
  /** Days after which recordings are in a storage class that DataSync cannot read. @default - never */
  readonly archivedAfterDays?: number;
}

/** Classes whose objects must be restored before they can be read. @see Amazon S3 User Guide, "Working with archived objects" */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * Writes the Terraform configuration that copies recordings to the current path.
 *
 * @throws RefusedError when no previous path has `copy: true`
 */
export function writeConfiguration(
  { store, environment }: FoundStore,
  folder: string,
): WrittenConfiguration {
  const from = (store.settings.previousPaths ?? [])
    .filter(({ copy, gone }) => copy === true && gone !== true)
    .map(({ prefix }) => prefix);
  if (from.length === 0) throw nothingToCopy(store.name);
  const file = path.join(folder, 'main.tf.json');
  const configuration = migrationConfiguration(store, from, environment);
  fs.mkdirSync(folder, { recursive: true });
  replaceFile(file, `${JSON.stringify(configuration, null, 2)}\n`);
  return describeWritten(file, store.schedule, new Date());
}

/** What a configuration means for recordings that are copied now. */
export function describeWritten(
  file: string,
  schedule: RetentionSchedule,
  now: Date,
): WrittenConfiguration {
  const archive = schedule.transitions.find(({ storageClass }) => ARCHIVES.includes(storageClass));
  return {
    file,
    copiesReadableUntil: dayOf(retentionDates(now, schedule).readableUntil.getTime()),
    ...(archive && { archivedAfterDays: archive.days }),
  };
}

function nothingToCopy(name: string): RefusedError {
  return new RefusedError([
    {
      rule: 'migrate-nothing-to-copy',
      path: ['stores', name, 'previousPaths'],
      what: 'no previous path has copy: true, so there is nothing to copy',
      fix: 'Set it for paths whose recordings must be at the current path. The others stay until their retention ends; --check says when.',
    },
  ]);
}

/** Compares each previous path of a store with the current one. */
export async function checkPaths(
  { store, environment }: FoundStore,
  onProgress: (what: string) => void,
): Promise<PathState[]> {
  const { region, bucketName: bucket, schedule } = store;
  const reader = openBucketReader({ region, bucket }, localPlace(environment));
  const states: PathState[] = [];
  for (const prefix of store.previousPrefixes) {
    onProgress(`comparing ${prefix}`);
    const compared = await comparePaths(reader, prefix, store.prefix);
    const { copied, objects, youngest } = compared;
    const goneBy =
      youngest === undefined
        ? undefined
        : dayOf(retentionDates(new Date(youngest), schedule).goneBy.getTime());
    states.push({ ...compared, done: copied === objects, ...(goneBy && { goneBy }) });
  }
  return states;
}
