import type { Day } from '../core/day';

/** A path that recordings are or were written to. */
export interface CheckedPath {
  /** Folder, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** The vendor's pattern of keys. @default - the vendor chooses its keys, and the folder is one partition */
  readonly pattern?: string | undefined;
  /** Whether nothing is there any more: then only its name is known to metadata files. @default false */
  readonly gone?: boolean | undefined;
  /** Whether the vendor writes other recordings here, so that nothing is a copy of those on other paths. @default false */
  readonly additional?: boolean;
}

/** Where the vendor's recording list comes from. */
export type SourceSettings =
  /** The vendor's API. Its client is in the vendor's folder. */
  | {
      readonly kind: 'api';
      /** The vendor, whose reader of its recording list is used. */
      readonly vendor: string;
      /** Options of the vendor's client, e.g. its host. */
      readonly options: Readonly<Record<string, string>>;
      /** Name of the secret in Secrets Manager with the credentials. */
      readonly secret: string;
    }
  /** The metadata file of each recording. */
  | {
      readonly kind: 'sidecars';
      /** The vendor, whose reader of metadata files is used. */
      readonly vendor: string;
      /** Which of the vendor's metadata files they are. @default - the vendor has one form */
      readonly form?: string | undefined;
    }
  /** A list in the bucket of reports. */
  | {
      readonly kind: 'manifest';
      /** Its key. */
      readonly key: string;
    };

/** Everything the check needs to know about a store, in AWS and on the command line. */
export interface CheckSettings {
  /** Stack id of the store. */
  readonly store: string;
  readonly region: string;
  /** Name of the bucket with the recordings. */
  readonly bucket: string;
  /** @default - no replica exists */
  readonly replica?: { readonly bucket: string; readonly region: string } | undefined;
  /** The current path and the previous ones. */
  readonly paths: readonly CheckedPath[];
  /** Number of days to check, up to today. */
  readonly days: number;
  /** The last day on which the vendor recorded. @default - it still records */
  readonly until?: Day | undefined;
  /** Number of days for which both the store and the vendor keep recordings: no older recording is expected. */
  readonly keptDays: number;
  /**
   * Days by which the folder of a recording may be earlier than the recording, because the vendor files it by the
   * beginning of its conversation.
   *
   * @default - it files recordings by their own beginning
   */
  readonly lookbackDays?: number | undefined;
  /** Hours in which a recording or its copy may still be on its way. */
  readonly graceHours: number;
  /** Suffix of metadata files. @default - the vendor writes none */
  readonly sidecarSuffix?: string | undefined;
  /** Whether each recording must have a metadata file. */
  readonly sidecars: boolean;
  /** Suffix of the vendor's test files. @default - not known */
  readonly testSuffix?: string | undefined;
  /** Patterns of other files that the vendor writes next to recordings. @default - none */
  readonly ignored?: readonly string[] | undefined;
  readonly source: SourceSettings;
  /** Name of the bucket of reports. */
  readonly reports: string;
  /** Name of the user whose access key the vendor has. @default - the vendor has no access key */
  readonly userName?: string | undefined;
  /** Whether S3 Inventory lists the bucket instead of requests. */
  readonly inventory: boolean;
}
