/** A path that recordings are or were written to. */
export interface CheckedPath {
  /** Folder, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** The vendor's pattern of keys. @default - the vendor chooses its keys, and the folder is checked whole */
  readonly pattern?: string | undefined;
}

/** Where the vendor's word comes from. */
export type SourceSettings =
  /** The vendor's API. Which, and how, its own folder knows. */
  | {
      readonly kind: 'api';
      /** The vendor, whose reader of its recording list is used. */
      readonly vendor: string;
      /** What that vendor's client needs, e.g. its host. */
      readonly options: Readonly<Record<string, string>>;
      /** Name of the secret with the credentials, in Secrets Manager. */
      readonly secret: string;
    }
  /** The metadata file beside each recording. */
  | {
      readonly kind: 'sidecars';
      /** The vendor, whose reader of metadata files is used. */
      readonly vendor: string;
    }
  /** A list in the bucket of reports. */
  | {
      readonly kind: 'manifest';
      /** Its key. */
      readonly key: string;
    };

/** All that a check has to know of a store: what the function in AWS is given, and the command line. */
export interface CheckSettings {
  /** Stack id of the store. */
  readonly store: string;
  /** Region of the store. */
  readonly region: string;
  /** The bucket of the recordings. */
  readonly bucket: string;
  /** Its copy. @default - there is none */
  readonly replica?: { readonly bucket: string; readonly region: string } | undefined;
  /** Where recordings are written, and were before. */
  readonly paths: readonly CheckedPath[];
  /** Days back that are checked. */
  readonly days: number;
  /** Hours in which a recording, or its copy, may still be on its way. */
  readonly graceHours: number;
  /** Ends the key of a metadata file. @default - the vendor writes none */
  readonly sidecarSuffix?: string | undefined;
  /** Whether each recording must have one. */
  readonly sidecars: boolean;
  /** Ends the key of what the vendor writes to try the bucket. @default - nothing that is known */
  readonly testSuffix?: string | undefined;
  /** Where the vendor's word comes from. */
  readonly source: SourceSettings;
  /** The bucket of reports. */
  readonly reports: string;
  /** Name of the user whose access key the vendor writes with. @default - it takes on a role, or writes as itself */
  readonly userName?: string | undefined;
  /** Whether S3 Inventory lists the bucket, in the place of requests. */
  readonly inventory: boolean;
}
