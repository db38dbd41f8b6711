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
  /** A store of a throw-away environment: the path can change. @default false */
  readonly disposable?: boolean;
}

/**
 * Holds each path recordings were ever written to as it was at its first apply. A plan that changes a path would
 * have to replace its resource, which Terraform refuses: recordings and their sidecar files would be split
 * over two paths, and readers know only one.
 *
 * Paths are numbered from the oldest. So a new path adds a resource if the path before it stays declared as a
 * previous path. If it does not, the new path would replace it, and is refused.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export class PathLock extends Construct {
  constructor(scope: Construct, id: string, { paths, disposable }: PathLockProps) {
    super(scope, id);
    for (const [index, { prefix, pattern }] of [...paths].reverse().entries()) {
      new DataResource(this, index === 0 ? 'Path' : `Path${index + 1}`, {
        triggersReplace: { prefix, ...(pattern !== undefined && { pattern }) },
        lifecycle: { preventDestroy: !disposable },
      });
    }
  }
}
