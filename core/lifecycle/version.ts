/** A version of an object, or a delete marker. */
export interface StoredVersion {
  /** When it was written, in milliseconds since 1970. */
  readonly created: number;
  /** @default false - it is an object */
  readonly marker?: boolean;
  /** Bytes; 0 for a delete marker. */
  readonly size: number;
  readonly storageClass: string;
  /** When it became noncurrent. @default - when the next newer version was written */
  readonly noncurrentSince?: number | undefined;
  /** @default - none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** When its Object Lock retention ends, in milliseconds since 1970. @default - it has none */
  readonly lockedUntil?: number | undefined;
  /** Whether it has a legal hold. @default false */
  readonly held?: boolean | undefined;
  /**
   * Whether its replication is pending or failed: lifecycle rules then neither move nor expire it.
   *
   * @see Amazon S3 User Guide, "How S3 Lifecycle interacts with other bucket configurations"
   * @default false
   */
  readonly replicating?: boolean | undefined;
}

/** All versions of one key. */
export interface KeyHistory {
  readonly key: string;
  /** Newest first: the first is current. */
  readonly versions: readonly StoredVersion[];
  /** @default true */
  readonly versioned?: boolean;
}
