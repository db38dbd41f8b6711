import { DataResource } from 'cdktf';
import { Construct } from 'constructs';

/** A path that recordings are or were written to. */
export interface LockedPath {
  /** Folder the vendor writes to. */
  readonly prefix: string;
  /** The vendor's key pattern. @default - the vendor chooses the keys itself */
  readonly pattern?: string | undefined;
}

/** Props of {@link PathLock}. */
export interface PathLockProps {
  /** The current path, then the previous paths, the newest first. */
  readonly paths: readonly LockedPath[];
  /** Further folders the vendor writes to. New ones come last. @default - none */
  readonly additionalPrefixes?: readonly string[];
  /** A store of a throw-away environment: the path can change. @default false */
  readonly disposable?: boolean;
  /** Region of the store's replica. @default - none, or the region of the replica that was removed */
  readonly replicaRegion?: string | undefined;
}

/** Not a region: Terraform refuses to configure a provider with it. */
const NO_REGION = 'unknown';

/**
 * Holds each path recordings were ever written to as it was at its first apply. A plan that changes a path would
 * have to replace its resource, which Terraform refuses: recordings and their sidecar files would be split
 * over two paths, and readers know only one.
 *
 * Paths are numbered from the oldest. So a new path adds a resource if the path before it stays declared as a
 * previous path. If it does not, the new path would replace it, and is refused.
 *
 * The oldest lock also remembers the region of the replica. Terraform needs a provider of that region to destroy a
 * replica that was removed from the configuration, and only the state knows the region then.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export class PathLock extends Construct {
  /** Region of the store's replica, or of the one that was removed. Known when Terraform plans. */
  readonly replicaRegion: string;

  constructor(scope: Construct, id: string, props: PathLockProps) {
    super(scope, id);
    const { paths, additionalPrefixes = [], disposable, replicaRegion } = props;
    const [oldest] = [...paths].reverse().map(({ prefix, pattern }, index) => {
      const isOldest = index === 0;
      return new DataResource(this, isOldest ? 'Path' : `Path${index + 1}`, {
        triggersReplace: { prefix, ...(pattern !== undefined && { pattern }) },
        ...(isOldest && replicaRegion !== undefined && { input: { replicaRegion } }),
        lifecycle: {
          preventDestroy: !disposable,
          ...(isOldest && replicaRegion === undefined && { ignoreChanges: ['input'] }),
        },
      });
    });
    for (const [index, prefix] of additionalPrefixes.entries()) {
      new DataResource(this, `Additional${index + 1}`, {
        triggersReplace: { prefix },
        lifecycle: { preventDestroy: !disposable },
      });
    }
    this.replicaRegion =
      replicaRegion ?? `\${try(${oldest?.fqn ?? ''}.input.replicaRegion, "${NO_REGION}")}`;
  }
}
